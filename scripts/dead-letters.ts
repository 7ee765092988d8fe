/** npm run dead-letters -- list|show|replay: events that could not be handled; `--help` says everything. */
import {
  type Box,
  closeBoxes,
  countLetters,
  findLetter,
  type Key,
  newestLetters,
  ofEveryShard,
  openBoxes,
} from './operate/dead-letters/letters.ts';
import { HELP, readOptions } from './operate/dead-letters/options.ts';
import { replay } from './operate/dead-letters/replay.ts';
import { tableOf, wholeOf } from './operate/dead-letters/views.ts';
import { findTargets } from './system/databases/targets.ts';
import { Fault } from './cli/fault.ts';
import { readRunning } from './servers/running.ts';

/** There was nothing to be done. */
const NOTHING = 3;

try {
  const options = readOptions(process.argv.slice(2));
  if (options) await run(options);
  else console.log(HELP);
} catch (error) {
  console.error(error instanceof Fault ? error.message : error);
  process.exitCode = 1;
}

async function run({ command, ...where }: NonNullable<ReturnType<typeof readOptions>>): Promise<void> {
  const boxes = openBoxes(await findTargets({ ...where, as: 'functions', env: process.env }));
  try {
    if (command.verb === 'list') await list(boxes, command.limit);
    else if (command.verb === 'show') await show(boxes, command.letter);
    else await replayTo(boxes, command.letters, command.to ?? (await ingressOf(where.dataDir)));
  } finally {
    await closeBoxes(boxes);
  }
}

async function list(boxes: readonly Box[], limit: number): Promise<void> {
  const newest = await ofEveryShard(boxes, (box) => newestLetters(box, limit));
  const counts = await ofEveryShard(boxes, async (box) => [await countLetters(box)]);
  const total = counts.found.reduce((sum, count) => sum + count, 0);
  const letters = newest.found.toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime()).slice(0, limit);
  if (letters.length > 0) console.log(tableOf(letters));
  console.log(
    letters.length < total ? `the newest ${letters.length} of ${total} dead letters` : `${total} dead letters`,
  );
  tell(newest.away);
}

async function show(boxes: readonly Box[], { source, id }: Key): Promise<void> {
  const { found, away } = await ofEveryShard(boxes, (box) => findLetter(box, source, id));
  if (found.length > 0) console.log(found.map(wholeOf).join('\n\n'));
  else tell([`${source} ${id}: there is no such dead letter`]);
  tell(away);
}

async function replayTo(boxes: readonly Box[], letters: readonly Key[] | 'all', ingress: URL): Promise<void> {
  const { replayed, refused } = await replay(boxes, letters, ingress, console.log);
  console.log(`${replayed} replayed${refused.length > 0 ? `, ${refused.length} not` : ''}`);
  tell(refused);
  // Nothing was done, and nothing was wrong: who counts on events that come back is to know.
  if (replayed + refused.length === 0) {
    console.error('nothing to replay: there are no dead letters');
    process.exitCode = NOTHING;
  }
}

async function ingressOf(dataDir: string): Promise<URL> {
  const running = await readRunning(dataDir);
  if (running) return new URL(running.ingressUrl);
  throw new Fault(`where is the broker's ingress? No system runs on ${dataDir}: name the ingress with --to URL`);
}

/** What went wrong although the rest went well. */
function tell(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  if (lines.length > 0) process.exitCode = 1;
}
