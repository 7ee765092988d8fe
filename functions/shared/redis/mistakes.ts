/**
 * Mistakes of a deployment in how Redis is reached: they do not pass by waiting. While Redis is away a function is still of use; a revision that
 * could never use it must not take the place of one that does.
 */
import { log } from '../log.ts';
import { Memo } from '../memo.ts';
import { isDistrust } from '../tls.ts';
import { isCluster, type RedisClient, serversOf } from './redis-client.ts';

/**
 * No such password, none given, no right to what every function needs, no access from elsewhere, no such database, a cluster's client at a
 * server that is in none; no such host.
 */
const REFUSED =
  /^(WRONGPASS|NOAUTH|NOPERM|DENIED|ERR invalid password|ERR Client sent AUTH|ERR (invalid )?DB index|ERR SELECT|ERR This instance has cluster support disabled)/;

/** Probes come every few milliseconds while a process starts. */
const ASKED_AGAIN_MS = 1_000;

/** What follows from another error, which has been told. */
const NO_REASON = /^(Connection is closed\.|Failed to refresh slots cache\.)$/;
const SAID_AGAIN_MS = 60_000;
const REASONS = 50;

/** The last mistake that connecting was refused for. */
export interface Mistakes {
  last: Error | undefined;
  /** While it is being found out. */
  told: Promise<unknown> | undefined;
}

/**
 * Logs why Redis, or a server of it, cannot be reached, each reason once for a while, and remembers it where it is a mistake.
 * @param whyAway asks for the reason, where the client keeps it to itself
 */
export function watchMistakes(redis: RedisClient, whyAway?: () => Promise<Error | undefined>): Mistakes {
  const mistakes: Mistakes = { last: undefined, told: undefined };
  let saidAt = new Memo<number>(REASONS);
  const failed = (error: Error): void => {
    if (isMistake(error)) mistakes.last = error;
    const said = saidAt.get(error.message) ?? -Infinity;
    if (NO_REASON.test(error.message) || performance.now() - said < SAID_AGAIN_MS) return;
    saidAt.set(error.message, performance.now());
    log.warn(
      { err: error },
      isDistrust(error) ? 'redis is not who CA_FILE (or REDIS_CA_FILE) and REDIS_URL say' : 'redis is away',
    );
  };
  const findOut = async (ask: () => Promise<Error | undefined>): Promise<void> => {
    const reason = await ask();
    if (reason) failed(reason);
    mistakes.told = undefined;
  };
  redis.on('error', (said: Error) => {
    if (whyAway) mistakes.told ??= findOut(whyAway);
    else failed(said);
  });
  if (isCluster(redis)) redis.on('node error', failed);
  redis.on('ready', () => {
    saidAt = new Memo(REASONS);
    // A connection without its database works on another one.
    if (!/DB index|SELECT/.test(mistakes.last?.message ?? '')) mistakes.last = undefined;
  });
  return mistakes;
}

function isMistake(error: Error): boolean {
  return isDistrust(error) || REFUSED.test(error.message) || (error as NodeJS.ErrnoException).code === 'ENOTFOUND';
}

/**
 * Answers a readiness probe. A process that was let in once stays so.
 * @param attempted resolves when the first attempt to connect has come to its end
 */
export function letsIn(redis: RedisClient, attempted: Promise<unknown>, mistakes: Mistakes): () => Promise<boolean> {
  let asked: { at: number; answer: Promise<boolean> } | undefined;
  let was = false;
  const ask = async (): Promise<boolean> => {
    await attempted;
    await mistakes.told;
    const isReady = redis.status === 'ready';
    // Of a cluster that can be used, a single server that cannot be reached is an outage, whatever for.
    const last = isReady && isCluster(redis) ? undefined : mistakes.last;
    const mistake = last ?? (isReady ? await wrongKind(redis) : undefined);
    if (mistake)
      log.error(
        { err: mistake },
        isDistrust(mistake)
          ? 'not ready: redis is not who CA_FILE (or REDIS_CA_FILE) and REDIS_URL say, or speaks no TLS'
          : 'not ready: redis refuses this function',
      );
    return mistake === undefined;
  };
  return async () => {
    if (was) return true;
    if (!asked || performance.now() - asked.at > ASKED_AGAIN_MS) asked = { at: performance.now(), answer: ask() };
    return (was = await asked.answer);
  };
}

/** One server of a cluster refuses most keys; one that watches others has none. Redis that does not say what it is is taken as it is. */
async function wrongKind(redis: RedisClient): Promise<Error | undefined> {
  if (isCluster(redis)) return undefined;
  const [server] = serversOf(redis);
  const told = await server?.call('HELLO').catch(() => undefined);
  const fields = Array.isArray(told) ? told : [];
  const mode = fields[fields.indexOf('mode') + 1] as unknown;
  if (mode === 'cluster') return new Error('REDIS_URL leads to a server of a cluster: REDIS_CLUSTER must be true');
  if (mode === 'sentinel') return new Error('REDIS_URL leads to a sentinel, which keeps nothing');
  return undefined;
}
