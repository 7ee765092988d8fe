/** An order under way outlives the page, and is nobody else's. */
import { expect, test } from 'vitest';
import { attemptOf, keepAttempt, keptAttempt } from './order-attempt.ts';

const store = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};
const hold = (id: string, seats: string[], totalCents: number) => ({ id, seats, totalCents });

test('one hold is ordered by its name, several by their seats; both for what was shown', () => {
  expect(attemptOf('usr_1', [hold('h1', ['A-1-1'], 50)], undefined).body).toEqual({
    holdId: 'h1',
    expectedTotalCents: 50,
  });
  expect(attemptOf('usr_1', [hold('h1', ['A-1-1'], 50), hold('h2', ['GA-1', 'GA-2'], 40)], '"e2"')).toMatchObject({
    body: { seats: ['A-1-1', 'GA-1', 'GA-2'], expectedTotalCents: 90 },
    holdIds: ['h1', 'h2'],
    eventTag: '"e2"',
  });
});

test('every attempt has a key of its own', () => {
  const keys = Array.from({ length: 50 }, () => attemptOf('usr_1', [], undefined).key);
  expect(new Set(keys).size).toBe(50);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
});

test('it is found again by who placed it, for that event, until it is known what became of it', () => {
  const kept = store();
  const attempt = attemptOf('usr_1', [hold('h1', ['A-1-1'], 50)], undefined);
  keepAttempt(kept, 'evt_1', attempt);
  expect(keptAttempt(kept, 'evt_1', 'usr_1')).toEqual(attempt);
  expect(keptAttempt(kept, 'evt_1', 'usr_2')).toBeUndefined();
  expect(keptAttempt(kept, 'evt_2', 'usr_1')).toBeUndefined();
  keepAttempt(kept, 'evt_1', undefined);
  expect(keptAttempt(kept, 'evt_1', 'usr_1')).toBeUndefined();
});

test.each(['', '{', 'null', '7', '{"userId":"usr_1"}'])('a storage with %s has none', (content) => {
  const kept = store();
  kept.setItem('seatmesh:order:evt_1', content);
  expect(keptAttempt(kept, 'evt_1', 'usr_1')).toBeUndefined();
});
