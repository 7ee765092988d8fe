/** The query of shard-map. */
import { type Db, rows } from '../shared/mysql/statements.ts';

/** Where an events shard has what would be lost with it. What it has heard, and whose accounts are closed, every other shard has as well. */
export const TABLES_WITH_DATA = [
  'events',
  'event_plans',
  'discarded_events',
  'blocks',
  'block_seats',
  'orders',
  'seat_claims',
  'buyer_seats',
  'sales',
  'outbox',
  'dead_letters',
  'seat_repairs',
] as const;

/** True when nothing of a shard would be lost with it: no event, no order, and nothing that is still to be said. One row of each table is looked for. */
export async function isShardEmpty(db: Db): Promise<boolean> {
  const [found] = await rows<{ hasData: number | string }>(
    db,
    `SELECT ${TABLES_WITH_DATA.map((table) => `EXISTS (SELECT 1 FROM ${table})`).join(' OR ')} AS hasData`,
  );
  return found !== undefined && Number(found.hasData) === 0;
}
