/** What organizers do in the middle of a sale: blocks, other prices, a cancelled event. */
import type { Evidence, ProofOrderCall } from '../evidence/evidence.ts';
import { priceOf, type ProofEvent } from '../evidence/proof-events.ts';
import { maybeUnseen } from './stale-looks.ts';
import { callsOf, keyOf, eventsById, ownHoldsOf, withdrawals } from './index-of.ts';

/** A cancelled event sells nothing any more: its orders are ended, its seats are nobody's, and who looks is answered so. */
export function withdrawnIsOver(evidence: Evidence): string[] {
  const isUnseen = maybeUnseen(evidence);
  const over = new Map(
    [...withdrawals(evidence)].flatMap(([event, { asked, done }]) =>
      done < Infinity ? [[event, { from: asked, to: done }]] : [],
    ),
  );
  return [
    ...evidence.orders.flatMap(({ id, event, status }) =>
      over.has(event) && status === 'confirmed' ? [`order ${id} is confirmed, and ${event} was cancelled`] : [],
    ),
    ...evidence.calls.flatMap((call) => {
      const withdrawn = over.get(call.event);
      if (!withdrawn || call.from < withdrawn.to) return [];
      const since = withdrawn.to;
      if ((call.op === 'order' || call.op === 'hold') && call.status === 201)
        return [`${call.op} at ${call.from} of ${call.event}, which was cancelled at ${since}`];
      const status = call.op === 'look' ? call.answer?.status : undefined;
      return status !== undefined && status !== 'cancelled' && !isUnseen(withdrawn, call)
        ? [`${call.event} was cancelled at ${since} and is ${status} to who looks at ${call.from}`]
        : [];
    }),
  ];
}

interface Price {
  seatedCents: number;
  generalCents: number;
  from: number;
  to: number;
}

/**
 * What an order costs was the price at some moment between its first asking, or its hold's, and its answer; and no order has a
 * price that was never asked.
 */
export function pricesAsShown(evidence: Evidence): string[] {
  const events = eventsById(evidence);
  const prices = pricesOf(evidence);
  const holdCalls = callsOf(evidence, 'hold');
  // One that was asked for again was made before.
  const holds = new Map(
    holdCalls.toReversed().flatMap(({ answer, from }) => (answer ? [[answer.id, from] as const] : [])),
  );
  /** Named seats cost what the buyer's own hold says, if he has them on hold. */
  const since = (call: ProofOrderCall): number => {
    const { wanted } = call;
    if ('holdId' in wanted) return holds.get(wanted.holdId) ?? call.from;
    if (!('seats' in wanted)) return call.from;
    return Math.min(call.from, ...ownHoldsOf(holdCalls, call, wanted.seats).map(({ from }) => from));
  };
  const asked = new Map<string, number>();
  for (const call of callsOf(evidence, 'order')) {
    asked.set(keyOf(call), Math.min(since(call), asked.get(keyOf(call)) ?? Infinity));
  }
  const unheardOf = evidence.orders.flatMap(({ id, event, seats }) => {
    const proofEvent = events.get(event);
    const known = prices.get(event) ?? [];
    const isAsked = (label: string, cents: number) =>
      proofEvent !== undefined && known.some((price) => priceOf({ ...proofEvent, ...price }, label) === cents);
    return seats.flatMap(([label, cents]) => (isAsked(label, cents) ? [] : [`order ${id} pays ${cents} for ${label}`]));
  });
  const shown = callsOf(evidence, 'order').flatMap((call) => {
    const proofEvent = events.get(call.event);
    if (!call.answer || !proofEvent) return [];
    const first = asked.get(keyOf(call)) ?? call.from;
    const known = (prices.get(call.event) ?? [firstPrice(proofEvent)]).filter(
      ({ from, to }) => from <= call.to && to >= first,
    );
    const wrong = call.answer.seats.filter(
      ([label, cents]) => !known.some((price) => priceOf({ ...proofEvent, ...price }, label) === cents),
    );
    return wrong.map(
      ([label, cents]) => `order ${call.answer?.id} pays ${cents} for ${label}, which was not the price then`,
    );
  });
  return [...unheardOf, ...shown];
}

function firstPrice({ seatedCents, generalCents }: ProofEvent): Price {
  return { seatedCents, generalCents, from: -Infinity, to: Infinity };
}

/** The prices of each event and when they may have been in force. */
function pricesOf(evidence: Evidence): Map<string, Price[]> {
  const prices = new Map(evidence.events.map((proofEvent) => [proofEvent.id, [firstPrice(proofEvent)]]));
  for (const { event, outcome, seatedCents, generalCents, from, to } of callsOf(evidence, 'price')) {
    const known = prices.get(event) ?? [];
    // What is not known to be done may be done, and what was before it may still be in force.
    if (outcome === 'ok') for (const price of known) price.to = Math.min(price.to, to);
    known.push({ seatedCents, generalCents, from, to: Infinity });
  }
  return prices;
}
