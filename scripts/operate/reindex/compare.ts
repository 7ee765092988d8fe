/** Goes through the stages, tells what it finds, and says where it is. */
import type { RowDifference } from './row-difference.ts';
import { type Mark, STAGES, textOf } from './mark.ts';
import { settle } from './settle.ts';
import type { ReindexDatabases } from './reindex-databases.ts';
import { type Stage, stagesOf } from './stages.ts';

export interface CompareOptions {
  dryRun: boolean;
  after: Mark | undefined;
  /** Ends the run after the batch under way. */
  signal: AbortSignal;
  say: (line: string) => void;
}

/** How a run went. */
export interface ReindexOutcome {
  lookedAt: number;
  differed: number;
  /** What was changed by somebody else all the time. */
  left: string[];
}

/** A run that could not finish: where it was. */
export class Unfinished extends Error {
  readonly mark: Mark;
  constructor(mark: Mark, cause: unknown) {
    super('not finished', { cause });
    this.mark = mark;
  }
}

/** Where everything is wrong, so many lines say it as well as all. */
const MOST_LINES = 1_000;
const TELL_EVERY_MS = 5_000;

/** @throws Unfinished when a database does not answer, or the run is ended */
export async function run(databases: ReindexDatabases, options: CompareOptions): Promise<ReindexOutcome> {
  const outcome: ReindexOutcome = { lookedAt: 0, differed: 0, left: [] };
  for (const stage of stagesFrom(stagesOf(databases), options.after)) await runStage(stage, options, outcome);
  return outcome;
}

async function runStage(
  stage: Stage,
  { dryRun, after, signal, say }: CompareOptions,
  outcome: ReindexOutcome,
): Promise<void> {
  const { name, shard } = stage;
  const mark: Mark = { stage: name, shard, key: isAt(stage, after) ? (after?.key ?? '') : '' };
  const here = { lookedAt: 0, differed: 0, left: 0 };
  let toldAt = performance.now();
  try {
    for (let keys = await stage.page(mark.key); keys.length > 0; keys = await stage.page(mark.key)) {
      const { found, left } = await settle(() => stage.look(keys), dryRun);
      for (const difference of found) tell(difference, outcome, say);
      outcome.left.push(...left.map(({ what }) => what));
      here.differed += found.length;
      here.left += left.length;
      here.lookedAt += keys.length;
      outcome.lookedAt += keys.length;
      mark.key = keys.at(-1) ?? '';
      signal.throwIfAborted();
      if (performance.now() - toldAt < TELL_EVERY_MS) continue;
      toldAt = performance.now();
      say(`${name} of ${shard}: ${here.lookedAt} so far, ${here.differed} differed (--after ${textOf(mark)})`);
    }
  } catch (error) {
    throw new Unfinished(mark, error);
  }
  const became = dryRun ? `${here.differed} differ` : becameOf(here.differed, here.left);
  say(`${name} of ${shard}: ${here.lookedAt} looked at, ${became}`);
}

/** What became of rows that differed. @param left so many of them were changed by somebody else all the time */
export function becameOf(differed: number, left: number): string {
  return `${differed - left} set right${left > 0 ? `, ${left} not` : ''}`;
}

function tell({ what, how }: RowDifference, outcome: ReindexOutcome, say: (line: string) => void): void {
  outcome.differed += 1;
  if (outcome.differed <= MOST_LINES) say(`  ${what}: ${how}`);
  if (outcome.differed === MOST_LINES) say('  … further ones are only counted');
}

/** Everything from a mark on. */
function stagesFrom(stages: Stage[], after: Mark | undefined): Stage[] {
  if (!after) return stages;
  const at = stages.findIndex((stage) => isAt(stage, after));
  if (at >= 0) return stages.slice(at);
  return stages.filter(({ name }) => STAGES.indexOf(name) > STAGES.indexOf(after.stage));
}

const isAt = ({ name, shard }: Stage, mark: Mark | undefined): boolean => name === mark?.stage && shard === mark.shard;
