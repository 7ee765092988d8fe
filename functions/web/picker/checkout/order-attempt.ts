/**
 * An order that is being placed, written down before it is sent: after a reload, a lost answer or a tab that was closed the same is asked again with
 * the same key, and answered with the same order. Without it, who reloads at the wrong moment would pay twice or not know.
 */
import { newKey } from '../hall/new-key.ts';

export interface OrderAttempt {
  key: string;
  /** Who has placed it: somebody else at the same browser has nothing to do with it. */
  userId: string;
  holdIds: readonly string[];
  body: { holdId: string; expectedTotalCents: number } | { seats: readonly string[]; expectedTotalCents: number };
  eventTag?: string;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (eventId: string): string => `seatmesh:order:${eventId}`;

/** One hold is ordered by its name, several by their seats: each is sold at the price of its hold. */
export function attemptOf(
  userId: string,
  holds: readonly { id: string; seats: readonly string[]; totalCents: number }[],
  eventTag: string | undefined,
): OrderAttempt {
  const expectedTotalCents = holds.reduce((sum, { totalCents }) => sum + totalCents, 0);
  const [only] = holds;
  const body =
    only && holds.length === 1
      ? { holdId: only.id, expectedTotalCents }
      : { seats: holds.flatMap(({ seats }) => seats), expectedTotalCents };
  return {
    key: newKey(),
    userId,
    holdIds: holds.map(({ id }) => id),
    body,
    ...(eventTag !== undefined && { eventTag }),
  };
}

export function keepAttempt(store: Store | undefined, eventId: string, attempt: OrderAttempt | undefined): void {
  try {
    if (attempt) store?.setItem(keyOf(eventId), JSON.stringify(attempt));
    else store?.removeItem(keyOf(eventId));
  } catch {
    // Storage that is full or forbidden: it then lives as long as the page.
  }
}

/** @returns undefined where there is none, or it is somebody else's */
export function keptAttempt(store: Store | undefined, eventId: string, userId: string): OrderAttempt | undefined {
  try {
    const attempt = JSON.parse(store?.getItem(keyOf(eventId)) ?? 'null') as OrderAttempt | null;
    return attempt?.userId === userId && typeof attempt.key === 'string' ? attempt : undefined;
  } catch {
    return undefined;
  }
}

/** Codes after which it is not known whether the order was placed: the same is asked again. */
export const UNKNOWN: ReadonlySet<string> = new Set([
  'offline',
  'outcome_unknown',
  'order_in_progress',
  'internal',
  'unavailable',
  'request_timeout',
]);
