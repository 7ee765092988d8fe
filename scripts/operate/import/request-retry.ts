/** When a request is worth another try, and when that is. */
import { readHttpDate } from '../../../functions/shared/http/http-date.ts';

/** Tries of one request, the first included. */
export const MOST_TRIES = 8;
/** Tries of one that is to come later: the pace of an organizer's changes is shared by all requests of an import. */
export const MOST_TRIES_IN_PACE = 60;
/** Tries of a server that does not answer at all. */
export const MOST_UNANSWERED = 5;
/** Who asks to wait longer than this is not waited for. */
export const LONGEST_WAIT_MS = 60_000;

const FIRST_WAIT_MS = 250;
const LONGEST_GUESS_MS = 10_000;

/** Too many requests, or a part of the system that is away for now. */
export function isWorthAnotherTry(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

/**
 * How long to wait before the next try: what Retry-After asks for, a little longer so that not all come back at once, or
 * a random time below a limit that doubles with each try. Undefined: give up.
 */
export function waitMs(
  tries: number,
  retryAfter: string | null,
  random: () => number,
  isLimited = false,
  now: Date = new Date(),
): number | undefined {
  const asked = retryAfter === null ? undefined : askedMs(retryAfter, now);
  if (tries >= (isLimited && asked !== undefined ? MOST_TRIES_IN_PACE : MOST_TRIES)) return undefined;
  if (asked === undefined) return random() * Math.min(LONGEST_GUESS_MS, FIRST_WAIT_MS * 2 ** tries);
  return asked > LONGEST_WAIT_MS ? undefined : asked + random() * FIRST_WAIT_MS * 2;
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function askedMs(retryAfter: string, now: Date): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = readHttpDate(retryAfter, now);
  return date && Math.max(0, date.getTime() - now.getTime());
}
