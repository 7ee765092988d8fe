import { expect, test } from 'vitest';
import { allFaults } from '../faults/all-faults.ts';
import { type FaultTarget, TARGETS } from '../faults/fault-kind.ts';
import type { RoundPlan } from './round.ts';
import { longRounds } from './rounds.ts';
import { Tally } from '../faults/tally.ts';

const SET_BACK = 'Redis killed and set back';

/** The rounds of a run in which each round's faults strike twice each, but for rare ones, which strike once. */
function played(rounds: number, rare: readonly string[] = []): { names: string[]; tally: Tally } {
  const tally = new Tally();
  const names: string[] = [];
  const plans = longRounds('x', TARGETS, 8, tally);
  for (let number = 0; number < rounds; number++) {
    const { value } = plans.next();
    names.push(value.name);
    for (const { name } of value.faults)
      for (let times = 0; times < (rare.includes(name) ? 1 : 2); times++) tally.add(name, 'somewhere');
  }
  return { names, tally };
}

test('every target is struck by itself first, and then all at once', () => {
  const { names } = played(8);
  expect(names).toEqual([
    'book',
    'redis',
    SET_BACK,
    'mysql',
    'consumers, readers',
    'rabbitmq, events',
    'book, clocks, events',
    'all at once',
  ]);
});

test('what strikes seldom gets more rounds, so that no kind is left behind', () => {
  const { names, tally } = played(120, ['MySQL killed']);
  const counts = allFaults('server').map(({ name }) => tally.of(name));
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(40);
  const later = names.slice(8);
  expect(later.filter((name) => name.startsWith('mysql')).length).toBeGreaterThan(
    later.filter((name) => name.startsWith('redis')).length,
  );
});

/** The first rounds of a run in which nothing strikes. */
function drawn(rounds: number, targets: readonly FaultTarget[]): RoundPlan[] {
  const plans = longRounds('x', targets, 8, new Tally());
  return Array.from({ length: rounds }, () => plans.next().value);
}

test('Redis set back is never struck beside what empties Redis, but for rounds of everything', () => {
  const heaps = drawn(40, TARGETS)
    .filter(({ name }) => name !== 'all at once')
    .map(({ faults }) => new Set(faults.map(({ name }) => name)));
  expect(heaps.some((kinds) => kinds.has(SET_BACK))).toBe(true);
  expect(heaps.filter((kinds) => kinds.has(SET_BACK) && kinds.has('Redis emptied'))).toEqual([]);
});

function struckOf(targets: readonly FaultTarget[]): Set<FaultTarget> {
  return new Set(drawn(12, targets).flatMap(({ faults }) => faults.map(({ target }) => target)));
}

test('only the targets that were asked for; without any, nothing strikes', () => {
  expect(struckOf(['redis'])).toEqual(new Set(['redis']));
  expect(struckOf(['events', 'mysql'])).toEqual(new Set(['events', 'mysql']));
  expect(struckOf([])).toEqual(new Set());
});

test('with a cluster: its own faults, none of one server, nothing set back, and no clock of Redis', () => {
  const plans = longRounds('x', TARGETS, 8, new Tally(), 'cluster');
  const first = Array.from({ length: 12 }, () => plans.next().value);
  const names = first.flatMap(({ faults }) => faults.map(({ name }) => name));
  expect(names).toEqual(expect.arrayContaining(allFaults('cluster').map(({ name }) => name)));
  expect(names.filter((name) => /^Redis(?! cluster)|^answer of Redis/.test(name))).toEqual([]);
  expect(first.some(({ quiet }) => quiet.setsBack)).toBe(false);
});
