/** What is reserved for an order that was sent before, and is perhaps sold, does not look free when the repeat is given up. */
import { expect, test } from 'vitest';
import { holdCall } from '../../../scripts/testing/booking/booking.ts';
import { snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { at, count, event, hold, onSale, openFaultyBooking, place } from '../fixtures/faulty-booking.ts';

openFaultyBooking();

const BEN = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGB';
const SEATS = { seats: ['A-1-1', 'A-1-2'] };
/** The end of an order's statements, which go together. */
const COMMIT = ';\nCOMMIT';
const readsClaims = (chunk: Buffer) => chunk.includes('FROM seat_claims') && !chunk.includes('COMMIT');
const readsOrder = (chunk: Buffer) => chunk.includes('FROM orders');

/** Is sold, and nobody was told: neither the buyer nor Redis. */
async function sellUntold(): Promise<void> {
  let isCut = false;
  at.mysql.onSend = (chunk) => {
    if (chunk.includes(COMMIT)) isCut = true;
    // The look for what became of it fails, too.
    if (isCut && readsOrder(chunk)) return 'cut before it arrives';
    return chunk.includes(COMMIT) ? 'cut before the last answer' : 'pass';
  };
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'outcome_unknown' });
  at.mysql.onSend = () => 'pass';
  expect([await count('orders'), await count('seat_claims')]).toEqual([1, 2]);
}

const isFree = async () => {
  const { held, sold } = await snapshotOf(at.shard, onSale);
  return [0, 1].map((seat) => !held.has(seat) && !sold.has(seat));
};

test('the repeat finds the order, and the look at its seats fails', async () => {
  await sellUntold();
  at.mysql.onSend = (chunk) => (readsClaims(chunk) ? 'cut before it arrives' : 'pass');
  expect(await place('k', SEATS)).toMatchObject({ repeated: true });
  expect(await isFree()).toEqual([false, false]);
  await expect(hold(at.context, holdCall(event.id, BEN, { seats: ['A-1-1'] }))).rejects.toMatchObject({
    code: 'seats_unavailable',
  });
  at.mysql.onSend = () => 'pass';
});

test('MySQL is away when the repeat comes', async () => {
  await sellUntold();
  at.mysql.cut();
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await isFree()).toEqual([false, false]);
  at.mysql.mend();
});

test('MySQL refuses the repeat, and the order is found: its seats are sold', async () => {
  await sellUntold();
  expect(await place('k', SEATS)).toMatchObject({ repeated: true });
  const { sold, holds } = await snapshotOf(at.shard, onSale);
  expect([sold.has(0), sold.has(1), holds.size]).toEqual([true, true, 0]);
});
