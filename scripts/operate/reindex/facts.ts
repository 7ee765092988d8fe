/** What records show of events against the events. */
import { factsRow } from '../../../functions/order-record/store.ts';
import { placeholders, rows } from '../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import { type RowDifference, differenceOf, isSame, type ComparedRow, type Table } from './row-difference.ts';
import type { ReindexDatabases, KeysAfter } from './reindex-databases.ts';
import { byOwner, pageOf, readFacts } from './truth.ts';

const FACTS_AT_ONCE = 500;

/** The ids of the events that a users shard knows of. */
export function facts(pool: Pool): KeysAfter {
  return pageOf(pool, 'event_facts', 'event_id', FACTS_AT_ONCE);
}

/** What differs of a users shard's facts. */
export function lookAtFacts({ events, maps }: ReindexDatabases, shard: string, pool: Pool) {
  const table = tableIn(pool);
  return async (ids: readonly string[]): Promise<RowDifference[]> => {
    const seen = await rowsOf(pool, ids);
    const truth = await readFacts(byOwner(ids, maps.events, events));
    return ids.flatMap((id) => {
      const event = truth.get(id);
      const right = event && factsRow(event);
      return asShown(seen.get(id), right) ? [] : differenceOf(table, `facts ${id} on ${shard}`, seen.get(id), right);
    });
  };
}

/** The facts of events that a users shard has records of, and no facts; without them no record is shown. */
export async function missingFacts(
  { events, maps }: ReindexDatabases,
  pool: Pool,
  ids: readonly string[],
): Promise<RowDifference[]> {
  if (ids.length === 0) return [];
  const seen = await rowsOf(pool, ids);
  const missing = ids.filter((id) => !seen.has(id));
  const truth = await readFacts(byOwner(missing, maps.events, events));
  return [...truth.values()].flatMap((event) =>
    differenceOf(tableIn(pool), `facts ${event.id}`, undefined, factsRow(event)),
  );
}

/** A version that showed the same will do: not every change of an event reaches those who keep records. */
function asShown(seen: ComparedRow | undefined, right: ComparedRow | undefined): boolean {
  if (!seen || !right || seen.version > right.version) return false;
  // Kept before it was told when.
  if (seen['updated_at'] === null) return false;
  return ['title', 'starts_at', 'ends_at', 'venue'].every((column) => isSame(seen[column], right[column]));
}

const tableIn = (pool: Pool): Table => ({ pool, name: 'event_facts', key: ['event_id'] });

async function rowsOf(pool: Pool, ids: readonly string[]): Promise<Map<string, ComparedRow>> {
  const sql = `SELECT * FROM event_facts WHERE event_id IN (${placeholders(ids.length)})`;
  const found = await rows<ComparedRow & { event_id: string }>(pool, sql, ids);
  return new Map(found.map((row) => [row.event_id, row]));
}
