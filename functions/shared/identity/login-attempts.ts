/**
 * How often one may try to log in. Counted before anything is hashed, for known and unknown e-mails alike. Right passwords are not refused, however
 * many come at once: ten of an account are tried at a time, others wait (`open-attempts.ts`). So no more are ever hashed that turn out wrong than
 * may fail in a window.
 *
 * Guessing one account's password is limited over all addresses together, so a stranger could keep its owner out by
 * failing all the time. Therefore the window is short, and an address from which the account's owner has logged in
 * before, or opened the account, has a count of its own: strangers use up theirs, the owner at home does not notice. Nor does who has just
 * opened one behind an address from which others fail. Who comes to such an address for the first time waits, for a minute at most: what is
 * tried there would else be bounded by nothing but how many passwords are hashed.
 */
import { failureLimiter, type Limit, pseudonym } from './limits.ts';
import { log } from '../log.ts';
import { networkOf } from './network.ts';
import { openAttempts } from './open-attempts.ts';
import type { RedisLink } from '../redis/connection.ts';

/** Failures of one account: 100 an hour, the bound of OWASP ASVS 4.0 (2.2.1), in windows of six minutes. */
export const FAILURES: Limit = { name: 'logins-failed', attempts: 10, windowSeconds: 360, isShared: true };

/** An address stays familiar for as long as a refresh token could have lived there. */
const FAMILIAR_SECONDS = 30 * 86_400;

/** What becomes of an attempt that was let in: one of the three is called. */
export interface LoginAttempt {
  /** Only failures stay in the account's count. */
  succeeded: () => Promise<void>;
  /** @throws Problem `too_many_requests` when too much has failed from that network meanwhile: the failure is not told then */
  failed: () => Promise<void>;
  /** Whether the password is right was not found out, for want of a database, say. */
  dropped: () => Promise<void>;
}

/**
 * Makes the counter.
 * @param perNetwork bounds how many passwords one network can guess, of whatever accounts. A campus that logs in fails rarely, and what its
 * people do from where they have logged in before is counted for each of them alone
 */
export function loginAttempts(redisLink: RedisLink, perNetwork: Limit) {
  const begin = openAttempts(redisLink);
  const failures = failureLimiter(redisLink);
  /** @throws Problem `too_many_requests` */
  return async (email: string, address: string): Promise<LoginAttempt> => {
    const network = networkOf(address);
    const pair = `${email} ${network}`;
    const familiar = await isFamiliar(redisLink, familiarKey(pair));
    if (!familiar) await failures.requireRoom(perNetwork, network);
    const attempt = await begin(FAILURES, familiar ? pair : email);
    return {
      succeeded: async () => {
        await attempt.end(false);
        await rememberFamiliar(redisLink, email, address);
      },
      dropped: () => attempt.end(false),
      failed: async () => {
        await attempt.end(true);
        if (!familiar) await failures.failed(perNetwork, network);
      },
    };
  };
}

async function isFamiliar(redisLink: RedisLink, key: string): Promise<boolean> {
  try {
    return (await redisLink.ready()) && (await redisLink.redis.exists(key)) === 1;
  } catch {
    return false; // the stricter count then
  }
}

function familiarKey(pair: string): string {
  return `familiar:${pseudonym(pair)}`;
}

/** From now on an address is familiar to an account: it was opened from there, or its owner has logged in. */
export async function rememberFamiliar(redisLink: RedisLink, email: string, address: string): Promise<void> {
  const key = familiarKey(`${email} ${networkOf(address)}`);
  try {
    if (await redisLink.ready()) await redisLink.redis.set(key, '1', 'EX', FAMILIAR_SECONDS);
  } catch (error) {
    log.warn({ err: error }, 'a familiar address is not remembered');
  }
}
