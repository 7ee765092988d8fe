/**
 * Who had which seat when, as far as callers can know. A call took effect somewhere between being sent and being answered,
 * so there are two accounts: when a seat *may* have been somebody's (at most), and when it *surely* was (at least).
 */
import type { SaleHoldCall, SaleOrderCall, ReleaseCall, SeatCall } from '../record.ts';

/** A seat was somebody's from … to, ms from T0; Infinity: for good. */
export interface Span {
  seat: number;
  from: number;
  to: number;
  by: SeatCall;
}

/** A call of which nobody knows which seats of a section it may have taken. */
export interface Shadow {
  section: string;
  quantity: number;
  from: number;
  to: number;
  by: SeatCall;
}

/** Both accounts. */
export interface Ownership {
  atMost: Span[];
  shadows: Shadow[];
  atLeast: Span[];
}

/** How far the system's clock may be off, and how late it may free what has expired. */
export interface Tolerance {
  slackMs: number;
}

/** A hold that is being ordered may be kept beyond its end for this long (`pin` in book's live-seats). */
const PINNED_MS = 30_000;

/** Puts both accounts together. */
export function ownershipOf(calls: readonly SeatCall[], { slackMs }: Tolerance): Ownership {
  const ordersOf = byHold(calls.filter((call) => call.kind === 'order'));
  const releasesOf = byHold(calls.filter((call) => call.kind === 'release'));
  const known: Ownership = { atMost: [], shadows: [], atLeast: [] };
  for (const call of calls) {
    if (call.kind === 'hold' && call.hold)
      addHold(known, call, call.hold, ordersOf.get(call.hold.id) ?? [], releasesOf.get(call.hold.id) ?? [], slackMs);
    else if (call.kind === 'order' && call.order && call.wish) {
      add(known.atMost, call.order.seats, call.sentMs, Infinity, call);
      add(known.atLeast, call.order.seats, surelyFrom(call, call.order.madeMs, slackMs), Infinity, call);
    } else if (call.kind !== 'release' && call.wish) addUnsettled(known, call, call.wish);
  }
  return known;
}

function addHold(
  { atMost, atLeast }: Ownership,
  call: SaleHoldCall,
  { seats, expiresMs, madeMs }: NonNullable<SaleHoldCall['hold']>,
  orders: readonly SaleOrderCall[],
  releases: readonly ReleaseCall[],
  slackMs: number,
): void {
  const earliestFrom = Math.max(call.sentMs, madeMs === undefined ? -Infinity : madeMs - slackMs);
  const latestFrom = surelyFrom(call, madeMs, slackMs);
  if (orders.some(({ outcome }) => outcome === 'ok')) {
    add(atMost, seats, earliestFrom, Infinity, call);
    add(atLeast, seats, latestFrom, Infinity, call);
    return;
  }
  let latest = expiresMs + slackMs;
  let earliest = expiresMs - slackMs;
  for (const { sentMs, endedMs, outcome } of orders) {
    if (outcome === 'failed') continue;
    latest = outcome === 'unknown' ? Infinity : Math.max(latest, endedMs) + PINNED_MS;
    earliest = Math.min(earliest, sentMs);
  }
  for (const { sentMs, endedMs, outcome } of releases) {
    if (outcome === 'failed') continue;
    if (outcome === 'ok') latest = Math.min(latest, endedMs);
    earliest = Math.min(earliest, sentMs);
  }
  add(atMost, seats, earliestFrom, latest, call);
  if (earliest > latestFrom) add(atLeast, seats, latestFrom, earliest, call);
}

/** From when the seats of an acknowledged call surely were taken: when it was answered, or when the system says it took effect. */
function surelyFrom({ endedMs }: SeatCall, madeMs: number | undefined, slackMs: number): number {
  return Math.min(endedMs, madeMs === undefined ? Infinity : madeMs + slackMs);
}

/**
 * What was not acknowledged may have had its seats all the same: for good when nobody knows its outcome; for the time of the
 * call when an order was refused for another reason than that the seats were gone (it reserves them, then looks).
 */
function addUnsettled(
  known: Ownership,
  call: SaleHoldCall | SaleOrderCall,
  wish: NonNullable<SaleOrderCall['wish']>,
): void {
  const isPassing =
    call.kind === 'order' &&
    call.outcome === 'refused' &&
    call.reason !== 'unavailable' &&
    call.reason !== 'capacity' &&
    call.reason !== 'not_on_sale';
  if (call.outcome !== 'unknown' && !isPassing) return;
  const to = call.outcome === 'unknown' ? Infinity : call.endedMs;
  if ('seats' in wish) add(known.atMost, wish.seats, call.sentMs, to, call);
  else known.shadows.push({ ...wish, from: call.sentMs, to, by: call });
}

function add(spans: Span[], seats: readonly number[], from: number, to: number, by: SeatCall): void {
  for (const seat of seats) spans.push({ seat, from, to, by });
}

function byHold<T extends SaleOrderCall | ReleaseCall>(calls: readonly T[]): Map<string, T[]> {
  const byId = new Map<string, T[]>();
  for (const call of calls) {
    if (call.holdId === undefined) continue;
    const known = byId.get(call.holdId);
    if (known) known.push(call);
    else byId.set(call.holdId, [call]);
  }
  return byId;
}
