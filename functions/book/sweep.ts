/** What book does at every tick, shard by shard. */
import type { Shard } from '../shared/mysql/databases.ts';
import { log } from '../shared/log.ts';
import { discardOldStates } from '../shared/seats/restarts.ts';
import { forgetBuyersGone } from './buyers-gone.ts';
import { cancelOrdersOfCancelledEvents } from './orders/cancel-order.ts';
import type { Context } from './context.ts';
import { repair } from './repair-seats.ts';

/**
 * Discards what a former run of Redis has left, publishes what dead processes left in the outbox, sets right what did not
 * reach Redis, and cancels orders of cancelled events. What fails holds up neither the rest nor another shard.
 * @throws AggregateError when something failed: the tick is to be delivered again
 */
export async function sweep(context: Context): Promise<void> {
  const found = await Promise.all([
    context.redisLink.isReady ? attempt('old states', () => discardOldStates(context.redisLink.redis)) : [],
    ...context.databases.all().map((shard) => sweepShard(context, shard)),
  ]);
  const failures = found.flat();
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} steps of the sweep failed`);
}

async function sweepShard(context: Context, shard: Shard): Promise<unknown[]> {
  const failures: unknown[] = [];
  const steps = {
    sweep: () => context.relay.sweep(shard),
    repair: () => repair(context, shard),
    ordersOfCancelledEvents: () => cancelOrdersOfCancelledEvents(context, shard, null),
    buyers: () => forgetBuyersGone(shard),
  };
  for (const [step, take] of Object.entries(steps)) failures.push(...(await attempt(step, take, shard.name)));
  return failures;
}

async function attempt(step: string, take: () => Promise<unknown>, shard?: string): Promise<unknown[]> {
  try {
    await take();
    return [];
  } catch (error) {
    log.warn({ err: error, shard, step }, 'left for the next tick');
    return [error];
  }
}
