/** What the database takes in coalesced sales: callers within the process, no HTTP, no tokens. */
import { ulid } from 'ulid';
import { quantile } from '../../report/figures.ts';
import { Coalescer } from './coalescer.ts';

/** Sells seats 0, 1, 2 … of an event, two a sale. */
export interface CeilingJob {
  url: string;
  eventId: string;
  buyerId: string;
  callers: number;
  warmMs: number;
  ms: number;
}

/** What it took. */
export interface CeilingResult {
  sold: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

process.once('message', (job) => {
  run(job as CeilingJob).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: Error) => process.send?.({ error: error.message }, () => process.exit(1)),
  );
});

async function run({ url, eventId, buyerId, callers, warmMs, ms }: CeilingJob): Promise<CeilingResult> {
  const coalescer = new Coalescer(url);
  const beginAt = performance.now() + warmMs;
  const endAt = beginAt + ms;
  const latencies: number[] = [];
  let seat = 0;
  let sold = 0;
  let inTime = 0;
  const caller = async (): Promise<void> => {
    for (;;) {
      const at = performance.now();
      if (at > endAt) return;
      const id = `ord_001_${ulid()}`;
      const message = JSON.stringify({ id, eventId, buyerId, status: 'confirmed', seats: ['S1-1-1', 'S1-1-2'] });
      if (!(await coalescer.sell({ id, eventId, buyerId, message, seats: [seat++, seat++] })))
        throw new Error('not sold');
      sold++;
      const now = performance.now();
      if (at >= beginAt) latencies.push(now - at);
      if (now >= beginAt && now <= endAt) inTime++;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  await coalescer.close();
  return {
    sold,
    perSecond: (inTime / ms) * 1_000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}
