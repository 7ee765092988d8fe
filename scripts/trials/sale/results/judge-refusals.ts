/**
 * False refusals: a 409 although what was asked for was free at every moment of the call. For named seats, that none of them was
 * anybody's; for the best available, that the section had as many free seats as were wanted. Callers cannot see into the
 * system, so each refusal is judged by both accounts of who had what:
 *  - false: free throughout even if every other call had its seats as long as it can have had them
 *  - due: at some moment of the call not free even if others had theirs no longer than they surely did
 *  - open: neither can be shown
 */
import type { Seating, SectionRange } from '../../../../functions/shared/event/chart.ts';
import { type Ownership, ownershipOf, type Span, type Tolerance } from './ownership.ts';
import type { SaleHoldCall, SaleOrderCall, SeatCall } from '../record.ts';
import { Steps } from '../count-over-time.ts';

export type RefusalVerdict = 'false' | 'due' | 'open';

/** A refusal with its verdict. */
export interface Judgement {
  kind: 'named' | 'best' | 'expired';
  verdict: RefusalVerdict;
  call: SaleHoldCall | SaleOrderCall;
}

/** Judges all refusals for want of seats (`unavailable`, `capacity`), and orders refused because their hold had expired. */
export function judgeRefusals(calls: readonly SeatCall[], seating: Seating, tolerance: Tolerance): Judgement[] {
  const ownership = ownershipOf(calls, tolerance);
  const atMost = bySeat(ownership.atMost);
  const atLeast = bySeat(ownership.atLeast);
  const counts = new Map(
    seating.sections.map((section) => [
      section.id,
      {
        size: section.size,
        atMost: stepsOf(ownership, section),
        atLeast: Steps.ofUnions(spansIn(ownership.atLeast, section)),
      },
    ]),
  );
  const holds = new Map(
    calls.flatMap((call) => (call.kind === 'hold' && call.hold ? [[call.hold.id, call.hold]] : [])),
  );
  const judgeNamed = (call: SaleHoldCall | SaleOrderCall, seats: readonly number[]): RefusalVerdict => {
    const sections = new Set(seats.map((seat) => seating.sectionOf(seat).id));
    const isShadowed = ownership.shadows.some((shadow) => sections.has(shadow.section) && overlaps(shadow, call));
    const mayHave = seats.some((seat) => atMost.get(seat)?.some((span) => overlaps(span, call)));
    if (!isShadowed && !mayHave) return 'false';
    return seats.some((seat) => atLeast.get(seat)?.some((span) => overlaps(span, call))) ? 'due' : 'open';
  };
  const judgeBest = (call: SaleHoldCall | SaleOrderCall, section: string, quantity: number): RefusalVerdict => {
    const known = counts.get(section);
    if (!known) return 'open';
    if (known.size - known.atMost.most(call.sentMs, call.endedMs) >= quantity) return 'false';
    return known.size - known.atLeast.most(call.sentMs, call.endedMs) < quantity ? 'due' : 'open';
  };
  return calls.flatMap((call): Judgement[] => {
    if (call.kind === 'release' || call.outcome !== 'refused') return [];
    if (call.reason === 'expired' && call.kind === 'order') {
      const hold = holds.get(call.holdId ?? '');
      if (!hold) return [];
      const verdict = call.endedMs < hold.expiresMs - tolerance.slackMs ? 'false' : 'due';
      return [{ kind: 'expired', verdict, call }];
    }
    if (!call.wish) return [];
    if (call.reason === 'unavailable' && 'seats' in call.wish)
      return [{ kind: 'named', verdict: judgeNamed(call, call.wish.seats), call }];
    if (call.reason === 'capacity' && 'section' in call.wish)
      return [{ kind: 'best', verdict: judgeBest(call, call.wish.section, call.wish.quantity), call }];
    return [];
  });
}

function overlaps(span: { from: number; to: number; by: SeatCall }, call: SeatCall): boolean {
  return span.by !== call && span.from <= call.endedMs && span.to >= call.sentMs;
}

function bySeat(spans: readonly Span[]): Map<number, Span[]> {
  const seats = new Map<number, Span[]>();
  for (const span of spans) {
    const known = seats.get(span.seat);
    if (known) known.push(span);
    else seats.set(span.seat, [span]);
  }
  return seats;
}

function spansIn(spans: readonly Span[], { parts }: SectionRange): Span[] {
  return spans.filter(({ seat }) => parts.some(([from, to]) => seat >= from && seat <= to));
}

/** How many seats of a section may have been somebody's. Seats that nobody can name count on top of those that are named. */
function stepsOf({ atMost, shadows }: Ownership, section: SectionRange): Steps {
  return Steps.ofUnions(
    spansIn(atMost, section),
    shadows.filter((shadow) => shadow.section === section.id),
  );
}
