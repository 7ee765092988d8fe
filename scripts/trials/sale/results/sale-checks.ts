/** After the sale: is what the system has what people were answered? */
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { until } from '../../../testing/until.ts';
import type { SaleClient } from '../sale-client.ts';
import type { SaleOrderCall, SeatCall } from '../record.ts';
import type { SaleCheck } from '../target/target.ts';
import { plural } from '../../../../functions/shared/plural.ts';

interface Sold {
  calls: readonly SeatCall[];
  eventId: string;
  seats: number;
  /** Whether enough people came, and the sale was not stopped; `not free`: nothing may be free, but abandoned holds may last. */
  mustSellOut: 'sold' | 'not free' | undefined;
  wasStopped: boolean;
}

/** The answers callers got, against each other and against the API's own account. */
export async function checkByApi(
  client: SaleClient,
  nowMs: number,
  { calls, eventId, seats, mustSellOut, wasStopped }: Sold,
): Promise<SaleCheck[]> {
  const orders = calls.filter((call) => call.kind === 'order');
  const acknowledged = orders.flatMap(({ order }) => order?.seats ?? []);
  const twice = acknowledged.length - new Set(acknowledged).size;
  const unknown = orders.filter(({ outcome }) => outcome === 'unknown').length;
  const { status, body } = await client.ask({ method: 'GET', path: `/v1/events/${eventId}/availability` }, nowMs);
  const sold = Number(body?.counts?.sold ?? Number.NaN);
  const free = Number(body?.counts?.free ?? Number.NaN);
  const agrees = status === 200 && (unknown > 0 ? sold >= acknowledged.length : sold === acknowledged.length);
  return [
    // Without it, nothing below says anything.
    ...(wasStopped
      ? []
      : [
          {
            name: 'something was sold',
            ok: acknowledged.length > 0,
            detail: `${plural(orders.length, 'order')} sent, ${plural(acknowledged.length, 'seat')} sold`,
          },
        ]),
    {
      name: 'no seat was sold to two',
      ok: twice === 0,
      detail: `${plural(acknowledged.length, 'seat')} in acknowledged orders, ${twice} of them twice`,
    },
    {
      name: 'never oversold',
      ok: acknowledged.length <= seats,
      detail: `${acknowledged.length} of ${plural(seats, 'seat')}`,
    },
    {
      name: 'availability tells what was sold',
      ok: agrees,
      detail: `${sold} sold, ${acknowledged.length} acknowledged, ${plural(unknown, 'order')} of unknown outcome`,
    },
    ...(mustSellOut === 'sold'
      ? [{ name: 'sold out exactly', ok: sold === seats, detail: `${sold} of ${plural(seats, 'seat')}` }]
      : []),
    ...(mustSellOut === 'not free'
      ? [
          {
            name: 'nothing left free',
            ok: free === 0,
            detail: `${free} free, ${sold} sold of ${plural(seats, 'seat')}`,
          },
        ]
      : []),
  ];
}

/** The same against the databases, which decide. */
export async function checkByDatabase(
  databases: Readonly<Record<string, string>>,
  { calls, eventId, seats }: Sold,
): Promise<SaleCheck[]> {
  const orders = calls.filter((call) => call.kind === 'order');
  const ask = async (shard: RegExp, sql: string): Promise<RowDataPacket[]> => {
    const found = Object.entries(databases).filter(([name]) => shard.test(name));
    const rows = await Promise.all(found.map(([, url]) => askDatabase(url, sql, [eventId])));
    return rows.flat();
  };
  const rows = await ask(
    /^e\d/,
    `SELECT o.id, o.idempotency_key AS \`key\`, o.status, GROUP_CONCAT(c.seat ORDER BY c.seat) AS seats
     FROM orders o LEFT JOIN seat_claims c ON c.event_id = o.event_id AND c.order_id = o.id
     WHERE o.event_id = ? GROUP BY o.id, o.idempotency_key, o.status`,
  );
  const [claims] = await ask(/^e\d/, 'SELECT COUNT(*) AS n FROM seat_claims WHERE event_id = ? HAVING n > 0');
  const known = new Map(rows.map((row) => [String(row['id']), row]));
  const missing = orders.filter((call) => call.order && !isThere(call, known.get(call.order.id)));
  const keys = new Map(orders.map((call) => [call.key, call]));
  const unanswered = rows.filter((row) => {
    const call = keys.get(String(row['key']));
    return !call || (call.order?.id !== row['id'] && call.outcome !== 'unknown');
  });
  const claimed = Number(claims?.['n'] ?? 0);
  const acknowledged = orders.filter(({ order }) => order).length;
  return [
    {
      name: 'the database is not oversold',
      ok: claimed <= seats,
      detail: `${plural(claimed, 'claim')} for ${plural(seats, 'seat')}`,
    },
    {
      name: 'every acknowledged order is there once, with its seats',
      ok: missing.length === 0,
      detail: `${acknowledged} acknowledged, ${rows.length} in the database, ${missing.length} missing or different`,
    },
    {
      name: 'no order that nobody was answered about',
      ok: unanswered.length === 0,
      detail: `${unanswered.length} found`,
    },
    await checkRecords(ask, rows.length),
  ];
}

function isThere({ order }: SaleOrderCall, row: RowDataPacket | undefined): boolean {
  return row?.['status'] === 'confirmed' && row['seats'] === order?.seats.toSorted((a, b) => a - b).join(',');
}

/** Records are written by events, a moment later. */
async function checkRecords(
  ask: (shard: RegExp, sql: string) => Promise<RowDataPacket[]>,
  orders: number,
): Promise<SaleCheck> {
  let records = 0;
  await until('all order records', async () => {
    const counts = await ask(/^u\d/, 'SELECT COUNT(*) AS n FROM order_records WHERE event_id = ?');
    records = counts.reduce((sum, row) => sum + Number(row['n']), 0);
    return records === orders;
  }).catch(() => {});
  return {
    name: 'every order has one record',
    ok: records === orders,
    detail: `${plural(records, 'record')} of ${plural(orders, 'order')}`,
  };
}

async function askDatabase(url: string, sql: string, values: string[]): Promise<RowDataPacket[]> {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    await connection.query('SET SESSION group_concat_max_len = 65536');
    const [rows] = await connection.execute<RowDataPacket[]>({ sql, timeout: 30_000 }, values);
    return rows;
  } finally {
    await connection.end();
  }
}
