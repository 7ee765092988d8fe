/** The invariants, by name, and how evidence is held against them. */
import { effectsOnce, everythingPublished, nothingLeft, oneRecordEach } from './message-invariants.ts';
import {
  acknowledgedExist,
  cancelledStay,
  keysOnce,
  moneyAddsUp,
  ordersWhole,
  refusedAbsent,
} from './order-invariants.ts';
import {
  figuresRight,
  liveStateRight,
  neverMoreThanThereAre,
  neverTwoAtOnce,
  oneClaimASeat,
  seatsKnown,
  stockSold,
} from './seat-invariants.ts';
import { nothingFails, refusalsDue } from './due-answers.ts';
import { holdsAreAsAsked, holdsHonoured } from './hold-invariants.ts';
import { pricesAsShown, withdrawnIsOver } from './organizer-invariants.ts';
import { inTheOutbox, rightWithoutTick, publishedInTime } from './promptness-invariants.ts';
import { nobodyElses } from './right-invariants.ts';
import { passwordsCount, sessionsEnd } from './session-invariants.ts';
import type { Evidence } from '../evidence/evidence.ts';

/** Every invariant with its check, which names what breaks it. */
export const INVARIANTS = {
  'one live claim a seat': oneClaimASeat,
  'no seat had by two at once': neverTwoAtOnce,
  'acknowledged orders exist as answered': acknowledgedExist,
  'refused orders are absent': refusedAbsent,
  'orders are whole or not there': ordersWhole,
  'one order a key': keysOnce,
  'cancelled for good': cancelledStay,
  'seats are those of the chart': seatsKnown,
  'held + sold + free = capacity': neverMoreThanThereAre,
  'the live state is what MySQL says': liveStateRight,
  'what sells out sells its stock': stockSold,
  'figures are what is claimed': figuresRight,
  'one record an order': oneRecordEach,
  'every order is published': everythingPublished,
  'each event takes effect once': effectsOnce,
  'nothing is left over': nothingLeft,
  'money adds up': moneyAddsUp,
  'nothing fails by itself': nothingFails,
  'every refusal is due': refusalsDue,
  'a hold is honoured': holdsHonoured,
  'a hold is what was asked for': holdsAreAsAsked,
  'what is shown is what is charged': pricesAsShown,
  'a cancelled event is over': withdrawnIsOver,
  'every order is in the outbox': inTheOutbox,
  'every order is published in time': publishedInTime,
  'the live state needs no tick': rightWithoutTick,
  'nobody gets at what is another’s': nobodyElses,
  'passwords count': passwordsCount,
  'what has ended stays ended': sessionsEnd,
} as const satisfies Record<string, (evidence: Evidence) => string[]>;

export type Invariant = keyof typeof INVARIANTS;

/** What breaks an invariant. */
export interface Violation {
  invariant: Invariant;
  what: string;
}

/** Holds evidence against all invariants. */
export function check(evidence: Evidence): Violation[] {
  return (Object.keys(INVARIANTS) as Invariant[]).flatMap((invariant) =>
    INVARIANTS[invariant](evidence).map((what) => ({ invariant, what })),
  );
}
