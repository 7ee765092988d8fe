/** Clocks that jump: Redis', which holds expire by, and those of processes. */
import { setTimeout as wait } from 'node:timers/promises';
import type { SeededRandom } from '../../seeded-random.ts';
import type { System } from '../attack/attacked-system.ts';
import { CLOCK_KEY } from '../attack/test-build.ts';
import type { FaultKind } from './fault-kind.ts';

/** Sets Redis' clock for the live seats against its own, in seconds. */
export async function setRedisClock(system: System, seconds: number): Promise<void> {
  if (system.servers.cluster) return;
  const redis = system.redis();
  try {
    await redis.set(CLOCK_KEY, seconds);
  } finally {
    redis.disconnect();
  }
}

const redisClock = (name: string, secondsOf: (random: SeededRandom) => number): FaultKind => ({
  name,
  target: 'clocks',
  // What moves it is one key, which no script of an event may read in a cluster.
  redis: 'server',
  strike: async (system, random) => {
    try {
      await setRedisClock(system, secondsOf(random));
      await wait(random.whole(200, 900));
      await setRedisClock(system, 0);
    } catch {
      return undefined; // Redis is down just now, and its clock with it
    }
    return 'the clock of holds';
  },
});

/** A few seconds: what a process' clock says of the time of its events is compared with MySQL's when they are swept. */
const processClock = (name: string, msOf: (random: SeededRandom) => number): FaultKind => ({
  name,
  target: 'clocks',
  strike: async ({ points }, random) => {
    const victims = points.of(['book-e0', 'book-e1', 'book', 'order-record', 'event-detail-e0', 'event-detail-e1']);
    points.setClocks(msOf(random), random.shuffled(victims).slice(0, 3));
    await wait(random.whole(200, 900));
    points.setClocks(0);
    return victims.length > 0 ? 'Date' : undefined;
  },
});

export const clockFaults: readonly FaultKind[] = [
  // Holds end early, all at once.
  redisClock("Redis' clock jumps ahead", (random) => random.whole(3, 700)),
  redisClock("Redis' clock jumps back", (random) => -random.whole(3, 700)),
  processClock('clock of a process jumps ahead', (random) => random.whole(1_000, 4_000)),
  processClock('clock of a process jumps back', (random) => -random.whole(1_000, 60_000)),
];
