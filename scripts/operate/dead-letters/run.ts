/** Events that could not be handled: listed, shown, replayed, over all shards. */
import { Fault } from '../../cli/fault.ts';
import { readRunning } from '../../servers/running.ts';
import { findTargets } from '../../system/databases/database-targets.ts';
import {
  type Box,
  closeBoxes,
  countLetters,
  findLetter,
  type Key,
  newestLetters,
  ofEveryShard,
  openBoxes,
} from './letters.ts';
import type { Options } from './options.ts';
import { replay } from './replay.ts';
import { Kubectl } from '../cluster/kubectl.ts';
import { withDatabases } from '../cluster/database-way.ts';
import { BROKER_INGRESS, withPortForward } from '../cluster/port-forward.ts';
import { tableOf, wholeOf } from './letter-views.ts';
import { plural } from '../../../functions/shared/plural.ts';

/** There was nothing to be done. */
const NOTHING = 3;

/** Lists, shows or replays. Exit code 1 when something stays undone, 3 when there was nothing to replay. */
export async function runDeadLetters(options: Options): Promise<void> {
  if (!options.cluster) return inBoxes(options, process.env);
  const cluster = new Kubectl(options.cluster);
  return withDatabases(cluster, process.env, (env) => inBoxes(options, env, cluster));
}

async function inBoxes(
  { task, shards, dataDir }: Options,
  env: Readonly<Record<string, string | undefined>>,
  cluster?: Kubectl,
): Promise<void> {
  const boxes = openBoxes(await findTargets({ shards, dataDir, as: 'functions', env }));
  try {
    if (task.verb === 'list') await list(boxes, task.limit);
    else if (task.verb === 'show') await show(boxes, task.letter);
    else if (cluster)
      await withPortForward(cluster, BROKER_INGRESS, 80, (ingress) => replayTo(boxes, task.letters, ingress));
    else await replayTo(boxes, task.letters, task.to ?? (await ingressOf(dataDir)));
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
    letters.length < total
      ? `the newest ${letters.length} of ${plural(total, 'dead letter')}`
      : plural(total, 'dead letter'),
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
