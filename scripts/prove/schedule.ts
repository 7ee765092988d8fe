/** Deals faults by a seeded schedule: one at a time on each target, different targets at once. */
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultKind, TARGETS } from './faults/kinds.ts';
import { SeededRandom } from '../seeded-random.ts';
import { resume } from './points.ts';
import { setRedisClock } from './faults/clocks.ts';
import type { System } from './system.ts';
import type { Tally } from './tally.ts';

const CARDS = 2;

/** Faults that are being dealt. */
export interface Dealing {
  /** Every kind has struck at least once since this began. */
  complete(): boolean;
  /** Which kinds have not. */
  missing(): string[];
  /** Ends with the faults that are under way. */
  stop(): Promise<void>;
}

/** What is dealt, how often and by what chance. */
export interface DealingPlan {
  kinds: readonly FaultKind[];
  seed: string;
  /** Between two faults on one target, at most. */
  pauseMs: number;
  /** Each kind strikes no more often than this. */
  mostEach: number;
}

/** Begins to deal. What a fault itself throws is told to `onError` and does not end the dealing. */
export function dealFaults(
  system: System,
  { kinds, seed, pauseMs, mostEach }: DealingPlan,
  tally: Tally,
  onError: (kind: string, error: unknown) => void,
): Dealing {
  const ending = new AbortController();
  const struck = new Map<string, number>();
  const isDue = ({ name }: FaultKind) => (struck.get(name) ?? 0) < mostEach;
  const lanes = TARGETS.map(async (target) => {
    const random = new SeededRandom(`${seed} ${target}`);
    const own = kinds.filter((kind) => kind.target === target);
    let deck: FaultKind[] = [];
    while (!ending.signal.aborted && own.some(isDue)) {
      if (deck.length === 0)
        deck = random.shuffled(own.flatMap((kind) => Array.from({ length: CARDS * (kind.weight ?? 1) }, () => kind)));
      const kind = deck.pop();
      if (!kind || !isDue(kind)) continue;
      try {
        const where = await kind.strike(system, random);
        if (where !== undefined) {
          tally.add(kind.name, where);
          struck.set(kind.name, (struck.get(kind.name) ?? 0) + 1);
        }
      } catch (error) {
        onError(kind.name, error);
      }
      await wait(random.whole(0, pauseMs));
    }
  });
  const missing = () => kinds.map(({ name }) => name).filter((name) => !struck.has(name));
  return {
    complete: () => missing().length === 0,
    missing,
    stop: async () => {
      ending.abort();
      await Promise.all(lanes);
    },
  };
}

/** Undoes whatever may be left of any fault. */
export async function heal(system: System): Promise<void> {
  const { mysql, redis, rabbitmq } = system.servers;
  for (const server of [mysql, redis, rabbitmq]) {
    server.resume();
    server.wire.onSend = () => 'pass';
    server.wire.delayMs = 0;
    server.wire.mend();
  }
  system.courier.mishap = () => 'none';
  system.points.setClocks(0);
  system.points.of(Object.keys(system.platform.replicas())).forEach(resume);
  await setRedisClock(system, 0);
}
