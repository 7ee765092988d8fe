/** What is asked of the live state for a hold, and what it answers. */
import { hash } from 'node:crypto';
import type { Wanted } from '../on-sale/seat-choice.ts';
import { numberingOf } from '../../shared/event/chart.ts';
import { USUAL_LIMIT_PER_ORDER } from '../../shared/event/event-view.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { termsText } from '../on-sale/terms.ts';
import type { AskedHold } from './hold-script.ts';
import { closingText, type HoldTimes, untilClosed } from './hold-times.ts';
import { heldOf, type HeldSeats } from './live-seats.ts';

/** Somebody can hold two orders' worth of seats as they usually are, and one order's always. */
const SEATS_HELD_AT_ONCE = 2 * USUAL_LIMIT_PER_ORDER;

/** Who holds seats, under which name, for how long. */
export interface HoldRequest {
  buyer: string;
  holdId: string;
  times: HoldTimes;
  /** Seats that the buyer may hold at once; by default what the event and common sense allow. */
  atOnce?: number;
  /** The hold keeps the terms of the event as it is made on. */
  keepsTerms?: boolean;
  /** Names of the networks that the buyer comes from, when he is to keep the seats for a while. */
  networks?: readonly string[];
  /** Under which key, and for which request, as `holdKey` writes it: what it has made already is answered as it is. */
  key?: string | undefined;
  /** Which request has a part in a hold of an order's own: it goes when nobody has one any more. */
  sharer?: string | undefined;
}

/** Seats that are held for a request; `holdId`: by an earlier hold of the same buyer, which this request is the same as. */
export type HeldFor = HeldSeats & { holdId?: string };

/** Why seats are not held. */
export type Refusal =
  /** `ownHolds`: some of the others are on these holds of the buyer's. */
  | { verdict: 'taken'; seats: number[]; ownHolds?: string[] }
  /** These are on holds of the buyer's, and nobody else has any of them. */
  | { verdict: 'mine'; seats: number[]; ownHolds: string[] }
  /** The key stands for another hold of the buyer's; or for this one, which has ended. */
  | { verdict: 'reused' }
  | { verdict: 'ended' }
  | { verdict: 'capacity' }
  | { verdict: 'limit' }
  /** `crowded`: the buyer's network holds as much as one may; `paused`: he has given seats back too often. */
  | { verdict: 'crowded' }
  | { verdict: 'paused'; ms: number }
  | AskAgain;

/**
 * Not judged yet. `stale`: the event is another by now; `unready`: there is no live state; `again`: more holds have expired than one call may
 * free, or seats chosen outside of the call were lost in between; `lost`: of what an earlier try of the same order had reserved, some is sold or
 * blocked by now, and the rest is to be released first.
 */
export type AskAgain = { verdict: 'stale' } | { verdict: 'unready' } | { verdict: 'again' } | { verdict: 'lost' };

/** A request as the script takes it. */
export function scriptRequest(onSale: EventOnSale, wanted: Wanted, request: HoldRequest): AskedHold {
  const { version, limitPerOrder, limitPerBuyer, seatsTotal } = onSale.event;
  const { buyer, holdId, times, atOnce, keepsTerms, networks, key = '', sharer = '' } = request;
  const { holdMs, holdMaxMs, holdMinMs = holdMs } = networks ? untilClosed(onSale, times) : times;
  return {
    version,
    numbering: numberingOf(onSale.event),
    holdId,
    buyer,
    holdMs,
    holdMaxMs,
    atOnce: atOnce ?? Math.min(Math.max(SEATS_HELD_AT_ONCE, limitPerOrder), limitPerBuyer ?? Infinity),
    kept: networks && { minMs: holdMinMs, networks, seatsTotal, closesAt: closingText(onSale) },
    wanted,
    terms: keepsTerms ? termsText(onSale, wanted) : '',
    key: networks ? key : sharer,
  };
}

/** What a hold keeps of an Idempotency-Key and of the request that came with it: 22 characters each. */
export function holdKey(key: string, print: Buffer): string {
  return `${hash('sha256', key, 'base64url').slice(0, 22)}.${print.toString('base64url').slice(0, 22)}`;
}

/** What the script replied. */
export function holdAnswer(reply: readonly (string | number)[]): HeldFor | Refusal {
  const [word, ...more] = reply;
  const verdict = String(word) as Refusal['verdict'] | 'ok' | 'same';
  if (verdict === 'same') {
    const [holdId, ...facts] = more;
    return { ...heldOf(facts), holdId: String(holdId) };
  }
  if (verdict === 'ok') return heldOf(more);
  if (verdict === 'paused') return { verdict, ms: Number(more[0]) };
  if (verdict === 'mine' || verdict === 'taken') {
    const at = more.indexOf('/');
    const [before, after] = at < 0 ? [more, []] : [more.slice(0, at), more.slice(at + 1)];
    if (verdict === 'mine') return { verdict, ownHolds: before.map(String), seats: after.map(Number) };
    return { verdict, seats: before.map(Number), ...(after.length > 0 && { ownHolds: after.map(String) }) };
  }
  return { verdict };
}
