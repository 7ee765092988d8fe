import { expect, test } from 'vitest';
import type { Evidence, ProofCall } from '../evidence/evidence.ts';
import { EVENT, withCalls } from './good-history.ts';
import { neverMoreThanThereAre } from './seat-invariants.ts';
import { withdrawnIsOver } from './organizer-invariants.ts';

const common = { event: EVENT.id, buyer: 'organizer', outcome: 'ok', status: 200 } as const;
const GROWN_AT = 20_000;
const grow = (tookMs = 100): ProofCall => ({ ...common, op: 'grow', steps: 1, from: GROWN_AT - tookMs, to: GROWN_AT });
/** As the event was before. */
const look = (from: number): ProofCall => ({
  ...common,
  op: 'look',
  answer: { free: 0, held: 0, sold: 5 },
  from,
  to: from + 20,
});
const fault = (kind: string, from: number, to: number) => ({ kind, where: '', from, to });
const events = [{ ...EVENT, steps: 1, sellsOut: false }];

/** What is found wrong with a look so long after the change. */
const found = (afterMs: number, faults: Evidence['faults'], changes: Partial<Evidence> = {}, tookMs = 100): number =>
  neverMoreThanThereAre(withCalls([grow(tookMs), look(GROWN_AT + afterMs)], { events, faults, ...changes })).length;

const redisThen = [fault('Redis cut off', GROWN_AT - 1_000, GROWN_AT - 500)];

test('an event as it was is a violation at once, whatever else strikes than Redis', () => {
  expect(found(1, [])).toBe(1);
  const others = ['RabbitMQ killed', 'MySQL paused', 'book killed', 'events delayed', "Redis' clock jumps ahead"];
  expect(
    found(
      1,
      others.map((kind) => fault(kind, GROWN_AT - 500, GROWN_AT + 500)),
    ),
  ).toBe(1);
});

test('it may be seen for five seconds if Redis was away when it changed, or just before, or has been struck since', () => {
  expect([found(1, redisThen), found(4_999, redisThen), found(5_001, redisThen)]).toEqual([0, 0, 1]);
  expect(found(1, [fault('Redis cut off', GROWN_AT - 9_000, GROWN_AT - 4_500)])).toBe(1);
  const since = [fault('Redis killed and set back', GROWN_AT + 1_000, GROWN_AT + 1_500)];
  expect([found(900, since), found(2_000, since), found(5_001, since)]).toEqual([1, 0, 1]);
});

test('for longer only while MySQL could not be asked', () => {
  const away = [...redisThen, fault('MySQL killed', GROWN_AT + 4_000, GROWN_AT + 6_000)];
  expect([found(7_000, away), found(8_900, away), found(16_000, away)]).toEqual([0, 0, 1]);
  expect(found(5_500, [...redisThen, fault('MySQL killed', GROWN_AT - 15_000, GROWN_AT - 12_000)])).toBe(1);
});

test('a change that took half a second or more may not have been told in time', () => {
  expect([found(1, [], {}, 499), found(1, [], {}, 500), found(5_001, [], {}, 500)]).toEqual([1, 0, 1]);
});

test('in the quiet period no look is stale', () => {
  const quietPeriods = [{ from: GROWN_AT - 5_000, to: GROWN_AT + 10_000 }];
  expect(found(1, redisThen, { quietPeriods })).toBe(1);
});

test('the same of an event that was cancelled', () => {
  const withdraw: ProofCall = { ...common, op: 'withdraw', from: GROWN_AT - 100, to: GROWN_AT };
  const seen: ProofCall = {
    ...common,
    op: 'look',
    answer: { free: 0, held: 0, sold: 5, status: 'published' },
    from: GROWN_AT + 10,
    to: GROWN_AT + 20,
  };
  const over = (faults: Evidence['faults']) =>
    withdrawnIsOver(withCalls([withdraw, seen], { orders: [], faults })).filter((what) => what.includes('looks'))
      .length;
  expect([over([]), over(redisThen)]).toEqual([1, 0]);
});
