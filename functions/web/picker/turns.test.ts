/** Long work leaves the page to others between its steps. */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurns } from './turns.ts';

/** @param ms how long a step takes */
function* steps(count: number, ms: number): Generator<void, string> {
  for (let step = 0; step < count; step++) {
    const until = performance.now() + ms;
    while (performance.now() < until);
    yield;
  }
  return 'made';
}

/** How often others have their turn until something is made. */
async function turnsUntil(made: Promise<string>): Promise<number> {
  const ended = made.then(() => true);
  for (let turns = 1; ; turns++) if (await Promise.race([ended, setImmediate(false)])) return turns;
}

test('others have their turn before work and between steps that take their time, not between those that take none', async () => {
  expect(await inTurns(steps(1, 0))).toBe('made');
  expect(await turnsUntil(inTurns(steps(5, 20)))).toBeGreaterThan(5);
  expect(await turnsUntil(inTurns(steps(200, 0)))).toBeLessThan(200);
});
