/** A process that lost its connection, or stood still, while Redis has the holds of others: they are honoured. */
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { holdCall, openBooking, orderCall, type TestBooking } from '../../../scripts/testing/booking/booking.ts';
import { until } from '../../../scripts/testing/until.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { answerPlaceOrder } from '../orders/place-order.ts';
import { answerHoldSeats } from './make-hold.ts';

const EVE = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGE';
const ADA = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
const chart = { sections: [{ id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 4 }] };

let at: TestBooking;
let eventId: string;
beforeAll(async () => {
  at = await openBooking();
});
afterAll(() => at.close());
beforeEach(async () => {
  at.redis.onSend = () => 'pass';
  at.redis.mend();
  await until('redis is there', () => at.context.redisLink.ready());
  const event = await at.shard.publish({ chart });
  eventId = event.id;
  await rebuildSeats(at.shard.redis, at.shard.pool, eventId);
  await answerHoldSeats(at.context, holdCall(eventId, EVE, { seats: ['A-1', 'A-2'] }));
});

/** Orders two of the four seats. MySQL alone would give the first two, which Eve has on hold. */
async function seatsOfAda(key = 'k'): Promise<number[]> {
  const { placed } = await answerPlaceOrder(at.context, orderCall(eventId, ADA, key, { section: 'A', quantity: 2 }));
  await at.context.groupCommits.followed();
  return placed.items.map(({ seat }) => seat);
}

/** The whole process, which has no moment for what comes meanwhile. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Once the next call of a script has left. */
function afterTheScript(act: () => void): void {
  at.redis.onSend = (chunk) => {
    if (!chunk.includes('EVALSHA') && !chunk.includes('evalsha')) return 'pass';
    at.redis.onSend = () => 'pass';
    setImmediate(act);
    return 'pass';
  };
}

test.each([
  ['longer than a command may take', 1_200],
  ['longer than a connection may be silent', 2_300],
])('a process that stood still %s asks Redis again', async (_, ms) => {
  afterTheScript(() => standStill(ms));
  expect(await seatsOfAda()).toEqual([2, 3]);
});

test('a connection that is lost is made anew before seats are sold without Redis', async () => {
  afterTheScript(() => {
    at.redis.cut();
    at.redis.mend();
  });
  expect(await seatsOfAda('under way')).toEqual([2, 3]);
});

test('who comes between two connections waits for the next one', async () => {
  const lost = once(at.context.redisLink.redis, 'close');
  at.redis.cut();
  at.redis.mend();
  await lost;
  expect(at.context.redisLink.isReady).toBe(false);
  expect(await seatsOfAda('between')).toEqual([2, 3]);
});

test('a Redis that is away, or silent for as long as a command may take, is done without', async () => {
  at.redis.cut();
  expect(await seatsOfAda('away')).toEqual([0, 1]);
  at.redis.mend();
  await until('redis is there', () => at.context.redisLink.ready());
  at.redis.freeze();
  expect(await answerPlaceOrder(at.context, orderCall(eventId, ADA, 'silent', { seats: ['A-3'] }))).toMatchObject({
    placed: { status: 'confirmed' },
  });
  at.redis.thaw();
  await at.context.groupCommits.followed();
});
