import { expect, test } from 'vitest';
import { gate } from './gate.ts';

/** Work that ends when told, and how much of it is under way. */
function works() {
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running--;
  };
  return { work, ends, running: () => running, most: () => most };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('so many run at once, the rest in the order they came', async () => {
  const { work, ends, most } = works();
  const enter = gate(2, 10);
  const done: number[] = [];
  const all = Array.from({ length: 7 }, (_, index) => enter(work).then(() => done.push(index)));
  await settle();
  expect(ends.length).toBe(2);
  for (let next = 0; next < 7; next++) {
    ends[next]?.();
    await settle();
  }
  await Promise.all(all);
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most()).toBe(2);
});

test('503 unavailable at once for whoever finds the queue full', async () => {
  const { work, ends, running } = works();
  const enter = gate(1, 1);
  const first = enter(work);
  const second = enter(work);
  await expect(enter(work)).rejects.toMatchObject({ code: 'unavailable', status: 503, retryAfterSeconds: 1 });
  await settle();
  expect(running()).toBe(1);
  ends[0]?.();
  await settle();
  ends[1]?.();
  await Promise.all([first, second]);
});

test('work that fails makes room all the same', async () => {
  const enter = gate(1, 1);
  const failing = enter(async () => {
    throw new Error('no');
  });
  const after = enter(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await after).toBe('yes');
  expect(await enter(async () => 'again')).toBe('again');
});
