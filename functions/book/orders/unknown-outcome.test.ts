/** An order whose outcome is not known, and that is asked for again while MySQL does not answer: its seats stay its own. */
import { expect, test } from 'vitest';
import { holdCall, blockCall, holdReleaseCall } from '../../../scripts/testing/booking/booking.ts';
import { errorsOf, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { readOnly } from '../../../scripts/testing/servers/mysql-answers.ts';
import { until } from '../../../scripts/testing/until.ts';
import { answerReleaseHold } from '../holds/release-hold.ts';
import { answerBlockSeats } from '../blocks/block-seats.ts';
import { ADA, at, count, event, hold, onSale, openFaultyBooking, place } from '../fixtures/faulty-booking.ts';

openFaultyBooking();

const COMMIT = ';\nCOMMIT';
const BEN = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGB';
const SEATS = { seats: ['A-1-1', 'A-1-2'] };
const bensHold = () => hold(at.context, holdCall(event.id, BEN, SEATS));
const block = () => answerBlockSeats(at.context, blockCall(event.id, event.organizerId, 'k', SEATS));
const holdsLeft = async () => (await snapshotOf(at.shard, onSale)).holds.size;

/** The answer to the next COMMIT is lost, and whatever is sent after it. */
function loseTheAnswer(words: string): void {
  let isLost = false;
  at.mysql.onSend = (chunk) => {
    if (isLost) return 'cut before it arrives';
    if (!chunk.includes(words)) return 'pass';
    isLost = true;
    return 'cut before the last answer';
  };
}

test('sold, nobody was told, and asked for again while MySQL is away: nobody else can hold its seats, before and after', async () => {
  loseTheAnswer(COMMIT);
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'outcome_unknown' });
  await expect(place('k', SEATS)).rejects.toMatchObject({ status: 503 });
  expect([await count('orders'), await holdsLeft()]).toEqual([1, 1]);
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  at.mysql.onSend = () => 'pass';
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  expect((await place('k', SEATS)).repeated).toBe(true);
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
});

test('MySQL is back when it is asked for again, and lost the connection that was to decide: the order is found, its seats are marked at once', async () => {
  loseTheAnswer(COMMIT);
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'outcome_unknown' });
  at.mysql.onSend = (chunk) => {
    if (!chunk.includes(COMMIT)) return 'pass';
    at.mysql.onSend = () => 'pass';
    return 'cut before it arrives';
  };
  expect((await place('k', SEATS)).repeated).toBe(true);
  expect(await errorsOf(at.shard, onSale)).toEqual([]);
  expect(await holdsLeft()).toBe(0);
});

test('never sold: its seats are others’ as soon as MySQL says so', async () => {
  at.mysql.onSend = (chunk) => (chunk.includes(COMMIT) ? { answer: readOnly(chunk) } : 'pass');
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await holdsLeft()).toBe(0);
  expect((await bensHold()).seats).toEqual(SEATS.seats);
});

test('the same of a block', async () => {
  loseTheAnswer('COMMIT');
  await expect(block()).rejects.toMatchObject({ code: 'outcome_unknown' });
  await expect(block()).rejects.toMatchObject({ status: 503 });
  at.mysql.onSend = () => 'pass';
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  await block();
  await until('it is marked', async () => (await errorsOf(at.shard, onSale)).length === 0);
});

test('the order is found, and what is sold of its seats cannot be read: they do not look free', async () => {
  let isCut = false;
  at.mysql.onSend = (chunk) => {
    isCut ||= chunk.includes(COMMIT);
    // The look for what became of it fails, too.
    if (isCut && chunk.includes('FROM orders')) return 'cut before it arrives';
    return chunk.includes(COMMIT) ? 'cut before the last answer' : 'pass';
  };
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'outcome_unknown' });
  at.mysql.onSend = (chunk) =>
    chunk.includes('FROM seat_claims') && !chunk.includes('COMMIT') ? 'cut before it arrives' : 'pass';
  expect((await place('k', SEATS)).repeated).toBe(true);
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  at.mysql.onSend = () => 'pass';
});

test('Redis does not answer when it is asked for again, nor MySQL: what is given back for good measure is not what may be sold', async () => {
  loseTheAnswer(COMMIT);
  await expect(place('k', SEATS)).rejects.toMatchObject({ code: 'outcome_unknown' });
  at.redis.freeze();
  await expect(place('k', SEATS)).rejects.toMatchObject({ status: 503 });
  at.redis.thaw();
  await until('redis is there', () => at.context.redisLink.ready());
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  at.mysql.onSend = () => 'pass';
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  expect((await place('k', SEATS)).repeated).toBe(true);
});

test('of a hold that its buyer releases: 503 while MySQL is away, then it is released, and its seats are sold', async () => {
  const { id } = await hold(at.context, holdCall(event.id, ADA, SEATS));
  const release = () => answerReleaseHold(at.context, holdReleaseCall(event.id, ADA, id));
  loseTheAnswer(COMMIT);
  await expect(place('k', { holdId: id })).rejects.toMatchObject({ code: 'outcome_unknown' });
  await expect(release()).rejects.toMatchObject({ status: 503 });
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  at.mysql.onSend = () => 'pass';
  await release();
  expect([await holdsLeft(), await errorsOf(at.shard, onSale)]).toEqual([0, []]);
  await expect(bensHold()).rejects.toMatchObject({ code: 'seats_unavailable' });
  expect((await place('k', { holdId: id })).repeated).toBe(true);
});
