/** A hold and its ten extensions by the times that are set by default. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { eventOnSale } from '../on-sale/event-on-sale.ts';
import { HoldQueue } from './hold-queue.ts';
import { MAX_EXTENSIONS } from './hold-times.ts';
import { extendTime, type HoldReply, lookAtHold, pinHold } from './live-seats.ts';

const TIMES = { holdMs: 600_000, holdMinMs: 300_000, holdMaxMs: 6_600_000 };
const sections = [{ id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 12 }];

let shard: TestShard;
beforeAll(async () => {
  shard = await openShard();
});
afterAll(() => shard.close());

test('each of ten extensions in the last second begins the full time anew; the eleventh is refused', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections } }));
  const [, , , , holds = '', expiry = ''] = seatKeys(onSale.event.id);
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await new HoldQueue(shard.redis).hold(onSale, { seats: [1] }, { buyer: 'ada', holdId: 'h1', times: TIMES });
  /** As if it had been made so much earlier. */
  const pass = async (ms: number) => {
    const record = JSON.parse((await shard.redis.hget(holds, 'h1')) ?? '') as { expires: number; latest: number };
    const [expires, latest] = [record.expires - ms, record.latest - ms];
    await shard.redis.hset(holds, 'h1', JSON.stringify({ ...record, expires, latest }));
    await shard.redis.zadd(expiry, expires, 'h1');
  };
  for (let times = 1; times <= MAX_EXTENSIONS; times++) {
    await pass(TIMES.holdMs - 1_000);
    const [seconds, micros] = await shard.redis.time();
    const now = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    const extended = await extendTime(shard.redis, onSale, 'ada', 'h1', TIMES);
    expect([times, extended]).toEqual([times, expect.objectContaining({ seats: [1] })]);
    const lastsMs = typeof extended === 'string' ? 0 : extended.expiresAt.getTime() - now;
    expect(lastsMs).toBeGreaterThanOrEqual(TIMES.holdMs);
  }
  await pass(1_000);
  expect(await extendTime(shard.redis, onSale, 'ada', 'h1', TIMES)).toBe('limit');
});

const endOf = (hold: HoldReply): number => (typeof hold === 'string' ? 0 : hold.expiresAt.getTime());

test('an order keeps its hold for its own moment, and for no more than one beyond the hard maximum, however often it is tried', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections } }));
  const [, , , , holds = '', expiry = ''] = seatKeys(onSale.event.id);
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await new HoldQueue(shard.redis).hold(onSale, { seats: [1] }, { buyer: 'ada', holdId: 'h1', times: TIMES });
  const record = JSON.parse((await shard.redis.hget(holds, 'h1')) ?? '') as { expires: number };
  // As if it had been made long ago, and tried to be ordered at its end.
  const latest = record.expires - TIMES.holdMs - 10_000;
  await shard.redis.hset(holds, 'h1', JSON.stringify({ ...record, latest, expires: latest + 15_000 }));
  await shard.redis.zadd(expiry, latest + 15_000, 'h1');
  for (let times = 1; times <= 3; times++)
    expect(endOf(await pinHold(shard.redis, onSale, 'ada', 'h1', 30_000))).toBe(latest + 30_000);
});

test('an order that will be refused, for its total, its time or its place, keeps no seats for longer', async () => {
  const onSale = eventOnSale(await shard.publish({ chart: { sections } }));
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await new HoldQueue(shard.redis).hold(
    onSale,
    { seats: [1] },
    { buyer: 'ada', holdId: 'h1', times: TIMES, keepsTerms: true },
  );
  const before = endOf(await lookAtHold(shard.redis, onSale, 'ada', 'h1'));
  const [totalCents, where] = [onSale.priceOf(1), onSale.where];
  const pin = async (terms: object) => endOf(await pinHold(shard.redis, onSale, 'ada', 'h1', 1_200_000, terms));
  expect(await pin({ totalCents: totalCents + 1 })).toBe(before);
  expect(await pin({ where: 'another' })).toBe(before);
  expect(await pin({ totalCents: totalCents - 1, where })).toBe(before);
  expect(await pin({ totalCents, where: 'another' })).toBe(before);
  expect(await pin({ totalCents, where })).toBeGreaterThan(before);
});
