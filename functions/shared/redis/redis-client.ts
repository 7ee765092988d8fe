/** Which servers there are, and which of them has a key. */
import { Cluster, Command, type Redis } from 'ioredis';

/** Redis as functions ask it: one server, or a cluster whose client sends each command to where its keys are. */
export type RedisClient = Redis | Cluster;

/** The servers that have keys, as far as they are known: one, or the masters of a cluster. */
export function serversOf(redis: RedisClient): Redis[] {
  return isCluster(redis) ? redis.nodes('master') : [redis];
}

/** The server that has a key; undefined while a cluster is not known, or that server is away. */
export function serverOf(redis: RedisClient, key: string): Redis | undefined {
  if (!isCluster(redis)) return redis;
  const [address] = redis.slots[new Command('get', [key]).getSlot() ?? 0] ?? [];
  return redis.nodes('master').find(({ options }) => `${options.host}:${options.port}` === address);
}

/** Whether a server of a cluster has any keys, as far as is known. */
export function hasSlots(redis: Cluster, { options }: Redis): boolean {
  return redis.slots.some(([address]) => address === `${options.host}:${options.port}`);
}

/** Whether two connections lead to the same server: one that ended was made anew. */
export function isSame(one: Redis, other: Redis): boolean {
  return one.options.host === other.options.host && one.options.port === other.options.port;
}

export function isCluster(redis: RedisClient): redis is Cluster {
  return redis instanceof Cluster;
}
