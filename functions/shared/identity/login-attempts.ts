/**
 * How often one may try to log in. Counted before anything is hashed, for known and unknown e-mails alike.
 *
 * Guessing one account's password is limited over all addresses together, so a stranger could keep its owner out by
 * failing all the time. Therefore the window is short, and an address from which the account's owner has logged in
 * before has a count of its own: strangers use up theirs, the owner at home does not notice.
 */
import { type Limit, limiter, pseudonym } from './limits.ts';
import { log } from '../log.ts';
import { networkOf } from './network.ts';
import type { Cache } from '../redis/connection.ts';

/** Failures of one account: 100 an hour, the bound of OWASP ASVS 4.0 (2.2.1), in windows of six minutes. */
export const FAILURES: Limit = { name: 'login-failures', attempts: 10, windowSeconds: 360 };

/** An address stays familiar for as long as a refresh token could have lived there. */
const FAMILIAR_SECONDS = 30 * 86_400;

/** Makes the counter; `perAddress` bounds what hashing one address can ask for, where that is not counted before the body is read. */
export function loginAttempts(cache: Cache, perAddress?: Limit) {
  const limit = limiter(cache);
  /**
   * Counts an attempt. Call what it returns when the attempt was a success: only failures stay in the account's count.
   * @throws Problem `too_many_requests`
   */
  return async (email: string, address: string): Promise<() => Promise<void>> => {
    const network = networkOf(address);
    if (perAddress) await limit(perAddress, network);
    const pair = `${email} ${network}`;
    const key = `familiar:${pseudonym(pair)}`;
    const attempt = await limit(FAILURES, (await isFamiliar(cache, key)) ? pair : email);
    return async () => {
      await attempt.giveBack();
      await remember(cache, key);
    };
  };
}

async function isFamiliar(cache: Cache, key: string): Promise<boolean> {
  try {
    return (await cache.ready()) && (await cache.redis.exists(key)) === 1;
  } catch {
    return false; // the stricter count then
  }
}

async function remember(cache: Cache, key: string): Promise<void> {
  try {
    if (await cache.ready()) await cache.redis.set(key, '1', 'EX', FAMILIAR_SECONDS);
  } catch (error) {
    log.warn({ err: error }, 'a familiar address is not remembered');
  }
}
