/** What is asked of the live state for a hold, and what it answers. */
import type { Wanted } from '../choice/seat-choice.ts';
import { USUAL_LIMIT_PER_ORDER } from '../../shared/event/view.ts';
import type { EventOnSale } from '../event-on-sale.ts';
import { termsText } from '../terms.ts';
import type { AskedHold } from './hold-script.ts';
import { type HoldTimes, untilClosed } from './hold-times.ts';
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
}

/** Why seats are not held. */
export type Refusal =
  | { verdict: 'taken'; seats: number[] }
  /** `again`: more holds have expired than one call may free, or seats chosen outside of the call were lost in between. */
  | { verdict: 'capacity' | 'limit' | 'stale' | 'unready' | 'again' }
  /** `crowded`: the buyer's network holds as much as one may; `paused`: he has given seats back too often. */
  | { verdict: 'crowded' }
  | { verdict: 'paused'; ms: number };

/** A request as the script takes it. */
export function scriptRequest(onSale: EventOnSale, wanted: Wanted, request: HoldRequest): AskedHold {
  const { version, chartVersion, limitPerOrder, limitPerBuyer, seatsTotal } = onSale.event;
  const { buyer, holdId, times, atOnce, keepsTerms, networks } = request;
  const { holdMs, holdMaxMs, holdMinMs = holdMs } = networks ? untilClosed(onSale, times) : times;
  return {
    version,
    chartVersion,
    holdId,
    buyer,
    holdMs,
    holdMaxMs,
    atOnce: atOnce ?? Math.min(Math.max(SEATS_HELD_AT_ONCE, limitPerOrder), limitPerBuyer ?? Infinity),
    kept: networks && { minMs: holdMinMs, networks, seatsTotal },
    wanted,
    terms: keepsTerms ? termsText(onSale, wanted) : '',
  };
}

/** What the script replied. */
export function answerOf(reply: readonly (string | number)[]): HeldSeats | Refusal {
  const held = heldOf(reply);
  if (held) return held;
  const verdict = String(reply[0]) as Refusal['verdict'];
  if (verdict === 'paused') return { verdict, ms: Number(reply[1]) };
  return verdict === 'taken' ? { verdict, seats: reply.slice(1).map(Number) } : { verdict };
}
