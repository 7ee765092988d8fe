/** Messages of availability, in whatever order they come, leave the seats as the newest says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChangeMessage,
  FREE,
  HELD,
  SeatStates,
  snapshotOf,
  SOLD,
  spansOf,
  type SnapshotMessage,
} from './seat-states.ts';

const figures = { free: 0, held: 0, sold: 0 };
const head = { eventVersion: 1, status: 'published', chartVersion: 1, counts: figures, sections: {} } as const;
const snapshot = (version: number, rest: Partial<SnapshotMessage> = {}): SnapshotMessage => ({
  kind: 'snapshot',
  version,
  ...head,
  held: [],
  sold: [],
  ...rest,
});
const change = (since: number, version: number, rest: Partial<ChangeMessage> = {}): ChangeMessage => ({
  kind: 'change',
  since,
  version,
  ...head,
  free: [],
  held: [],
  sold: [],
  ...rest,
});

test('a snapshot replaces what was there, ranges and bitmaps alike', () => {
  const states = new SeatStates(12, 1);
  expect(states.apply(snapshot(5, { held: [[1, 2]], sold: [[4, 4]] }))).toBe('applied');
  expect([...states.of]).toEqual([0, HELD, HELD, 0, SOLD, 0, 0, 0, 0, 0, 0, 0]);
  // 0b01000000 0b00010000: seats 1 and 11.
  expect(states.apply(snapshot(6, { held: btoa('\x40\x10'), sold: '' }))).toBe('applied');
  expect(spansOf(states.of, HELD)).toEqual([
    [1, 1],
    [11, 11],
  ]);
  expect(spansOf(states.of, SOLD)).toEqual([]);
});

test('a bitmap that is longer than the chart marks nothing beyond it', () => {
  const states = new SeatStates(3, 1);
  states.apply(snapshot(1, { sold: btoa('\xff\xff') }));
  expect([...states.of]).toEqual([SOLD, SOLD, SOLD]);
});

describe('a change', () => {
  test('is good for any version from its own beginning on', () => {
    const states = new SeatStates(4, 1);
    states.apply(snapshot(10, { held: [[0, 0]] }));
    expect(states.apply(change(7, 12, { free: [[0, 0]], sold: [[3, 3]] }))).toBe('applied');
    expect([...states.of]).toEqual([FREE, FREE, FREE, SOLD]);
    expect(states.version).toBe(12);
  });

  test('that begins later than what is known is a gap, and touches nothing', () => {
    const states = new SeatStates(4, 1);
    states.apply(snapshot(10));
    expect(states.apply(change(11, 12, { sold: [[0, 3]] }))).toBe('gap');
    expect([...states.of]).toEqual([FREE, FREE, FREE, FREE]);
  });

  test('that is older is known already', () => {
    const states = new SeatStates(4, 1);
    states.apply(snapshot(10, { sold: [[0, 0]] }));
    expect(states.apply(change(3, 9, { free: [[0, 0]] }))).toBe('known');
    expect(states.apply(snapshot(0, { sold: [[1, 1]] }))).toBe('known');
    expect(states.of[0]).toBe(SOLD);
  });

  test('of the event alone is taken, and seats that were added are another chart', () => {
    const states = new SeatStates(4, 2);
    states.apply(snapshot(10, { chartVersion: 2 }));
    expect(states.apply(change(10, 10, { chartVersion: 2, eventVersion: 2, status: 'cancelled' }))).toBe('applied');
    expect(states.status).toBe('cancelled');
    expect(states.apply(change(10, 11, { chartVersion: 3, sold: [[4, 4]] }))).toBe('other chart');
    expect(states.apply(change(10, 11, { chartVersion: 1 }))).toBe('known');
  });

  test('counts of sections that it does not touch stay', () => {
    const states = new SeatStates(4, 1);
    states.apply(snapshot(1, { sections: { A: { ...figures, free: 3 }, B: { ...figures, free: 1 } } }));
    states.apply(change(1, 2, { sections: { B: { ...figures, sold: 1 } } }));
    expect(Object.fromEntries(states.sections)).toEqual({ A: { ...figures, free: 3 }, B: { ...figures, sold: 1 } });
  });
});

test('counts by price that a change does not tell of stay, and another tab is told them', () => {
  const states = new SeatStates(4, 1);
  states.apply(snapshot(1, { prices: { P: { ...figures, free: 3 }, Q: { ...figures, free: 1 } } }));
  states.apply(change(1, 2, { prices: { Q: { ...figures, sold: 1 } } }));
  // A server of before has none.
  states.apply(change(2, 3, {}));
  const other = new SeatStates(4, 1);
  other.apply(snapshotOf(states));
  expect(Object.fromEntries(other.prices)).toEqual({ P: { ...figures, free: 3 }, Q: { ...figures, sold: 1 } });
});

test('what one tab tells another is what it knows itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(FREE, HELD, SOLD), { minLength: 1, maxLength: 80 }), (seats) => {
      const one = new SeatStates(seats.length, 1);
      one.version = 7;
      one.of.set(seats);
      const other = new SeatStates(seats.length, 1);
      expect(other.apply(snapshotOf(one))).toBe('applied');
      expect([...other.of]).toEqual(seats);
    }),
  );
});

const counted = (...[free, held, sold]: readonly [number, number, number]) => ({ free, held, sold });

test('what a page shows of seats is another when any are free that were not, or the last on hold are sold', () => {
  const states = new SeatStates(9, 1);
  const shown = [
    { A: counted(5, 1, 0) },
    { A: counted(5, 0, 1) },
    { A: counted(4, 0, 2) },
    { A: counted(0, 4, 2) },
    { A: counted(0, 3, 3) },
    { A: { ...counted(0, 3, 3), prices: { P: counted(0, 3, 3), Q: counted(0, 0, 0) } } },
    { A: { ...counted(0, 3, 3), prices: { P: counted(0, 2, 3), Q: counted(0, 1, 0) } } },
    { toString: counted(1, 0, 0) },
    { toString: counted(1, 0, 0) },
  ].map((sections, index) => {
    states.apply(snapshot(index + 1, { sections }));
    return states.figures;
  });
  const isOther = shown.map((count, index) => count !== (shown[index - 1] ?? 0));
  expect(isOther).toEqual([true, false, true, true, true, true, true, true, false]);
});
