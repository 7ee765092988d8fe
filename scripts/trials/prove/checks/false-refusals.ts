/**
 * Refusals that were not due: counted and reported, for they cost a sale but break no promise.
 *
 * The judge of an on-sale (`trials/sale/results/judge-refusals.ts`) is another: it knows calls and answers alone, and weighs each
 * refusal by the longest and the shortest time that others can have had the seats. This one also has MySQL's claims and the
 * organizer's blocks, has to allow for claims of orders that died, and reports only what is certain: the longest time is enough.
 */
import type { ProofCall, Evidence } from '../evidence/evidence.ts';
import { callsOf, cancelsOf, growthOf, keyOf, orderCalls, eventsById } from './index-of.ts';
import { labelOf, placesOf } from '../evidence/proof-events.ts';

/** How long something that was not confirmed may still have its seats after its call: longer than any claim for an order. */
const LINGERS_MS = 31_000;
/** A request that nobody waits for any more may still wait for a process that stands still, for as long as its route lets it. */
const LATE_MS = 30_000;

function lingersMs({ outcome }: ProofCall): number {
  return outcome === 'unknown' ? LINGERS_MS + LATE_MS : LINGERS_MS;
}

interface Span {
  by: ProofCall;
  from: number;
  to: number;
}

/**
 * Calls that were refused named seats although each was free for certain, from before the call to after it: nobody else had
 * it, and nobody's attempt could still have held it.
 */
export function falseRefusals(evidence: Evidence): ProofCall[] {
  const spans = spansBySeat(evidence);
  return evidence.calls.filter((call) => {
    if (call.outcome !== 'refused' || call.code !== 'seats_unavailable') return false;
    if (!('wanted' in call) || !('seats' in call.wanted)) return false;
    return call.wanted.seats.every((label) =>
      (spans.get(`${call.event} ${label}`) ?? []).every(
        ({ by, from, to }) => isSame(by, call) || isOwnHold(by, call) || to < call.from || from > call.to,
      ),
    );
  });
}

/** What somebody has on hold is in nobody's way but others'. */
function isOwnHold(by: ProofCall, call: ProofCall): boolean {
  return by.op === 'hold' && by.buyer === call.buyer;
}

function isSame(a: ProofCall, b: ProofCall): boolean {
  return a === b || (a.op === 'order' && b.op === 'order' && a.key === b.key && a.buyer === b.buyer);
}

/**
 * Those, and requests for so many places of a section that were refused although as many were free for certain: places that
 * somebody may have asked for without a name count as taken, whichever they were.
 */
export function needlessRefusals(evidence: Evidence): ProofCall[] {
  const spans = spansBySeat(evidence);
  const unnamed = unnamedSpans(evidence);
  const events = new Map(evidence.events.map((proofEvent) => [proofEvent.id, proofEvent]));
  const stepsIn = growthOf(evidence);
  const full = evidence.calls.filter((call) => {
    const proofEvent = events.get(call.event);
    if (!proofEvent || call.outcome !== 'refused' || call.code !== 'capacity_exceeded') return false;
    if (!('wanted' in call) || !('quantity' in call.wanted) || call.wanted.section !== 'GA') return false;
    const overlaps = ({ by, from, to }: Span) => !isSame(by, call) && to >= call.from && from <= call.to;
    const taken = Array.from(
      { length: placesOf({ ...proofEvent, steps: stepsIn(call)[0] ?? 0 }) },
      (_, place) => spans.get(`${call.event} GA-${place + 1}`) ?? [],
    );
    const free = taken.filter((own) => !own.some(overlaps)).length;
    const maybe = (unnamed.get(call.event) ?? []).filter(overlaps).reduce((sum, { by }) => sum + quantityOf(by), 0);
    return free - maybe >= call.wanted.quantity;
  });
  return [...falseRefusals(evidence), ...full];
}

/**
 * Requests without names of which nobody knows which places they had, if any. One that is sent again has others for its moment, until
 * it is known for the order that there is already.
 */
function unnamedSpans(evidence: Evidence): Map<string, Span[]> {
  const again = new Set<ProofCall>([...orderCalls(evidence).values()].flatMap((calls) => calls.slice(1)));
  const spans = evidence.calls
    .filter((call) => quantityOf(call) > 0 && (again.has(call) || !('answer' in call && call.answer)))
    .map((by) => ({ by, from: by.from, to: by.outcome === 'refused' ? by.to : by.to + lingersMs(by) }));
  return Map.groupBy(spans, ({ by }) => by.event);
}

function quantityOf(call: ProofCall): number {
  return 'wanted' in call && 'quantity' in call.wanted ? call.wanted.quantity : 0;
}

/** When an order certainly had a seat no more. */
type EndOf = (order: string, label: string) => number;

/** When each seat may have been had, at most. */
function spansBySeat(evidence: Evidence): Map<string, Span[]> {
  const ended = new Map<string, number>();
  const cancels = cancelsOf(evidence);
  const endOf: EndOf = (order, label) =>
    Math.min(Infinity, ...cancels(order, label).flatMap(({ outcome, to }) => (outcome === 'ok' ? [to] : [])));
  for (const { block, outcome, to } of callsOf(evidence, 'unblock'))
    if (outcome === 'ok') ended.set(block, Math.min(to, ended.get(block) ?? Infinity));
  const spans = new Map<string, Span[]>();
  const add = (label: string, span: Span): void => {
    const at = `${span.by.event} ${label}`;
    const known = spans.get(at);
    if (known) known.push(span);
    else spans.set(at, [span]);
  };
  for (const call of evidence.calls) {
    if (call.op === 'block' && call.answer)
      for (const label of call.answer.seats)
        add(label, { by: call, from: call.from, to: ended.get(call.answer.id) ?? Infinity });
    if (call.op !== 'order' && call.op !== 'hold') continue;
    const lasts = call.op === 'hold' && call.answer ? call.answer.lastsMs * 2 : 0;
    for (const label of labelsOf(call)) {
      const sold = call.op === 'order' && call.answer ? endOf(call.answer.id, label) : -Infinity;
      const to = call.outcome === 'refused' ? call.to : Math.max(sold, call.to + lingersMs(call) + lasts);
      add(label, { by: call, from: call.from, to });
    }
  }
  for (const [label, span] of kept(evidence, endOf)) add(label, span);
  return spans;
}

/** What MySQL has, though no answer may have come: an order or block whose answer was lost has its seats all the same. */
function* kept(evidence: Evidence, endOf: EndOf): Generator<[label: string, span: Span]> {
  const asked = orderCalls(evidence);
  for (const row of evidence.orders) {
    const [by] = asked.get(keyOf(row)) ?? [];
    if (by) for (const [label] of row.seats) yield [label, { by, from: by.from, to: endOf(row.id, label) }];
  }
  const orders = new Set(evidence.orders.map(({ id }) => id));
  const events = eventsById(evidence);
  const blocks = Map.groupBy(callsOf(evidence, 'block'), ({ event }) => event);
  for (const { event, seat, order } of evidence.claims) {
    const [by] = blocks.get(event) ?? [];
    const proofEvent = events.get(event);
    if (by && proofEvent && !orders.has(order)) yield [labelOf(proofEvent, seat), { by, from: by.from, to: Infinity }];
  }
}

function labelsOf(call: Extract<ProofCall, { op: 'order' | 'hold' }>): readonly string[] {
  if (call.op === 'hold' && call.answer) return call.answer.seats;
  if (call.op === 'order' && call.answer) return call.answer.seats.map(([label]) => label);
  return 'seats' in call.wanted ? call.wanted.seats : [];
}
