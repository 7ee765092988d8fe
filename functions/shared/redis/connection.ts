/** The connection to Redis. Losing Redis may cost a hold, never a seat sold twice: every caller says what it does without. */
import type { Writable } from 'node:stream';
import { setImmediate as endOfTurn, setTimeout as wait } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import type { Dependency } from '../telemetry/dependency.ts';
import type { RedisAddress } from './address.ts';
import { type Connecting, openCluster } from './cluster.ts';
import { letsIn, watchMistakes } from './mistakes.ts';
import { isElsewhere, isLoading, reconnectMs, renew } from './renewal.ts';
import { type RedisClient, serverOf, serversOf } from './redis-client.ts';
import { isTold } from '../telemetry/telemetry.ts';
import { noteCommand } from './command-figures.ts';
import { SingleFlight } from '../single-flight.ts';
import { trustOf } from '../tls.ts';

/** A Redis connection that fails fast when the server is away. */
export interface RedisLink extends Dependency {
  redis: RedisClient;
  /** Whether commands can be sent right now; of a cluster, to some of its servers. */
  readonly isReady: boolean;
  /**
   * True when commands can be sent. Waits for an attempt to connect that is under way: for the very first, and for the first after a
   * connection was lost. Whoever is the only one to have none is not to believe that Redis is away.
   */
  ready(): Promise<boolean>;
  /**
   * Whether the server that has a key answers now, for whoever was not answered in time: the process may have stood still, or lost its
   * connection, while Redis has gone on.
   */
  answers(key: string): Promise<boolean>;
  /** Calls for each server that can be asked from now on: at first, after it was away, and when it has taken over from another. */
  onServer: (listener: (server: Redis) => void) => void;
  close(): Promise<void>;
}

/** So long an attempt to connect is waited for; by then it has mostly failed by itself. */
const PATIENCE_MS = 2_500;
/** A first attempt has come to its end by then, one way or the other. */
const ATTEMPT_MS = 2_000;
const COMMAND_MS = 1_000;
/** Until a process that stood still has heard of all its connections what became of them. */
const SETTLE_MS = 10;
/** With the time of the command that has failed, less than for how long a connection may be silent. */
const PING_MS = 500;

/** How every connection is made. */
const CONNECTION = {
  connectTimeout: 2_000,
  commandTimeout: COMMAND_MS,
  // A connection that nothing comes back on any more (its other end is gone, and nobody was told) would else stay for as
  // long as TCP tries, a quarter of an hour, and every command on it would fail.
  socketTimeout: 2_000,
  maxRetriesPerRequest: 0,
  // It asks for INFO, which not every account may have. Redis that loads its data refuses what it is asked, and is left for that.
  enableReadyCheck: false,
  reconnectOnError: (error) => (isElsewhere(error) || isLoading(error)) && 1,
} satisfies Connecting;

/**
 * Connects in the background; reconnects with jitter for as long as the process lives.
 * @param maxAgeMs no connection is used for longer, unless it is never at rest; those to a cluster's servers are told who serves what
 * @throws Error when the URL asks for plain text though there is a CA
 */
export function openRedis(address: string | RedisAddress, maxAgeMs?: number): RedisLink {
  const { url, ca, isCluster = false }: RedisAddress = typeof address === 'string' ? { url: address } : address;
  const tls = trustOf(url, ca);
  const options: Connecting = { ...CONNECTION, ...(tls && { tls }) };
  const open = isCluster ? openCluster(url, options, sendInTurns) : openServer(url, options, maxAgeMs);
  const mistakes = watchMistakes(open.redis, open.whyAway);
  const attempted = new Promise<void>((resolve) => {
    open.redis.once('ready', () => void allConnected(open.redis).then(resolve));
    open.redis.once('error', () => resolve());
    setTimeout(resolve, ATTEMPT_MS).unref();
  });
  const attempt = attemptsOf(open.redis, attempted);
  const ready = async (): Promise<boolean> => {
    if (!open.isReady()) await attempt();
    return open.isReady();
  };
  const answering = new SingleFlight<boolean>();
  return {
    redis: open.redis,
    answers: (key) => answering.join(key, () => isAnswering({ redis: open.redis, ready }, key)),
    get isReady() {
      return open.isReady();
    },
    ready,
    letsIn: letsIn(open.redis, attempted, mistakes),
    away: async () => ((await ready()) && (await allAnswer(open.redis)) ? [] : ['redis']),
    onServer: open.onServer,
    close: async () => open.redis.disconnect(),
  };
}

/** A connection to one server. */
function openServer(url: string, options: Connecting, maxAgeMs?: number) {
  const redis: Redis = new Redis(url, {
    ...options,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => (renewal.isUnderWay && attempt === 1 ? 0 : reconnectMs(attempt)),
  });
  sendInTurns(redis);
  const renewal = renew(redis, maxAgeMs);
  return {
    redis,
    whyAway: undefined,
    isReady: () => redis.status === 'ready' || renewal.isUnderWay,
    onServer: (listener: (server: Redis) => void) => void redis.on('ready', () => listener(redis)),
  };
}

/** Asks it once for all who want to know. */
async function isAnswering(link: Pick<RedisLink, 'redis' | 'ready'>, key: string): Promise<boolean> {
  await wait(SETTLE_MS);
  if (!(await link.ready())) return false;
  const answer = serverOf(link.redis, key)?.ping();
  // The time is over once what came in it was read: timers come before that.
  const late = wait(PING_MS).then(() => endOfTurn());
  return Promise.race([answer, late]).then(
    (said) => said === 'PONG',
    () => false,
  );
}

/** Of a cluster, every server. */
async function allAnswer(redis: RedisClient): Promise<boolean> {
  const answers = await Promise.allSettled(serversOf(redis).map((server) => server.ping()));
  return answers.length > 0 && answers.every((one) => one.status === 'fulfilled' && one.value === 'PONG');
}

/**
 * The first attempt to connect, or the first since the connection was lost.
 * @returns says when it has come to its end, or takes too long
 */
function attemptsOf(redis: RedisClient, first: Promise<void>): () => Promise<void> {
  let latest = patiently(first);
  let ended: (() => void) | undefined;
  let wasReady = false;
  redis.on('ready', () => {
    wasReady = true;
    if (ended) void allConnected(redis).then(ended);
  });
  redis.on('close', () => {
    ended?.();
    if (!wasReady) return;
    wasReady = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    ended = resolve;
    latest = patiently(promise);
  });
  return () => latest;
}

async function patiently(attempt: Promise<void>): Promise<void> {
  await Promise.race([attempt, wait(PATIENCE_MS, undefined, { ref: false })]);
}

async function allConnected(redis: RedisClient): Promise<void> {
  await Promise.all(serversOf(redis).map(connected));
}

/** Resolves when a connection is made, or cannot be. */
async function connected(server: Redis): Promise<void> {
  if (server.status === 'ready') return;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const event of ['ready', 'close', 'end'] as const) server.once(event, resolve);
  await promise;
}

/** A connection of one's own to a server that others are connected to: for what waits, or listens. */
export function ownConnection(server: Redis, options: RedisOptions): Redis {
  return server.duplicate({ retryStrategy: reconnectMs, enableOfflineQueue: false, lazyConnect: false, ...options });
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
    const sent = send(...args);
    if (isTold) noteCommand(args[0], sent as Promise<unknown>);
    return sent;
  };
}

/** The connection as it is now; there is none before the first and between two. */
function streamOf(redis: Redis): Writable | undefined {
  return (redis as unknown as { stream?: Writable }).stream;
}
