/**
 * Redis as a cluster of several masters. The client follows what the servers say of who serves which keys (MOVED, ASK), and what a server that
 * is away had is refused at once, as it is with one server: what the others have goes on.
 */
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { reconnectMs } from './renewal.ts';

/** How each of its servers is connected to. */
export type Connecting = Pick<
  RedisOptions,
  | 'connectTimeout'
  | 'commandTimeout'
  | 'socketTimeout'
  | 'maxRetriesPerRequest'
  | 'enableReadyCheck'
  | 'reconnectOnError'
  | 'tls'
>;

/** Who serves what is asked now and then, too: servers that have left are forgotten, new ones are known before they are needed. */
const TOPOLOGY_MS = 30_000;

/** @param url names any of the servers, or all of them; the port and account are those of all */
export function openCluster(url: string, options: Connecting, prepare: (server: Redis) => void) {
  const { hostname, port, username, password } = new URL(url);
  const start = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const redisOptions = {
    ...options,
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
  const redis = new Cluster([start], {
    redisOptions,
    // The name must stay a name: certificates are for names, and it may lead to several addresses, which are all tried.
    dnsLookup: (name, done) => done(null, name),
    enableOfflineQueue: false,
    enableReadyCheck: false,
    slotsRefreshTimeout: 2_000,
    slotsRefreshInterval: TOPOLOGY_MS,
    clusterRetryStrategy: reconnectMs,
    // Whoever asks does without, as with one server that is away; what a script has done is not to be done twice.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    maxRedirections: 5,
  });
  const listeners: ((server: Redis) => void)[] = [];
  const announced = new WeakSet<Redis>();
  /** Masters are connected to before they are needed, for who asks meanwhile is refused. */
  const meet = (): void => {
    const masters = new Set(redis.nodes('master'));
    for (const server of redis.nodes('all')) {
      if (!masters.has(server)) announced.delete(server);
      else if (server.status === 'wait') server.connect().catch(() => {});
      else if (server.status === 'ready' && !announced.has(server)) {
        announced.add(server);
        for (const listener of listeners) listener(server);
      }
    }
  };
  redis.on('+node', (server: Redis) => {
    prepare(server);
    server.on('ready', meet);
    server.on('close', () => announced.delete(server));
    // A command that was led to it is sent first: one that comes while a server is being connected to is refused. Those that are only asked who
    // there is, at the beginning, are not met.
    setImmediate(() => redis.status === 'ready' && meet());
  });
  // Who asked first, or again, has an answer.
  redis.on('refresh', meet);
  return {
    redis,
    // While nobody can be reached, the client says no more than that.
    whyAway: () => reasonOf({ ...redisOptions, ...start }),
    isReady: () => redis.status === 'ready' && redis.nodes('master').some(({ status }) => status === 'ready'),
    onServer: (listener: (server: Redis) => void) => void listeners.push(listener),
  };
}

/** Why a connection cannot be made; undefined when it can. */
async function reasonOf(options: Connecting & Pick<RedisOptions, 'host' | 'port'>): Promise<Error | undefined> {
  const redis = new Redis({ ...options, lazyConnect: true, retryStrategy: null });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason ??= error));
  try {
    await redis.connect();
  } catch (error) {
    reason ??= error as Error;
  } finally {
    redis.disconnect();
  }
  return reason;
}
