/** Ways into the evidence that several invariants need. */
import type { ProofCall, Evidence, ProofHoldCall, ProofOrderCall, ProofOrderRow } from '../evidence/evidence.ts';
import type { PricedSeat, ProofEvent } from '../evidence/proof-events.ts';

/** One key: what a buyer means to be one order of an event. */
export function keyOf({ event, buyer, key }: { event: string; buyer: string; key: string }): string {
  return `${event} ${buyer} ${key}`;
}

/** All calls that order something, by their key. */
export function orderCalls({ calls }: Evidence): Map<string, ProofOrderCall[]> {
  return Map.groupBy(
    calls.filter((call): call is ProofOrderCall => call.op === 'order'),
    keyOf,
  );
}

/** All orders in MySQL, by their key. */
export function orderRows({ orders }: Evidence): Map<string, ProofOrderRow[]> {
  return Map.groupBy(orders, keyOf);
}

/** Calls of one kind. */
export function callsOf<Op extends ProofCall['op']>({ calls }: Evidence, op: Op): Extract<ProofCall, { op: Op }>[] {
  return calls.filter((call): call is Extract<ProofCall, { op: Op }> => call.op === op);
}

/** What a buyer may have had on hold of some seats when he asked for them, or have on hold still. */
export function ownHoldsOf(
  holds: readonly ProofHoldCall[],
  { event, buyer, to }: ProofCall,
  labels: readonly string[],
): ProofHoldCall[] {
  return holds.filter(
    (hold) =>
      hold.event === event &&
      hold.buyer === buyer &&
      hold.outcome !== 'refused' &&
      hold.from < to &&
      labels.some((label) => mayHave(hold, label)),
  );
}

function mayHave({ answer, wanted }: ProofHoldCall, label: string): boolean {
  if (answer) return answer.seats.includes(label);
  if ('seats' in wanted) return wanted.seats.includes(label);
  return 'section' in wanted && label.startsWith(`${wanted.section}-`);
}

export function eventsById({ events }: Evidence): Map<string, ProofEvent> {
  return new Map(events.map((proofEvent) => [proofEvent.id, proofEvent]));
}

/** Seats and prices as text, whatever their order. */
export function seatsText(seats: readonly PricedSeat[]): string {
  return seats
    .map(([label, cents]) => `${label} at ${cents}`)
    .toSorted()
    .join(', ');
}

/** As `seatsText`, with what was cancelled. */
export function stateText(seats: readonly PricedSeat[]): string {
  return seats
    .map(([label, cents, cancelled]) => `${label} at ${cents}${cancelled ? ' (cancelled)' : ''}`)
    .toSorted()
    .join(', ');
}

/** What seats cost together that are not cancelled, each at its own price. */
export function worthOf(seats: readonly PricedSeat[]): number {
  return grossOf(keptOf(seats));
}

/** What seats cost together, cancelled or not. */
export function grossOf(seats: readonly PricedSeat[]): number {
  return seats.reduce((sum, [, cents]) => sum + cents, 0);
}

/** The seats that are not cancelled. */
export function keptOf(seats: readonly PricedSeat[]): PricedSeat[] {
  return seats.filter(([, , cancelled]) => cancelled === undefined);
}

type Cancel = Extract<ProofCall, { op: 'cancel' }>;

/** Finds who asked for the end of a seat of an order, or of the order. */
export function cancelsOf(evidence: Evidence): (order: string, label: string) => Cancel[] {
  const byOrder = Map.groupBy(callsOf(evidence, 'cancel'), ({ order }) => order);
  return (order, label) => (byOrder.get(order) ?? []).filter(({ seats }) => seats?.includes(label) ?? true);
}

/** When each event that was cancelled was first asked to be, and first known to be. */
export function withdrawals(evidence: Evidence): Map<string, { asked: number; done: number }> {
  const found = new Map<string, { asked: number; done: number }>();
  for (const { event, outcome, from, to } of callsOf(evidence, 'withdraw')) {
    const known = found.get(event) ?? { asked: Infinity, done: Infinity };
    found.set(event, {
      asked: Math.min(from, known.asked),
      done: outcome === 'ok' ? Math.min(to, known.done) : known.done,
    });
  }
  return found;
}

/**
 * How often seats may have been added to an event at any moment of a call: whatever was asked, and at least what was known to be done
 * before, unless it may not have been seen.
 */
export function growthOf(
  evidence: Evidence,
): (
  call: { event: string; from: number; to: number },
  isUnseen?: (change: { from: number; to: number }) => boolean,
) => number[] {
  const byEvent = Map.groupBy(callsOf(evidence, 'grow'), ({ event }) => event);
  return ({ event, from, to }, isUnseen = () => false) => {
    const grown = (byEvent.get(event) ?? []).filter(({ outcome }) => outcome !== 'refused');
    const done = grown.filter((one) => one.outcome === 'ok' && one.to <= from && !isUnseen(one));
    const least = Math.max(0, ...done.map(({ steps }) => steps));
    const most = Math.max(0, ...grown.filter((one) => one.from <= to).map(({ steps }) => steps));
    return Array.from({ length: most - least + 1 }, (_, index) => least + index);
  };
}
