/**
 * A Redis that was started anew, or one that has taken over from another, may have forgotten the last of what it was told:
 * marks of sold seats, and ends of orders, whose seats nobody could have any more. MySQL is asked again, event by event.
 */
import type { Redis } from 'ioredis';
import { log } from '../log.ts';
import { luaFiles, script } from '../redis/script.ts';
import { seatKeys } from './keys.ts';

/** Whose states these are: the run id of the Redis that all of them were built in. */
export const RUN_KEY = 'seats:run';
const KEYS_AT_ONCE = 1_000;

/** Whoever needs the state next rebuilds it; a build that has begun begins anew. */
const discard = script<number>(luaFiles(import.meta, ['lua/discard.lua']));

/** Notes which run this is, before a state is built in a Redis that is new or was emptied. @throws Error when it is away */
export async function noteRun(redis: Redis): Promise<void> {
  if ((await redis.exists(RUN_KEY)) === 0) await redis.set(RUN_KEY, await runOf(redis), 'NX');
}

async function runOf(redis: Redis): Promise<string> {
  return /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? '';
}

/**
 * Discards the live states that another run of Redis has left, once; holds are lost with them. Several may do so at once.
 * @throws Error when Redis is away
 */
export async function discardOldStates(redis: Redis): Promise<void> {
  const run = await runOf(redis);
  const known = await redis.get(RUN_KEY);
  // Without a run there is no state: whoever builds one notes it first.
  if (known === run || known === null) return;
  const [meta] = seatKeys('evt_*') as [string];
  let discarded = 0;
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', meta, 'COUNT', KEYS_AT_ONCE);
    for (const key of keys) discarded += await discard(redis, [key], []);
    cursor = next;
  }
  // Last: should this process die before, the next one does it.
  await redis.set(RUN_KEY, run);
  if (discarded > 0)
    log.warn({ states: discarded }, 'redis was started anew; the live states are rebuilt as they are needed');
}
