/** All faults there are. */
import { clockFaults } from './clock-faults.ts';
import { eventFaults } from './message-faults.ts';
import { clusterFaults } from './cluster-faults.ts';
import type { FaultKind, FaultTarget, RedisKind } from './fault-kind.ts';
import { processFaults } from './process-faults.ts';
import { slotFaults } from './slot-faults.ts';
import { mysqlFaults, rabbitFaults, redisFaults } from './server-faults.ts';

const ALL: readonly FaultKind[] = [
  ...processFaults,
  ...redisFaults.map((kind): FaultKind => ({ ...kind, redis: 'server' })),
  ...clusterFaults,
  ...mysqlFaults,
  ...rabbitFaults,
  ...eventFaults,
  ...clockFaults,
];

/** The faults that there are with such a Redis. */
export function allFaults(redis: RedisKind): FaultKind[] {
  return ALL.filter((kind) => kind.redis === undefined || kind.redis === redis);
}

/** Those, and what befalls slots. */
export function knownFaults(redis: RedisKind): FaultKind[] {
  return [...allFaults(redis), ...slotFaults];
}

/** Those on some targets. */
export function faultsOn(targets: readonly FaultTarget[], redis: RedisKind): FaultKind[] {
  return knownFaults(redis).filter(({ target }) => targets.includes(target));
}

/** Which Redis there was when some kinds struck. */
export function redisOf(struck: (kind: string) => boolean): RedisKind {
  return ALL.some(({ name, redis }) => redis === 'cluster' && struck(name)) ? 'cluster' : 'server';
}
