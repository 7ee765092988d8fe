/** Gathers what the databases and the live state say of the events of a round. */
import type { Pool } from 'mysql2/promise';
import { itemsIn } from '../../../../functions/book/store.ts';
import type { KeptItem } from '../../../../functions/shared/event/order-view.ts';
import type { RedisClient } from '../../../../functions/shared/redis/redis-client.ts';
import { seatKeys } from '../../../../functions/shared/seats/seat-keys.ts';
import type { Evidence, ProofOrderRow, RecordRow } from './evidence.ts';
import { pricedSeat } from './proof-events.ts';
import { EFFECTS_TABLE, OUTBOX_TABLE } from './evidence-tables.ts';

/** The databases, by shard. */
export type ProofDatabases = ReadonlyMap<string, Pool>;

/** Those of events, also one that slots are moved to. */
const eventShards = (databases: ProofDatabases): string[] =>
  [...databases.keys()].filter((name) => /^e\d+$/.test(name));
const USER_SHARDS = ['u0', 'u1'];
const AT_ONCE = 500;

async function ask<Row>(databases: ProofDatabases, shard: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const pool = databases.get(shard);
  if (!pool) throw new Error(`no database ${shard}`);
  const [rows] = await pool.query(sql, values);
  return rows as Row[];
}

async function askAll<Row>(
  databases: ProofDatabases,
  shards: readonly string[],
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  return (await Promise.all(shards.map((shard) => ask<Row>(databases, shard, sql, values)))).flat();
}

/** What stands on the shards of events. */
export async function gatherSales(
  databases: ProofDatabases,
  events: readonly string[],
): Promise<Pick<Evidence, 'claims' | 'orders' | 'buyerSeats' | 'figures'>> {
  const of = [[...events]];
  const [claims, orders, buyerSeats, sold, listed] = await Promise.all([
    askAll<Evidence['claims'][number]>(
      databases,
      eventShards(databases),
      'SELECT event_id AS event, seat, order_id AS `order` FROM seat_claims WHERE event_id IN (?)',
      of,
    ),
    askAll<Omit<ProofOrderRow, 'seats'> & { items: string }>(
      databases,
      eventShards(databases),
      `SELECT id, event_id AS event, buyer_id AS buyer, idempotency_key AS \`key\`, status, version, total_cents AS totalCents, items
       FROM orders WHERE event_id IN (?)`,
      of,
    ),
    askAll<Evidence['buyerSeats'][number]>(
      databases,
      eventShards(databases),
      'SELECT event_id AS event, buyer_id AS buyer, seats FROM buyer_seats WHERE event_id IN (?)',
      of,
    ),
    askAll<{ event: string; sold: number }>(
      databases,
      eventShards(databases),
      'SELECT event_id AS event, sold FROM sales WHERE event_id IN (?)',
      of,
    ),
    ask<{ event: string; sold: number }>(
      databases,
      'catalog',
      'SELECT event_id AS event, seats_sold AS sold FROM listing_sales WHERE event_id IN (?)',
      of,
    ),
  ]);
  const shown = new Map(listed.map((row) => [row.event, row.sold]));
  return {
    claims,
    orders: orders.map(({ items, ...order }) => ({
      ...order,
      seats: itemsIn(items, order.status).map(({ label, priceCents, status }) => pricedSeat(label, priceCents, status)),
    })),
    buyerSeats,
    figures: sold.map((row) => ({ ...row, listed: shown.get(row.event) ?? null })),
  };
}

/** What buyers see of their orders. */
export async function gatherRecords(databases: ProofDatabases, events: readonly string[]): Promise<RecordRow[]> {
  const rows = await askAll<Omit<RecordRow, 'seats'> & { items: string }>(
    databases,
    USER_SHARDS,
    `SELECT order_id AS id, event_id AS event, user_id AS buyer, status, version, total_cents AS totalCents, items
     FROM order_records WHERE event_id IN (?)`,
    [[...events]],
  );
  return rows.map(({ items, ...row }) => ({
    ...row,
    seats: (JSON.parse(items) as KeptItem[]).map(({ seat, priceCents, status }) =>
      pricedSeat(seat, priceCents, row.status === 'cancelled' ? row.status : status),
    ),
  }));
}

/** How often the effects of some events were committed. */
export async function gatherEffects(databases: ProofDatabases, ids: readonly string[]): Promise<Evidence['effects']> {
  const effects: Evidence['effects'] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE)
    for (const shard of [...USER_SHARDS, 'catalog']) {
      const rows = await ask<{ source: string; id: string; times: number }>(
        databases,
        shard,
        `SELECT source, event_id AS id, COUNT(*) AS times FROM ${EFFECTS_TABLE} WHERE event_id IN (?) GROUP BY source, event_id`,
        [ids.slice(at, at + AT_ONCE)],
      );
      effects.push(...rows.map((row) => ({ in: shard, ...row })));
    }
  return effects;
}

/** What outboxes ever had of the orders of some events. */
export async function gatherOutbox(databases: ProofDatabases, events: readonly string[]): Promise<Evidence['outbox']> {
  const shards = eventShards(databases);
  const orders = await askAll<{ id: string }>(databases, shards, 'SELECT id FROM orders WHERE event_id IN (?)', [
    [...events],
  ]);
  const rows: Evidence['outbox'] = [];
  // What was said of an order may have been said by the shard that it was on before.
  for (let at = 0; at < orders.length; at += AT_ONCE) {
    const some = orders.slice(at, at + AT_ONCE).map(({ id }) => id);
    const sql = `SELECT type, subject FROM ${OUTBOX_TABLE} WHERE subject IN (?)`;
    rows.push(...(await askAll<Evidence['outbox'][number]>(databases, shards, sql, [some])));
  }
  return rows.map(({ type, subject }) => ({ type: type.replace(/^dev\.seatmesh\./, ''), subject }));
}

/** What is not at rest, anywhere. */
export async function gatherLeft(databases: ProofDatabases): Promise<Evidence['left']> {
  const ofEvents = eventShards(databases);
  const tables = [
    ...[...ofEvents, ...USER_SHARDS].map((where) => ['outbox', where] as const),
    ...ofEvents.map((where) => ['seat_repairs', where] as const),
    ...[...ofEvents, ...USER_SHARDS, 'catalog'].map((where) => ['dead_letters', where] as const),
  ];
  const counts = await Promise.all(
    tables.map(async ([what, where]) => {
      const [row] = await ask<{ n: number }>(databases, where, `SELECT COUNT(*) AS n FROM ${what}`);
      return { what, where, count: row?.n ?? 0 };
    }),
  );
  const orphans = await Promise.all(
    ofEvents.map(async (where) => {
      const [row] = await ask<{ n: number }>(
        databases,
        where,
        `SELECT COUNT(*) AS n FROM events e JOIN orders o ON o.event_id = e.id AND o.status = 'confirmed'
         WHERE e.status = 'cancelled'`,
      );
      return { what: 'confirmed orders of cancelled events', where, count: row?.n ?? 0 };
    }),
  );
  return [...counts, ...orphans].filter(({ count }) => count > 0);
}

/** Who has sold seats by the live state, event by event; events without a state are left out. */
export async function gatherMarks(
  redis: RedisClient,
  when: 'found' | 'rebuilt',
  events: readonly string[],
): Promise<Pick<Evidence, 'marks' | 'marked'>> {
  const marks: Evidence['marks'] = [];
  const marked: Evidence['marked'] = [];
  for (const event of events) {
    const [meta = '', , , owners = ''] = seatKeys(event);
    if ((await redis.hget(meta, 'ready')) !== '1') continue;
    marked.push({ when, event });
    for (const [seat, owner] of Object.entries(await redis.hgetall(owners)))
      if (owner.startsWith('s')) marks.push({ when, event, seat: Number(seat), order: owner.slice(1) });
  }
  return { marks, marked };
}
