/** Claims seats in the live state: by name, the best available ones of a section, or places for wheelchairs. */
import type { Redis } from 'ioredis';
import { isSet, readSeats } from '../../shared/seats/state.ts';
import type { Claims } from './hold-queue.ts';
import { heldOf, type HeldSeats, type HoldTimes, lookAtHold } from './live-seats.ts';
import type { EventOnSale } from '../event-on-sale.ts';
import { chooseFree, type SectionWish, type Wanted } from '../choice/seat-choice.ts';
import { termsText } from '../terms.ts';

/** Without a limit per buyer, somebody can hold two orders' worth of seats. */
const SEATS_HELD_AT_ONCE = 20;

/** Why seats were not claimed. */
export type Refusal =
  | { verdict: 'taken'; seats: number[] }
  /** `again`: more holds have expired than one call may free, or seats chosen outside of the call were lost in between. */
  | { verdict: 'capacity' | 'limit' | 'stale' | 'unready' | 'again' }
  /** `crowded`: the buyer's network holds as much as one may; `paused`: he has given seats back too often. */
  | { verdict: 'crowded' }
  | { verdict: 'paused'; ms: number };

/** Who claims, under which name, for how long; `atOnce`: how many seats he may hold; `networks`: from where, if he is to keep them. */
export interface Claimant {
  buyer: string;
  holdId: string;
  times: HoldTimes;
  atOnce?: number;
  /** The hold keeps the terms of the event as it is made on. */
  keepsTerms?: boolean;
  networks?: readonly string[];
}

/** Claims seats for a hold, all or none. */
export async function claimSeats(
  claims: Claims,
  onSale: EventOnSale,
  wanted: Wanted,
  claimant: Claimant,
): Promise<HeldSeats | Refusal> {
  if ('seats' in wanted || wanted.accessible === 0) return sendClaim(claims, onSale, wanted, claimant);
  const seats = await chooseAccessible(claims.redis, onSale, wanted);
  if (typeof seats === 'string') {
    // The same order is being placed twice, and the first has the last ones.
    const known = await lookAtHold(claims.redis, onSale, claimant.buyer, claimant.holdId);
    return typeof known === 'string' ? { verdict: seats } : known;
  }
  const reply = await sendClaim(claims, onSale, { seats }, claimant);
  return 'verdict' in reply && reply.verdict === 'taken' ? { verdict: 'again' } : reply;
}

/** Places for wheelchairs are few, and so are those who ask for them: chosen from what is read, then claimed by name. */
async function chooseAccessible(
  redis: Redis,
  { event }: EventOnSale,
  wish: SectionWish,
): Promise<number[] | 'stale' | 'unready' | 'capacity' | 'again'> {
  const state = await readSeats(redis, event.id, event);
  if (typeof state === 'string') return state;
  const taken = new Set<number>();
  for (let seat = wish.section.from; seat <= wish.section.to; seat++)
    if (isSet(state.maps.held, seat) || isSet(state.maps.sold, seat)) taken.add(seat);
  // With 0 there are more expired holds than one look may free.
  return chooseFree(wish, taken, 0) ?? (state.holdEndsInMs === 0 ? 'again' : 'capacity');
}

async function sendClaim(
  claims: Claims,
  onSale: EventOnSale,
  wanted: Wanted,
  { buyer, holdId, times: { holdMs, holdMaxMs, holdMinMs = holdMs }, atOnce, keepsTerms, networks }: Claimant,
): Promise<HeldSeats | Refusal> {
  const { id, version, chartVersion, limitPerBuyer, seatsTotal } = onSale.event;
  const reply = await claims.make(id, {
    version,
    chartVersion,
    holdId,
    buyer,
    holdMs,
    holdMaxMs,
    atOnce: atOnce ?? Math.min(SEATS_HELD_AT_ONCE, limitPerBuyer ?? SEATS_HELD_AT_ONCE),
    kept: networks && { minMs: holdMinMs, networks, seatsTotal },
    wanted,
    terms: keepsTerms ? termsText(onSale, wanted) : '',
  });
  const held = heldOf(reply);
  if (held) return held;
  const verdict = String(reply[0]) as Refusal['verdict'];
  if (verdict === 'paused') return { verdict, ms: Number(reply[1]) };
  return verdict === 'taken' ? { verdict, seats: reply.slice(1).map(Number) } : { verdict };
}
