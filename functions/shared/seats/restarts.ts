/**
 * A Redis that was started anew, or one that has taken over from another, may have forgotten the last of what it was sent:
 * marks of sold seats, and ends of orders, whose seats nobody could have any more. MySQL is asked again, event by event. Of a cluster, each
 * server has states of its own, and a run of its own.
 */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { log } from '../log.ts';
import { randomHex } from '../random.ts';
import { hasSlots, isCluster, type RedisClient, serverOf, serversOf } from '../redis/redis-client.ts';
import { luaFiles, script } from '../redis/script.ts';
import { seatKeys } from './seat-keys.ts';

/** Whose states these are: the run of the Redis that all of them were built in. In a cluster there is such a key on each server. */
export const RUN_KEY = 'seats:run';
const KEYS_AT_ONCE = 1_000;
/** A server that has one of the 16,384 Redis slots of a cluster is found among so many names, as good as always. */
const MOST_TAGS = 200_000;

/** Whoever needs the state next rebuilds it; a build that has begun begins anew. */
const discard = script<number>(luaFiles(import.meta, ['lua/discard.lua']));

/** Notes which run this is, before a state is built in a Redis that is new or was emptied. @throws Error when it is away */
export async function noteRun(redis: RedisClient, eventId: string): Promise<void> {
  const [meta = ''] = seatKeys(eventId);
  const server = serverOf(redis, meta);
  const key = server && runKey(redis, server);
  if (!key) throw new Error('the server of this event is not known');
  if ((await server.exists(key)) === 0) await server.set(key, await nameRun(server), 'NX');
}

/** Where a server notes its run: a key that it has itself, so that it is emptied, restored and taken over with its states. */
export function runKey(redis: RedisClient, server: Redis): string | undefined {
  if (!isCluster(redis)) return RUN_KEY;
  if (!hasSlots(redis, server)) return undefined;
  for (let tag = 0; tag < MOST_TAGS; tag++) {
    const key = `${RUN_KEY}:{${tag}}`;
    if (serverOf(redis, key) === server) return key;
  }
  return undefined;
}

/**
 * Discards the live states that another run of Redis has left, once; holds are lost with them. Several may do so at once.
 * @throws Error when Redis is away; of a cluster, after all the servers that are not
 */
export async function discardOldStates(redis: RedisClient): Promise<void> {
  const outcomes = await Promise.allSettled(serversOf(redis).map((server) => discardOldStatesOn(redis, server)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** As `discardOldStates`, of one server. */
export async function discardOldStatesOn(redis: RedisClient, server: Redis): Promise<void> {
  const key = runKey(redis, server);
  if (!key) return; // it has no Redis slots (any more), and so no states
  const known = await server.get(key);
  // Without a run there is no state: whoever builds one notes it first. In a cluster the Redis slot that had it may have gone to another server.
  if (known === null && !isCluster(redis)) return;
  if (known !== null && (await isRun(server, known))) return;
  const run = await nameRun(server);
  const [meta] = seatKeys('evt_*') as [string];
  let discarded = 0;
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, keys] = await server.scan(cursor, 'MATCH', meta, 'COUNT', KEYS_AT_ONCE);
    for (const found of keys) discarded += await discard(server, [found], []);
    cursor = next;
  }
  // Last: should this process die before, the next one does it.
  await server.set(key, run);
  if (discarded > 0)
    log.warn({ states: discarded }, 'redis was started anew; the live states are rebuilt as they are needed');
}

/** An account without INFO knows a run by a script that only this run has been given: scripts are kept until a server ends, and go to no other. */
const MARK = 'script:';

async function nameRun(server: Redis): Promise<string> {
  const id = await runId(server);
  if (id !== undefined) return id;
  const mark = `return '${randomHex(16)}'`;
  await server.eval(mark, 0);
  return MARK + createHash('sha1').update(mark).digest('hex');
}

async function isRun(server: Redis, known: string): Promise<boolean> {
  if (!known.startsWith(MARK)) return known === (await runId(server));
  try {
    await server.evalsha(known.slice(MARK.length), 0);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return false;
    throw error;
  }
}

/** Undefined where INFO is refused. */
async function runId(server: Redis): Promise<string | undefined> {
  try {
    return /^run_id:(\w+)/m.exec(await server.info('server'))?.[1];
  } catch (error) {
    if (error instanceof Error && /^(NOPERM|ERR unknown command)/.test(error.message)) return undefined;
    throw error;
  }
}
