/** Sends an order until it is known what became of it: with one key, so that it is placed once however often it is sent. */
import { pause } from '../live/live-seats-link.ts';
import type { BookingApi, BookingRefusal, PlacedOrder } from './booking-api.ts';
import { type OrderAttempt, UNKNOWN } from './order-attempt.ts';

/** An order whose answer was lost is asked for again so often by itself, and then by the buyer. */
const RETRIES = 5;
const FIRST_WAIT_MS = 700;
const LONGEST_ASKED_MS = 10_000;

/** `isOpen`: it may be placed all the same, so that it has to be asked for again. */
export type Placing = { order: PlacedOrder } | { refusal: BookingRefusal; isOpen: boolean };

export interface PlacingOptions {
  api: BookingApi;
  attempt: OrderAttempt;
  /** Whether it was sent before, by a page of before. */
  isSent: boolean;
  /** Aborted when somebody else goes on with it. */
  signal: AbortSignal;
  onUnsure: (refusal: BookingRefusal) => void;
}

/** @returns undefined where somebody else goes on with it */
export async function placeOnce(options: PlacingOptions): Promise<Placing | undefined> {
  const { api, attempt, signal, onUnsure } = options;
  let mayBePlaced = options.isSent;
  for (let retry = 0; ; retry++) {
    const answer = await api.order(attempt.key, attempt.body, attempt.eventTag);
    if (signal.aborted) return undefined;
    if ('value' in answer) return { order: answer.value };
    const { refusal } = answer;
    const isUnknown = UNKNOWN.has(refusal.code);
    mayBePlaced ||= isUnknown;
    // Who has to sign in first has not heard what became of it.
    if (!isUnknown && refusal.code !== 'too_many_requests')
      return { refusal, isOpen: mayBePlaced && isOfSession(refusal) };
    if (retry === RETRIES) return { refusal, isOpen: true };
    onUnsure(refusal);
    await pause(waitOf(refusal, retry), signal);
    if (signal.aborted) return undefined;
  }
}

/** Nobody is signed in any more. */
export const isOfSession = ({ code }: BookingRefusal): boolean => code.startsWith('token_');

const waitOf = ({ retryAfterSeconds = 0 }: BookingRefusal, retry: number): number =>
  Math.min(LONGEST_ASKED_MS, retryAfterSeconds * 1_000) + FIRST_WAIT_MS * 2 ** retry * (0.5 + Math.random());
