/** What book does at every tick, shard by shard. */
import type { Shard } from '../shared/mysql/databases.ts';
import { log } from '../shared/log.ts';
import { discardOldStates } from '../shared/seats/restarts.ts';
import { cancelOrphans } from './orders/cancel.ts';
import type { Desk } from './context.ts';
import { repair } from './repairs.ts';

/**
 * Discards what a former run of Redis has left, publishes what dead processes left in the outbox, sets right what Redis was
 * not told, and cancels orders of cancelled events. What fails holds up neither the rest nor another shard.
 * @throws AggregateError when something failed: the tick is to be delivered again
 */
export async function makeRounds(desk: Desk): Promise<void> {
  const found = await Promise.all([
    desk.cache.isReady ? attempt('old states', () => discardOldStates(desk.cache.redis)) : [],
    ...desk.databases.all().map((shard) => visit(desk, shard)),
  ]);
  const failures = found.flat();
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of the rounds failed`);
}

async function visit(desk: Desk, shard: Shard): Promise<unknown[]> {
  const failures: unknown[] = [];
  const steps = {
    sweep: () => desk.relay.sweep(shard),
    repair: () => repair(desk, shard),
    orphans: () => cancelOrphans(desk, shard, null),
  };
  for (const [step, take] of Object.entries(steps)) failures.push(...(await attempt(step, take, shard.name)));
  return failures;
}

async function attempt(step: string, take: () => Promise<unknown>, shard?: string): Promise<unknown[]> {
  try {
    await take();
    return [];
  } catch (error) {
    log.warn({ err: error, shard, step }, 'left for the next round');
    return [error];
  }
}
