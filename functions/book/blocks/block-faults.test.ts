/** Blocks when Redis is away, is rebuilt meanwhile, or the process dies after the commit. */
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { blockCall, orderCall, releaseCall } from '../../../scripts/testing/booking/booking.ts';
import { claimsOf, errorsOf, interrupted, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { until } from '../../../scripts/testing/until.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { answerBlockSeats } from './block-seats.ts';
import type { Context } from '../context.ts';
import { at, event, onSale, openFaultyBooking } from '../fixtures/faulty-booking.ts';
import { answerPlaceOrder } from '../orders/place-order.ts';
import { sweep } from '../sweep.ts';
import { answerReleaseBlock } from './release-block.ts';

openFaultyBooking();

const take = (key: string, body: Parameters<typeof blockCall>[3], context = at.context) =>
  answerBlockSeats(context, blockCall(event.id, event.organizerId, key, body));
const release = (blockId: string, seats?: string[], context = at.context) =>
  answerReleaseBlock(context, releaseCall(event.id, event.organizerId, blockId, seats));
const sold = async () => (await snapshotOf(at.shard, onSale)).sold;
const figure = async () => {
  const [rows] = await at.shard.pool.query('SELECT sold FROM sales WHERE event_id = ?', [event.id]);
  return (rows as { sold: number }[])[0]?.sold;
};
const nobody = new Redis({ lazyConnect: true });
nobody.disconnect();
/** A Context whose process dies before it can tell anybody. */
const dying = (): Context => ({
  ...at.context,
  redisLink: { ...at.context.redisLink, isReady: true, redis: nobody, ready: async () => false },
  relay: { announce: () => {} } as unknown as Context['relay'],
});

test('Redis away: seats are blocked and released all the same, and the next sweep marks it', async () => {
  at.redis.cut();
  await until('redis is away', async () => !(await at.context.redisLink.ready()));
  const { placed } = await take('k', { seats: ['A-1-1', 'A-1-2'] });
  await release(placed.id, ['A-1-1']);
  expect([(await claimsOf(at.shard, onSale)).size, await figure()]).toEqual([1, 1]);
  at.redis.mend();
  await until('redis is there', () => at.context.redisLink.ready());
  await sweep(at.context);
  expect(await sold()).toEqual(new Set([1]));
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
});

test('the process dies after the commit: the next sweep tells Redis, of a block and of a release', async () => {
  const { placed } = await take('k', { section: 'A', quantity: 3 }, dying());
  expect(await sold()).toEqual(new Set());
  await sweep(at.context);
  expect((await sold()).size).toBe(3);
  await release(placed.id, undefined, dying());
  expect((await sold()).size).toBe(3);
  await sweep(at.context);
  expect(await sold()).toEqual(new Set());
  expect([await errorsOf(at.shard, onSale), await figure()]).toEqual([[], 0]);
});

test('a seat that Redis takes for free is not blocked twice: MySQL names it', async () => {
  const { placed } = await answerPlaceOrder(
    at.context,
    orderCall(event.id, event.organizerId, 'o', { seats: ['A-1-1'] }),
  );
  await at.context.groupCommits.followed();
  await at.shard.redis.del(...seatKeys(event.id).slice(1));
  await expect(take('k', { seats: ['A-1-1', 'A-1-2'] })).rejects.toMatchObject({ extras: { seats: ['A-1-1'] } });
  expect([...(await claimsOf(at.shard, onSale)).values()]).toEqual([placed.id]);
  const { holds, sold: marked } = await snapshotOf(at.shard, onSale);
  expect([holds.size, [...marked]]).toEqual([0, [0]]);
});

test('the answer to COMMIT is lost: the block is found by its key and answered', async () => {
  at.mysql.onSend = (chunk) => {
    if (!chunk.includes('COMMIT')) return 'pass';
    at.mysql.onSend = () => 'pass';
    return 'cut before the last answer';
  };
  const { placed } = await take('k', { seats: ['A-1-1'] });
  expect((await take('k', { seats: ['A-1-1'] })).placed.id).toBe(placed.id);
  await sweep(at.context);
  expect([await errorsOf(at.shard, onSale), await figure(), await sold()]).toEqual([[], 1, new Set([0])]);
});

test('a rebuild that read a block before some of its seats were released does not bring those back', async () => {
  const { placed } = await take('k', { seats: ['A-1-1', 'A-1-2', 'A-1-3'] });
  await at.shard.redis.del(...seatKeys(event.id));
  let reads = 0;
  const paused = interrupted(at.shard.pool, async () => {
    // The event is read first, then its claims.
    if (++reads === 2) await release(placed.id, ['A-1-2']);
  });
  await rebuildSeats(at.shard.redis, paused, event.id);
  expect(await sold()).toEqual(new Set([0, 2]));
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
});

test('two releases of overlapping seats at once free each seat once, and a new block of them stands', async () => {
  const { placed } = await take('k', { section: 'GA', quantity: 20 });
  const labels = placed.seats.map(({ label }) => label);
  await Promise.all([
    release(placed.id, labels.slice(0, 15)),
    release(placed.id, labels.slice(5)),
    release(placed.id, labels.slice(0, 15)),
  ]);
  expect([await figure(), await sold()]).toEqual([0, new Set()]);
  const again = await take('next', { section: 'GA', quantity: 30 });
  await release(placed.id);
  await sweep(at.context);
  expect(new Set((await claimsOf(at.shard, onSale)).values())).toEqual(new Set([again.placed.id]));
  expect([await figure(), (await sold()).size, await errorsOf(at.shard, onSale)]).toEqual([30, 30, []]);
});
