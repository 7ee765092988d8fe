import { expect, test } from 'vitest';
import { inTurns } from './take-over.ts';

test('as many at a time as there are cores, one after the other, and each once', async () => {
  const turns = Array.from({ length: 7 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const done = inTurns(
    [...turns.keys()],
    async (one) => {
      begun.push(one);
      await turns[one]?.promise;
    },
    2,
  );
  expect(begun).toEqual([0, 1]);
  for (const [one, turn] of turns.entries()) {
    turn.resolve();
    await expect.poll(() => begun.length).toBe(Math.min(one + 3, turns.length));
  }
  await done;
  expect(begun).toEqual([...turns.keys()]);
});
