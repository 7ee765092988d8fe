/** Every kind of fault: what it does to whom, and how that ends. */
import type { SeededRandom } from '../../seeded-random.ts';
import type { System } from '../attack/attacked-system.ts';

/** What faults are dealt on: those of one target never overlap, those of different targets do. */
export const TARGETS = ['book', 'consumers', 'readers', 'redis', 'mysql', 'rabbitmq', 'events', 'clocks'] as const;
/** What is dealt on only where it is asked for: a system whose slots are moved has one shard more. */
export const SLOTS = 'slots' as const;
export type FaultTarget = (typeof TARGETS)[number] | typeof SLOTS;

/** What Redis is in a run: one server, or a cluster. */
export type RedisKind = 'server' | 'cluster';

/** A fault that can be done, any number of times. */
export interface FaultKind {
  name: string;
  target: FaultTarget;
  /** Which Redis there must be; either, unless it says so. */
  redis?: RedisKind;
  /**
   * Does it, waits, and undoes it.
   * @returns where it struck, for the count; undefined when there was nothing to strike
   */
  strike: (system: System, random: SeededRandom) => Promise<string | undefined>;
}
