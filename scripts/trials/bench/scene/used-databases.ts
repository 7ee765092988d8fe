/** Databases that have been used for long: sold seats and events by the hundred thousand, made by the server itself. */
import { rows } from '../../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../../functions/shared/mysql/pool.ts';
import { ARENA, type BenchHall, insertEvents } from './bench-events.ts';

/** Ids of what is made here sort before every id that is drawn, so that the two can be distinguished. */
const OLD = '00';
const NEWER = `ord_001_${OLD}z`;
const SEATS_PER_ORDER = 2;
const SEATS_PER_BUYER = 10;
const FINGERPRINT = `UNHEX(REPEAT('07', 32))`;

/** Of an arena the first half of the sections may be sold before; the others are free. */
export const SOLD_SECTIONS = ARENA.sections / 2;
export const SOLD_MOST = SOLD_SECTIONS * ARENA.rows * ARENA.seats;

/** Sells so many seats, of as many arenas as that takes. @returns the first arena; of each at least half is free */
export async function sellBefore(pool: Pool, seats: number, signal: AbortSignal): Promise<string> {
  await makeNumbers(pool);
  const events = await insertEvents(pool, ARENA, Math.ceil(seats / SOLD_MOST));
  for (const [index, eventId] of events.entries()) {
    signal.throwIfAborted();
    await sellOf(pool, eventId, index * SOLD_MOST, Math.min(SOLD_MOST, seats - index * SOLD_MOST));
  }
  return events[0] ?? '';
}

/** SQL for an old id, from SQL for its number. */
const order = (number: string): string => `CONCAT('ord_001_${OLD}', LPAD(${number}, 24, '0'))`;
const buyer = (number: string): string => `CONCAT('usr_fff_${OLD}', LPAD(${number}, 24, '0'))`;

const item = (seat: string): string =>
  `JSON_ARRAY(${seat}, CONCAT('S', ${seat} DIV 10000 + 1, '-', ${seat} DIV 100 MOD 100 + 1, '-', ${seat} MOD 100 + 1), 5000)`;

async function sellOf(pool: Pool, eventId: string, before: number, seats: number): Promise<void> {
  const orderOfSeat = order(`(${before} + n) DIV ${SEATS_PER_ORDER}`);
  const items = `JSON_ARRAY(${item(`n * ${SEATS_PER_ORDER}`)}, ${item(`n * ${SEATS_PER_ORDER} + 1`)})`;
  const statements = [
    `INSERT INTO orders (id, event_id, buyer_id, idempotency_key, fingerprint, version, status, total_cents, currency, created_at, items)
     SELECT ${order(`${before / SEATS_PER_ORDER} + n`)}, ?, ${buyer(`n DIV ${SEATS_PER_BUYER / SEATS_PER_ORDER}`)}, CONCAT('old-', n), ${FINGERPRINT}, 1,
            'confirmed', 10000, 'EUR', '2030-01-01', ${items} FROM numbers WHERE n < ${seats / SEATS_PER_ORDER}`,
    `INSERT INTO seat_claims (event_id, seat, order_id) SELECT ?, n, ${orderOfSeat} FROM numbers WHERE n < ${seats}`,
    `UPDATE sales SET sold = ${seats} WHERE event_id = ?`,
  ];
  for (const sql of statements) await pool.query(sql, [eventId]);
}

/** Puts events on sale, and beside them so many others that nobody asks for. @returns the ids of the former */
export async function publishBefore(pool: Pool, hall: BenchHall, asked: number, others: number): Promise<string[]> {
  await makeNumbers(pool);
  const ids = await insertEvents(pool, hall, asked);
  const columns = `version, status, organizer_id, fingerprint, title, description, category, starts_at, ends_at, on_sale_at,
    currency, limit_per_order, limit_per_buyer, venue, price_categories, chart, chart_version, seats_total, created_at, updated_at`;
  const old = `CONCAT('evt_001_${OLD}', LPAD(n, 24, '0'))`;
  await pool.query(
    `INSERT INTO events (id, ${columns}) SELECT ${old}, ${columns} FROM numbers JOIN events WHERE n < ? AND id = ?`,
    [others, ids[0]],
  );
  await pool.query(`INSERT INTO sales (event_id, version, sold) SELECT ${old}, 1, 0 FROM numbers WHERE n < ?`, [
    others,
  ]);
  return ids;
}

/** How many orders there are that were not made here. */
export async function countNew(pool: Pool): Promise<number> {
  const [row] = await rows<{ n: number }>(pool, 'SELECT COUNT(*) AS n FROM orders WHERE id > ?', [NEWER]);
  return row?.n ?? 0;
}

/** Takes back what was sold of some events since: what was there before stays. */
export async function forgetNew(pool: Pool, events: readonly string[], fromSeat: number): Promise<void> {
  await pool.query('DELETE FROM seat_claims WHERE event_id IN (?) AND seat >= ?', [events, fromSeat]);
  await pool.query('DELETE FROM orders WHERE id > ?', [NEWER]);
}

/** A table of 0 … 99,999, where there is none yet. */
async function makeNumbers(pool: Pool): Promise<void> {
  const digits = 'SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4';
  const ten = `(${digits} UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)`;
  await pool.query('CREATE TABLE IF NOT EXISTS numbers (n INT UNSIGNED NOT NULL PRIMARY KEY)');
  await pool.query(
    `INSERT IGNORE INTO numbers SELECT a.d + b.d * 10 + c.d * 100 + e.d * 1000 + f.d * 10000
     FROM ${ten} a, ${ten} b, ${ten} c, ${ten} e, ${ten} f`,
  );
}
