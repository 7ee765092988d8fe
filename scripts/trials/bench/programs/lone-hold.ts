/** One hold of two seats in Redis after the other, as a lone order makes it before anything is written. */
import { Redis } from 'ioredis';
import { HoldQueue } from '../../../../functions/book/live/hold-queue.ts';
import { eventOnSale } from '../../../../functions/book/on-sale/event-on-sale.ts';
import { readEvent } from '../../../../functions/shared/event/row.ts';
import { openPool } from '../../../../functions/shared/mysql/pool.ts';
import { rebuildSeats } from '../../../../functions/shared/seats/rebuild.ts';
import { quantile } from '../../report/figures.ts';

/** Holds seats 0, 1, 2 … of an event, two for each buyer. */
export interface LoneHoldJob {
  url: string;
  redisUrl: string;
  eventId: string;
  warmMs: number;
  ms: number;
}

/** What it took. */
export interface LoneHoldResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const HOLD_MS = 600_000;

process.once('message', (job) => {
  run(job as LoneHoldJob).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: Error) => process.send?.({ error: error.message }, () => process.exit(1)),
  );
});

async function run({ url, redisUrl, eventId, warmMs, ms }: LoneHoldJob): Promise<LoneHoldResult> {
  const pool = openPool(url, 1);
  const redis = new Redis(redisUrl);
  const event = await readEvent(pool, eventId);
  if (!event) throw new Error(`there is no event ${eventId}`);
  const onSale = eventOnSale(event);
  await rebuildSeats(redis, pool, eventId);
  const queue = new HoldQueue(redis);
  const beginAt = performance.now() + warmMs;
  const latencies: number[] = [];
  for (let at = performance.now(), seat = 0; at < beginAt + ms; seat += 2) {
    at = performance.now();
    const asked = { buyer: `buyer${seat}`, holdId: `hold${seat}`, times: { holdMs: HOLD_MS, holdMaxMs: HOLD_MS } };
    const reply = await queue.hold(onSale, { seats: [seat, seat + 1] }, asked);
    if ('verdict' in reply) throw new Error(`a hold was refused: ${reply.verdict}`);
    if (at >= beginAt) latencies.push(performance.now() - at);
  }
  redis.disconnect();
  await pool.end();
  return {
    perSecond: (latencies.length / ms) * 1_000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}
