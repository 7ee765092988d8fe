/** Deals faults by a seeded schedule: one at a time on each target, different targets at once. */
import { setTimeout as wait } from 'node:timers/promises';
import { SeededRandom } from '../../seeded-random.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { setRedisClock } from './clock-faults.ts';
import { type FaultKind, type FaultTarget, SLOTS, TARGETS } from './fault-kind.ts';
import { resume } from '../attack/fault-orders.ts';
import type { System } from '../attack/attacked-system.ts';
import type { Tally } from './tally.ts';

/** Faults that are being dealt. */
export interface Dealing {
  /** What has struck since this began. */
  readonly struck: Evidence['faults'];
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

/** Called while faults are dealt. */
export interface DealingWatch {
  /** The clock of the calls. */
  now: () => number;
  /** What a fault itself throws does not end the dealing. */
  onError: (kind: string, error: unknown) => void;
  /** Resolves when the next fault on a target finds somebody at work again, or when the dealing ends. */
  recovered: (target: FaultTarget, ending: AbortSignal) => Promise<void>;
}

/**
 * Begins to deal.
 * @param tally what has struck in the whole run: what struck least comes first
 */
export function dealFaults(system: System, plan: DealingPlan, tally: Tally, watch: DealingWatch): Dealing {
  const { kinds, seed, pauseMs, mostEach } = plan;
  const ending = new AbortController();
  const struck: Evidence['faults'] = [];
  const timesOf = (name: string) => struck.filter(({ kind, failed }) => kind === name && !failed).length;
  const lanes = [...TARGETS, SLOTS].map(async (target) => {
    const random = new SeededRandom(`${seed} ${target}`);
    const own = kinds.filter((kind) => kind.target === target);
    let missed: FaultKind | undefined;
    for (;;) {
      const kind = nextKind(
        own.filter(({ name }) => timesOf(name) < mostEach),
        tally,
        missed,
        random,
      );
      if (!kind || ending.signal.aborted) return;
      const from = watch.now();
      const where = await kind.strike(system, random).catch((error: unknown) => {
        watch.onError(kind.name, error);
        struck.push({ kind: kind.name, where: '', from, to: watch.now(), failed: true });
      });
      missed = where === undefined ? kind : undefined;
      if (where !== undefined) {
        tally.add(kind.name, where);
        struck.push({ kind: kind.name, where, from, to: watch.now() });
        await watch.recovered(target, ending.signal);
      }
      await wait(random.whole(0, pauseMs), undefined, { signal: ending.signal }).catch(() => {}); // ends sooner
    }
  });
  return {
    struck,
    missing: () => kinds.map(({ name }) => name).filter((name) => timesOf(name) === 0),
    stop: async () => {
      ending.abort();
      await Promise.all(lanes);
    },
  };
}

/** What has struck least in the whole run; of equals, one by chance. What has just missed lets another go first. */
export function nextKind(
  due: readonly FaultKind[],
  tally: Pick<Tally, 'of'>,
  missed: FaultKind | undefined,
  random: SeededRandom,
): FaultKind | undefined {
  const others = due.filter((kind) => kind !== missed);
  const open = others.length > 0 ? others : due;
  if (open.length === 0) return undefined;
  const least = Math.min(...open.map(({ name }) => tally.of(name)));
  return random.pick(open.filter(({ name }) => tally.of(name) === least));
}

/** Undoes whatever may be left of any fault. */
export async function heal(system: System): Promise<void> {
  const { mysql, redis, rabbitmq } = system.servers;
  for (const server of [mysql, redis, rabbitmq]) {
    server.resume();
    server.wire.onSend = () => 'pass';
    server.wire.delayMs = 0;
    server.wire.mend();
    await server.revive();
  }
  system.eventProxy.mishap = () => 'none';
  system.points.setClocks(0);
  system.points.of(Object.keys(system.platform.replicas())).forEach(resume);
  await setRedisClock(system, 0);
}
