/** One plain transaction after the other, each in one round trip on one connection, that writes what an order writes. */
import { createConnection } from 'mysql2/promise';
import { ulid } from 'ulid';
import { quantile } from '../../report/figures.ts';

/** Sells seats 0, 1, 2 … of an event, two a transaction. */
export interface LoneJob {
  url: string;
  eventId: string;
  buyerId: string;
  warmMs: number;
  ms: number;
}

/** What it took. */
export interface LoneResult {
  sold: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const FINGERPRINT = Buffer.alloc(32, 7);

process.once('message', (job) => {
  run(job as LoneJob).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: Error) => process.send?.({ error: error.message }, () => process.exit(1)),
  );
});

async function run({ url, eventId, buyerId, warmMs, ms }: LoneJob): Promise<LoneResult> {
  const connection = await createConnection({ uri: url, multipleStatements: true, timezone: 'Z' });
  const beginAt = performance.now() + warmMs;
  const latencies: number[] = [];
  let sold = 0;
  for (let at = performance.now(); at < beginAt + ms; sold++) {
    const statements = sale(eventId, buyerId, sold);
    at = performance.now();
    await connection.query(
      statements.map(([sql]) => sql).join(';'),
      statements.flatMap(([, values]) => values),
    );
    if (at >= beginAt) latencies.push(performance.now() - at);
  }
  await connection.end();
  return {
    sold,
    perSecond: (latencies.length / ms) * 1_000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** The rows of an order of two seats, with an outbox event about as long as a real one. */
function sale(eventId: string, buyerId: string, number: number): [sql: string, values: unknown[]][] {
  const id = `ord_001_${ulid()}`;
  const now = new Date();
  const seats = [number * 2, number * 2 + 1];
  const items = seats.map((seat) => ({ seat: `S1-1-${seat}`, priceCents: 5000 }));
  const order = { orderId: id, version: 1, buyerId, status: 'confirmed', items, totalCents: 10_000, currency: 'EUR' };
  const event = { id: eventId, version: 1, title: 'An evening of strings', startsAt: now };
  const data = JSON.stringify({ ...order, createdAt: now, cancelledAt: null, event });
  return [
    ['START TRANSACTION', []],
    [
      `INSERT INTO orders (id, version, event_id, buyer_id, idempotency_key, fingerprint, status, total_cents, currency, created_at, items)
       VALUES (?, 1, ?, ?, ?, ?, 'confirmed', 10000, 'EUR', ?, ?)`,
      [id, eventId, buyerId, `bench-${number}`, FINGERPRINT, now, JSON.stringify(items)],
    ],
    ['INSERT INTO seat_claims (event_id, seat, order_id) VALUES ?', [seats.map((seat) => [eventId, seat, id])]],
    [
      'INSERT INTO outbox (event_id, type, subject, slot, time, traceparent, data) VALUES (?, ?, ?, 1, ?, ?, ?)',
      [ulid(), 'dev.seatmesh.order.confirmed.v1', id, now, TRACE, data],
    ],
    ['UPDATE sales SET sold = sold + 2, version = version + 1 WHERE event_id = ?', [eventId]],
    ['COMMIT', []],
  ];
}
