/** Rows of index and records that are not as they should be, for tests of what finds them. */
import type { RowDataPacket } from 'mysql2/promise';
import { newId, slotOf } from '../../functions/shared/ids.ts';
import type { Person, TestSystem } from './test-system.ts';

/** What is right so far: an event on each shard and a draft, three orders of Grace. */
export interface RightRows {
  ada: Person;
  grace: Person;
  events: [e0: string, e1: string];
  drafted: string;
  orders: readonly string[];
}

export const shardOfUser = ({ id }: Person): 'u0' | 'u1' => (slotOf(id) < 0x800 ? 'u0' : 'u1');

/** Everything that can be wrong, each once or twice. @returns how many rows */
export async function writeWrongRows(
  system: TestSystem,
  { ada, grace, events, drafted, orders }: RightRows,
): Promise<number> {
  const [first, second] = events;
  const [catalog, records] = [system.database('catalog'), system.database(shardOfUser(grace))];
  const others = system.database(shardOfUser(ada));
  const nowhere = newId('evt', 7);
  const copy = async (table: string, pool: typeof catalog, changes: Record<string, unknown>, id: string, to = pool) => {
    const key = table === 'order_records' ? 'order_id' : 'event_id';
    const [[row]] = await pool.query<RowDataPacket[]>(`SELECT * FROM ${table} WHERE ${key} = ?`, [id]);
    const columns = Object.entries({ ...row, ...changes }).filter(([name]) => name !== 'lasts_seconds'); // it is computed
    await to.query(`INSERT INTO ${table} SET ?`, [Object.fromEntries(columns)]);
  };
  // What should not be there.
  await copy('listings', catalog, { event_id: nowhere, version: 2_000_000_000 }, first);
  await copy('listings', catalog, { event_id: 'forged' }, first);
  await copy('listing_sales', catalog, { event_id: nowhere }, first);
  await copy('order_records', records, { order_id: newId('ord', 7), version: 2_000_000_000 }, orders[0] ?? '');
  await copy('order_records', records, { user_id: ada.id }, orders[0] ?? '', others);
  // Of the same shard as the one whose order it is, before and after it.
  for (const id of ['00000000000000000000000000', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'])
    await copy('order_records', records, { user_id: `usr_${grace.id.slice(4, 7)}_${id}` }, orders[0] ?? '');
  await copy('event_facts', records, { event_id: nowhere }, first);
  // What is wrong.
  const update = 'SET version = 2000000000, title = "Defaced" WHERE event_id = ?';
  await catalog.query(`UPDATE listings ${update}`, [first]);
  await catalog.query('UPDATE listing_sales SET version = 4000000000, seats_sold = 50 WHERE event_id = ?', [first]);
  await records.query(`UPDATE event_facts ${update}`, [first]);
  await records.query('UPDATE order_records SET version = 2000000000, total_cents = 1 WHERE order_id = ?', [orders[0]]);
  // Of the right version, and yet wrong; and one that is behind.
  await records.query("UPDATE order_records SET status = 'confirmed', cancelled_at = NULL WHERE order_id = ?", [
    orders[1],
  ]);
  await catalog.query('UPDATE listing_sales SET version = version - 1, seats_sold = 0 WHERE event_id = ?', [second]);
  await catalog.query("UPDATE listings SET status = 'published' WHERE event_id = ?", [drafted]);
  // What is missing.
  await catalog.query('DELETE FROM listings WHERE event_id = ?', [second]);
  await records.query('DELETE FROM order_records WHERE order_id = ?', [orders[2]]);
  await records.query('DELETE FROM event_facts WHERE event_id = ?', [second]);
  return 18;
}
