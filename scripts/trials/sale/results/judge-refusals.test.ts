import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Judgement, judgeRefusals } from './judge-refusals.ts';
import { hallOf } from '../target/hall.ts';
import type { SaleHoldCall, SaleOrderCall, Reason, ReleaseCall, SeatCall, AskedSeats } from '../record.ts';
import { Steps } from '../count-over-time.ts';

const { seating } = hallOf(20); // A: 0…8, B: 9…15, GA: 16…19
const TOLERANCE = { slackMs: 10 };
const GA = { section: 'GA', quantity: 2 };

type Times = [sentMs: number, endedMs: number];
const call = ([sentMs, endedMs]: Times) => ({ buyer: 0, dueMs: sentMs, sentMs, endedMs, lost: [], reason: undefined });

function held(id: string, seats: number[], times: Times, expiresMs: number): SaleHoldCall {
  return { ...call(times), kind: 'hold', outcome: 'ok', wish: { seats }, hold: { id, seats, expiresMs } };
}
function holdFailed(wish: AskedSeats, times: Times, outcome: 'refused' | 'unknown', reason?: Reason): SaleHoldCall {
  return { ...call(times), kind: 'hold', outcome, reason, wish, hold: undefined };
}
function ordered(seats: number[], times: Times, holdId?: string): SaleOrderCall {
  const wish = holdId === undefined ? { seats } : undefined;
  return { ...call(times), kind: 'order', outcome: 'ok', wish, holdId, key: 'k', order: { id: 'o', seats } };
}
function orderFailed(
  from: Partial<SaleOrderCall>,
  times: Times,
  outcome: SaleOrderCall['outcome'],
  reason?: Reason,
): SaleOrderCall {
  return {
    ...call(times),
    kind: 'order',
    outcome,
    reason,
    wish: undefined,
    holdId: undefined,
    key: 'k',
    order: undefined,
    ...from,
  };
}
function released(holdId: string, times: Times): ReleaseCall {
  return { ...call(times), kind: 'release', outcome: 'ok', holdId };
}
const refusedNamed = (seats: number[], times: Times) => holdFailed({ seats }, times, 'refused', 'unavailable');
const refusedBest = (times: Times, quantity = 2) => holdFailed({ ...GA, quantity }, times, 'refused', 'capacity');

const judged = (...calls: SeatCall[]): Judgement[] => judgeRefusals(calls, seating, TOLERANCE);
const verdicts = (...calls: SeatCall[]) => judged(...calls).map(({ verdict }) => verdict);

test('a named seat refused that nobody ever had is a false refusal', () => {
  expect(judged(refusedNamed([1], [100, 110]))).toMatchObject([{ kind: 'named', verdict: 'false' }]);
  expect(verdicts(held('h', [2], [0, 5], 1_000), refusedNamed([1], [100, 110]))).toEqual(['false']);
});

test('a seat sold or held throughout was refused rightly, also when only one of several was', () => {
  expect(verdicts(ordered([1], [0, 50]), refusedNamed([1], [100, 110]))).toEqual(['due']);
  expect(verdicts(held('h', [1], [0, 50], 1_000), refusedNamed([0, 1], [100, 110]))).toEqual(['due']);
});

test('two at once for one seat: the loser, answered first, may or may not have come second', () => {
  expect(verdicts(ordered([1], [0, 50]), refusedNamed([1], [10, 40]))).toEqual(['open']);
  expect(verdicts(ordered([1], [0, 50]), refusedNamed([1], [10, 60]))).toEqual(['due']);
});

test('when the system tells the moment of a hold or an order, that decides, within the tolerance of the clocks', () => {
  const hold = held('h', [1], [0, 500], 1_000);
  const made = { ...hold, hold: { id: 'h', seats: [1], expiresMs: 1_000, madeMs: 200 } };
  expect(verdicts(hold, refusedNamed([1], [100, 300]))).toEqual(['open']);
  expect(verdicts(made, refusedNamed([1], [100, 300]))).toEqual(['due']);
  expect(verdicts(made, refusedNamed([1], [100, 195]))).toEqual(['open']);
  expect(verdicts(made, refusedNamed([1], [100, 180]))).toEqual(['false']);
  const order = { ...ordered([1], [0, 500]), order: { id: 'o', seats: [1], madeMs: 200 } };
  expect(verdicts(order, refusedNamed([1], [100, 300]))).toEqual(['due']);
  // It may have reserved its seat long before it was made.
  expect(verdicts(order, refusedNamed([1], [100, 180]))).toEqual(['open']);
});

test('a seat that came back before the call was sent, refused all the same, is a false refusal', () => {
  const hold = held('h', [1], [0, 50], 1_000);
  expect(verdicts(hold, released('h', [100, 120]), refusedNamed([1], [130, 140]))).toEqual(['false']);
  expect(verdicts(hold, released('h', [100, 120]), refusedNamed([1], [110, 140]))).toEqual(['open']);
  expect(verdicts(hold, refusedNamed([1], [1_020, 1_030]))).toEqual(['false']);
  expect(verdicts(hold, refusedNamed([1], [1_005, 1_030]))).toEqual(['open']); // within the tolerance of the clocks
  expect(verdicts(hold, refusedNamed([1], [980, 1_030]))).toEqual(['due']);
});

test('what nobody knows the outcome of may have the seat for good', () => {
  const lost = holdFailed({ seats: [1] }, [0, 50], 'unknown', 'no answer');
  expect(verdicts(lost, refusedNamed([1], [9_000, 9_010]))).toEqual(['open']);
  const anywhere = holdFailed({ section: 'A', quantity: 1 }, [0, 50], 'unknown', 'no answer');
  expect(verdicts(anywhere, refusedNamed([1], [9_000, 9_010]))).toEqual(['open']);
  expect(verdicts(anywhere, refusedNamed([10], [9_000, 9_010]))).toEqual(['false']); // another section
});

test('an order refused for another reason had its seats for a moment; one refused for want of seats never had any', () => {
  const wish = { seats: [1] };
  const overLimit = orderFailed({ wish }, [0, 50], 'refused', 'limit');
  expect(verdicts(overLimit, refusedNamed([1], [10, 20]))).toEqual(['open']);
  expect(verdicts(overLimit, refusedNamed([1], [60, 70]))).toEqual(['false']);
  expect(verdicts(refusedNamed([1], [0, 50]), refusedNamed([1], [10, 20]))).toEqual(['false', 'false']);
});

test('a hold that was being ordered may outlive its end, and surely is there until then', () => {
  const hold = held('h', [1], [0, 50], 1_000);
  const order = orderFailed({ holdId: 'h' }, [990, 1_100], 'unknown', 'no answer');
  expect(verdicts(hold, order, refusedNamed([1], [5_000, 5_010]))).toEqual(['open']);
  expect(verdicts(hold, order, refusedNamed([1], [900, 910]))).toEqual(['due']);
  expect(verdicts(hold, ordered([1], [990, 1_100], 'h'), refusedNamed([1], [5_000, 5_010]))).toEqual(['due']);
});

test('the best available: false when the section surely had as many free all along, due when at a moment it had not', () => {
  const two = held('h', [16, 17], [0, 50], 1_000);
  expect(judged(two, refusedBest([100, 110]))).toMatchObject([{ kind: 'best', verdict: 'false' }]);
  expect(verdicts(two, refusedBest([100, 110], 3))).toEqual(['due']);
  expect(verdicts(two, refusedBest([10, 40], 3))).toEqual(['open']);
  // Other seats at other times: never fewer than two free.
  const other = held('i', [18, 19], [1_020, 1_030], 2_000);
  expect(verdicts(two, other, refusedBest([100, 1_900]))).toEqual(['false']);
  const sooner = held('i', [18, 19], [900, 950], 2_000);
  expect(verdicts(two, sooner, refusedBest([100, 1_900]))).toEqual(['due']);
});

test('the best available of unknown outcome counts against the section', () => {
  const unknown = holdFailed({ ...GA, quantity: 3 }, [0, 50], 'unknown', 'no answer');
  expect(verdicts(unknown, refusedBest([100, 110]))).toEqual(['open']);
  expect(verdicts(unknown, refusedBest([100, 110], 1))).toEqual(['false']);
});

test('an order told that its hold has expired, before it had, is a false refusal', () => {
  const hold = held('h', [1], [0, 50], 1_000);
  const tooSoon = orderFailed({ holdId: 'h' }, [500, 600], 'refused', 'expired');
  const late = orderFailed({ holdId: 'h' }, [990, 1_100], 'refused', 'expired');
  expect(judged(hold, tooSoon)).toMatchObject([{ kind: 'expired', verdict: 'false' }]);
  expect(judged(hold, late)).toMatchObject([{ kind: 'expired', verdict: 'due' }]);
});

test('other refusals are not judged', () => {
  expect(judged(holdFailed({ seats: [1] }, [0, 5], 'refused', 'limit'), released('h', [0, 5]))).toEqual([]);
});

test('counts over time are those of looking at each moment', () => {
  const interval = fc.record({
    from: fc.integer({ min: 0, max: 30 }),
    long: fc.integer({ min: 0, max: 10 }),
    seat: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(
      fc.array(interval),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 10 }),
      (drawn, from, long) => {
        const spans = drawn.map((span) => ({ seat: span.seat, from: span.from, to: span.from + span.long }));
        const at = (moment: number) =>
          new Set(spans.filter((span) => span.from <= moment && span.to >= moment).map(({ seat }) => seat)).size;
        const moments = Array.from({ length: long + 1 }, (_, index) => from + index);
        expect(Steps.ofUnions(spans).most(from, from + long)).toBe(Math.max(...moments.map(at)));
      },
    ),
  );
});
