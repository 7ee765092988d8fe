/**
 * Data of a whole table is changed in steps of a bounded size, each a transaction of its own: nothing is locked for long, replicas keep up, and
 * a run that is killed loses no more than a step. A migration that does so says `export const config = { transaction: false }`, for Knex would make
 * one transaction of all its steps, and each of its steps may be repeated: the next run begins anew.
 */
import type { Knex } from 'knex';

const ROWS = 1_000;
/** A step that others were in the way of is tried again, so often. */
const TRIES = 5;
/** Lock wait time-out, deadlock. */
const IN_THE_WAY: ReadonlySet<unknown> = new Set([1205, 1213]);

/** The rows after one key up to another, which are those of a step; as values of two placeholders. */
export type KeyRange = readonly [after: string, upTo: string];

/** What a run of migrations gives them (`knex.userParams`). */
export interface RunOfMigrations {
  /** Says how far a migration is. */
  tell?: (progress: string) => void;
  /** Rows of a step. */
  rows?: number;
}

/**
 * Does something to all rows of a table, in the order of a key of text. Rows of one key are in one step. What is written behind a step while it
 * goes on is not seen: who writes rows of the old form must have stopped.
 */
export async function inSteps(
  knex: Knex,
  { table, key }: { table: string; key: string },
  step: (range: KeyRange) => Promise<unknown>,
): Promise<void> {
  const { tell, rows = ROWS } = knex.userParams as RunOfMigrations;
  const about = await estimate(knex, table);
  let done = 0;
  for (let after = ''; ;) {
    const upTo = await lastKeyOfStep(knex, table, key, after, rows);
    if (upTo === undefined) return;
    await withPatience(() => step([after, upTo]));
    after = upTo;
    done += rows;
    if (done < about) tell?.(`${table}, ${inThousands(done)} rows of about ${inThousands(about)}`);
  }
}

/** The key that a step ends with; undefined behind the last row. */
async function lastKeyOfStep(
  knex: Knex,
  table: string,
  key: string,
  after: string,
  rows: number,
): Promise<string | undefined> {
  const [[full]] = (await knex.raw('SELECT ?? AS last FROM ?? WHERE ?? > ? ORDER BY ?? LIMIT 1 OFFSET ?', [
    key,
    table,
    key,
    after,
    key,
    rows - 1,
  ])) as [{ last: string }[]];
  if (full) return full.last;
  const [[rest]] = (await knex.raw('SELECT MAX(??) AS last FROM ?? WHERE ?? > ?', [key, table, key, after])) as [
    { last: string | null }[],
  ];
  return rest?.last ?? undefined;
}

/** Counting would read all of it. */
async function estimate(knex: Knex, table: string): Promise<number> {
  const [[row]] = (await knex.raw(
    'SELECT table_rows AS about FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
    [table],
  )) as [{ about: number | null }[]];
  return row?.about ?? 0;
}

async function withPatience(step: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step();
      return;
    } catch (error) {
      if (attempt === TRIES || !IN_THE_WAY.has((error as { errno?: unknown }).errno)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * attempt * (0.5 + Math.random())));
    }
  }
}

function inThousands(count: number): string {
  return count.toLocaleString('en-US');
}
