/** A running system with two users: as a rule Ada has the events. */
import { afterAll, beforeAll } from 'vitest';
import { startTestSystem, type Person, type TestSystem } from './test-system.ts';

export let system: TestSystem;
export let ada: Person;
export let ben: Person;

/** Starts it for the tests of a file. */
export function startWithAdaAndBen(): void {
  beforeAll(async () => {
    system = await startTestSystem();
    [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  });
  afterAll(() => system.close());
}
