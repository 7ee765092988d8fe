/** Why somebody may not have seats who could have them: he has them, has had too many lately, or his account is too new. */
import { decodeTime } from 'ulid';
import { beyond } from '../../shared/identity/beyond.ts';
import { policyText } from '../../shared/identity/quotas.ts';
import type { Subject } from '../../shared/identity/tokens.ts';
import { Problem } from '../../shared/problem.ts';
import { STRIKES_MS } from '../../shared/seats/seat-keys.ts';
import type { HoldRules } from '../live/hold-limits.ts';
import type { AskAgain, Refusal } from '../live/hold-request.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { seatsTaken, sectionFull, type Wanted } from '../on-sale/seat-choice.ts';

/** How long somebody waits whose neighbours hold too much: some of them will have ordered by then. */
const CROWDED_S = 30;

/** The problem of seats that are not held. */
export function whyNot(
  onSale: EventOnSale,
  wanted: Wanted,
  refusal: Exclude<Refusal, AskAgain>,
  rules: HoldRules,
): Problem {
  switch (refusal.verdict) {
    case 'taken':
      return seatsTaken(onSale, refusal.seats, refusal.ownHolds);
    case 'mine':
      return alreadyHeld(onSale, refusal);
    case 'reused':
      return keyReused();
    case 'ended':
      return keepsChanging();
    case 'crowded':
    case 'paused':
      return tooManyHeld(refusal, rules.freeStrikes);
    case 'limit':
      return new Problem('limit_exceeded', 'you hold as many seats of this event as one buyer may', {
        reason: 'limit',
        seats: [],
      });
    case 'capacity':
      return 'section' in wanted ? sectionFull(wanted) : seatsTaken(onSale, wanted.seats);
  }
}

/** The problem of named seats of which the buyer has some on hold, and nobody else any. */
function alreadyHeld(
  { seating }: EventOnSale,
  { seats, ownHolds }: { seats: readonly number[]; ownHolds: string[] },
): Problem {
  const labels = seats.map((seat) => seating.labelOf(seat));
  const why = `you have ${labels.join(', ')} on hold: order, or release ${ownHolds.join(', ')}`;
  return new Problem('already_held', why, { reason: 'held', seats: labels, holdIds: ownHolds });
}

/** The problem of an event that is changed time and again. */
export function keepsChanging(): Problem {
  return new Problem('event_changed', 'the event keeps changing; try again shortly');
}

/** The problem of a key that stands for another hold. */
function keyReused(): Problem {
  return new Problem(
    'idempotency_key_reused',
    'it stands for another hold of yours, or one that you had; take a fresh key for a new one',
  );
}

/**
 * How many seats a network may hold at a time depends on how many are free, so that its limit is told by name alone.
 * @param freeStrikes so often a buyer may give seats of an event back
 * @returns Problem `too_many_requests`, with when to try again
 */
function tooManyHeld(
  refusal: { verdict: 'crowded' } | { verdict: 'paused'; ms: number },
  freeStrikes: number,
): Problem {
  if (refusal.verdict === 'crowded') {
    const why = 'your network holds as many seats of this event as one may; order seats directly, or hold them later';
    return beyond('held-by-network', why, CROWDED_S);
  }
  const seconds = Math.max(1, Math.ceil(refusal.ms / 1_000));
  const why = `you gave seats of this event back again and again; try again in ${seconds} s`;
  const policy = policyText({ attempts: freeStrikes, windowSeconds: STRIKES_MS / 1_000 });
  return beyond('given-back', why, seconds, policy);
}

/**
 * An event may ask for accounts that have been open for so long. An id tells when it was made, should the token not.
 * @throws Problem `account_too_new`, with when it will be old enough
 */
export function requireAge({ event }: EventOnSale, user: Subject, now: Date): void {
  const minutes = event.minAccountAgeMinutes;
  if (minutes === null) return;
  const openedMs = user.since === undefined ? decodeTime(user.userId.slice(-26)) : user.since * 1_000;
  const leftMs = openedMs + minutes * 60_000 - now.getTime();
  if (leftMs <= 0) return;
  throw new Problem(
    'account_too_new',
    `its organizer asks for accounts that are ${minutes} minutes old`,
    { reason: 'account_age', seats: [] },
    { retryAfterSeconds: Math.ceil(leftMs / 1_000) },
  );
}
