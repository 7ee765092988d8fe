import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waiting } from './waiting.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const work = () => Promise.withResolvers<string>();

test('silence is broken by what is waited for, again and again; what has come is not named any more', async () => {
  const lines: string[] = [];
  const { during } = waiting((line) => lines.push(line), 5_000);
  const [rabbit, mysql, redis] = [work(), work(), work()];
  const all = [during('RabbitMQ', rabbit.promise), during('MariaDB', mysql.promise), during('Redis', redis.promise)];
  await vi.advanceTimersByTimeAsync(4_999);
  expect(lines).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  redis.resolve('');
  await vi.advanceTimersByTimeAsync(5_000);
  mysql.resolve('');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lines).toEqual([
    'waiting for RabbitMQ, MariaDB and Redis, 5 s so far',
    'waiting for RabbitMQ and MariaDB, 10 s so far',
    'waiting for RabbitMQ, 15 s so far',
  ]);
  rabbit.resolve('up');
  expect(await all[0]).toBe('up');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toHaveLength(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('whatever else is said breaks it, too', async () => {
  const lines: string[] = [];
  const { say, during } = waiting((line) => lines.push(line), 5_000);
  void during('the functions', work().promise);
  for (let second = 0; second < 4; second++) {
    await vi.advanceTimersByTimeAsync(4_000);
    say(`step ${second}`);
  }
  expect(lines).toEqual(['step 0', 'step 1', 'step 2', 'step 3']);
});

test('what fails is not waited for either', async () => {
  const lines: string[] = [];
  const { during } = waiting((line) => lines.push(line), 5_000);
  await expect(during('MariaDB', Promise.reject(new Error('no')))).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toEqual([]);
});
