/** The connection to Redis. Losing Redis may cost a hold, never a seat sold twice: every caller says what it does without. */
import type { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import { log } from '../log.ts';
import { isElsewhere, renew, type Renewal } from './renewal.ts';
import { isDistrust, trustOf } from '../tls.ts';

/** A Redis connection that fails fast when the server is away. */
export interface Cache {
  redis: Redis;
  /** Whether commands can be sent right now. */
  readonly isReady: boolean;
  /** True when commands can be sent; waits for the very first connection only, half a second at most. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

const FIRST_CONNECT_MS = 500;

/** What Redis is reached by. */
export interface RedisAddress {
  url: string;
  /** The CA that signed its certificate (PEM); without one, those that Node knows. */
  ca?: string | undefined;
}

/**
 * Connects in the background; reconnects with jitter for as long as the process lives.
 * @param maxAgeMs no connection is used for longer, unless it is never at rest
 * @throws Error when the URL asks for plain text though there is a CA
 */
export function openRedis(address: string | RedisAddress, maxAgeMs?: number): Cache {
  const { url, ca }: RedisAddress = typeof address === 'string' ? { url: address } : address;
  const tls = trustOf(url, ca);
  let renewal: Renewal | undefined;
  const redis = new Redis(url, {
    ...(tls && { tls }),
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    // A connection that nothing comes back on any more (its other end is gone, and nobody was told) would else stay for as
    // long as TCP tries, a quarter of an hour, and every command on it would fail.
    socketTimeout: 2_000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    reconnectOnError: (error) => isElsewhere(error) && 1,
    retryStrategy: (attempt) =>
      renewal?.isUnderWay && attempt === 1
        ? 0
        : Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2),
  });
  sendInTurns(redis);
  renewal = renew(redis, maxAgeMs);
  const isReady = () => redis.status === 'ready' || renewal.isUnderWay;
  let lastError = '';
  redis.on('error', (error: Error) => {
    if (error.message !== lastError)
      log.warn(
        { err: error },
        isDistrust(error) ? 'redis is not who CA_FILE (or REDIS_CA_FILE) and REDIS_URL say' : 'redis is away',
      );
    lastError = error.message;
  });
  redis.on('ready', () => {
    lastError = '';
  });
  const first = new Promise<void>((resolve) => {
    redis.once('ready', resolve);
    redis.once('error', () => resolve());
    setTimeout(resolve, FIRST_CONNECT_MS).unref();
  });
  return {
    redis,
    get isReady() {
      return isReady();
    },
    ready: async () => {
      if (!isReady()) await first;
      return isReady();
    },
    close: async () => redis.disconnect(),
  };
}

/** Commands that one event leads to leave in one write: under load, writing is much of what a command costs. */
function sendInTurns(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (...args) => {
    const stream = streamOf(redis);
    if (stream?.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    return send(...args);
  };
}

/** The connection as it is now; there is none before the first and between two. */
function streamOf(redis: Redis): Writable | undefined {
  return (redis as unknown as { stream?: Writable }).stream;
}
