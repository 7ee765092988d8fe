import { setImmediate as immediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SingleFlight } from './single-flight.ts';

/** Each finding is a number, given when it is let go; `fail` lets it fail. */
function findings() {
  const waiting: { resolve: (number: number) => void; reject: (error: Error) => void; number: number }[] = [];
  let begun = 0;
  const find = () =>
    new Promise<number>((resolve, reject) => {
      waiting.push({ resolve, reject, number: ++begun });
    });
  return {
    find,
    begun: () => begun,
    letGo: () => waiting.splice(0).forEach(({ resolve, number }) => resolve(number)),
    fail: () => waiting.splice(0).forEach(({ reject }) => reject(new Error('away'))),
  };
}

test('join: however many ask at once, it is found once; another key is another, and later it is found again', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo, begun } = findings();
  const all = Array.from({ length: 300 }, () => flights.join('a', find));
  const other = flights.join('b', find);
  letGo();
  expect(new Set(await Promise.all(all))).toEqual(new Set([1]));
  expect(await other).toBe(2);
  const later = flights.join('a', find);
  letGo();
  expect([await later, begun()]).toEqual([3, 3]);
});

test('fresh: who asks while something is being found gets the next, together with all others', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo, begun } = findings();
  const first = flights.fresh('a', find);
  const others = Array.from({ length: 299 }, () => flights.fresh('a', find));
  expect(begun()).toBe(1);
  letGo();
  expect(await first).toBe(1);
  await immediate();
  letGo();
  expect(new Set(await Promise.all(others))).toEqual(new Set([2]));
  expect(begun()).toBe(2);
});

test('fresh: who asks during the next gets the one after', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo } = findings();
  const asked = [flights.fresh('a', find), flights.fresh('a', find)];
  letGo();
  await immediate();
  asked.push(flights.fresh('a', find));
  letGo();
  await immediate();
  letGo();
  expect(await Promise.all(asked)).toEqual([1, 2, 3]);
});

test('a failure is that of those who waited for it; whoever came meanwhile gets the next', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo, fail } = findings();
  const first = flights.fresh('a', find).catch((error: Error) => error.message);
  const second = flights.fresh('a', find);
  fail();
  expect(await first).toBe('away');
  await immediate();
  letGo();
  expect(await second).toBe(2);
});

test('what is thrown at once goes to one caller, and is remembered for nobody', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo } = findings();
  const refused = () =>
    flights.join('a', () => {
      throw new Error('not you');
    });
  expect(refused).toThrow('not you');
  const found = flights.join('a', find);
  const joined = flights.join('a', () => Promise.reject(new Error('not asked')));
  letGo();
  expect(await Promise.all([found, joined])).toEqual([1, 1]);
});

test('after forget nobody gets what was begun before', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo } = findings();
  const before = flights.join('a', find);
  flights.forget('a');
  const after = flights.join('a', find);
  flights.forgetAll();
  const last = flights.join('a', find);
  letGo();
  expect(await Promise.all([before, after, last])).toEqual([1, 2, 3]);
});

test('keep: what is found is kept once, and not when it failed or was forgotten meanwhile', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo, fail } = findings();
  const kept: number[] = [];
  const ask = () => flights.join('a', find, (number) => kept.push(number));
  const both = [ask(), ask()];
  letGo();
  await Promise.all(both);
  expect(kept).toEqual([1]);
  const failed = ask();
  fail();
  await expect(failed).rejects.toThrow('away');
  const forgotten = ask();
  flights.forget('a');
  const after = ask();
  letGo();
  expect(await Promise.all([forgotten, after])).toEqual([3, 4]);
  expect(kept).toEqual([1, 4]);
});

test('together: all who ask in one turn share what is begun at its end; who asks later gets the next', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo, begun } = findings();
  const all = Array.from({ length: 300 }, () => flights.together('a', find));
  expect(begun()).toBe(0);
  await immediate();
  const later = Array.from({ length: 300 }, () => flights.together('a', find));
  expect(begun()).toBe(1);
  letGo();
  expect(new Set(await Promise.all(all))).toEqual(new Set([1]));
  await immediate();
  letGo();
  expect(new Set(await Promise.all(later))).toEqual(new Set([2]));
  expect(begun()).toBe(2);
});

test('together: a failure is that of the first; the others get the next', async () => {
  const flights = new SingleFlight<number>();
  const { find, letGo, fail } = findings();
  const all = Array.from({ length: 300 }, () => flights.together('a', find).catch(() => 0));
  await immediate();
  fail();
  await immediate();
  letGo();
  const [first, ...others] = await Promise.all(all);
  expect([first, new Set(others)]).toEqual([0, new Set([2])]);
});
