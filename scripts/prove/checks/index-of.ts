/** Ways into the evidence that several invariants need. */
import type { Call, Evidence, OrderCall, OrderRow } from '../evidence.ts';
import { priceOf, type PricedSeat, type Show } from '../shows.ts';

/** One key: what a buyer means to be one order of an event. */
export function keyOf({ event, buyer, key }: { event: string; buyer: string; key: string }): string {
  return `${event} ${buyer} ${key}`;
}

/** All calls that order something, by their key. */
export function orderCalls({ calls }: Evidence): Map<string, OrderCall[]> {
  return Map.groupBy(
    calls.filter((call): call is OrderCall => call.op === 'order'),
    keyOf,
  );
}

/** All orders in MySQL, by their key. */
export function orderRows({ orders }: Evidence): Map<string, OrderRow[]> {
  return Map.groupBy(orders, keyOf);
}

/** Calls of one kind. */
export function callsOf<Op extends Call['op']>({ calls }: Evidence, op: Op): Extract<Call, { op: Op }>[] {
  return calls.filter((call): call is Extract<Call, { op: Op }> => call.op === op);
}

export function showsById({ shows }: Evidence): Map<string, Show> {
  return new Map(shows.map((show) => [show.id, show]));
}

/** Seats and prices as text, whatever their order. */
export function seatsText(seats: readonly PricedSeat[]): string {
  return seats
    .map(([label, cents]) => `${label} at ${cents}`)
    .toSorted()
    .join(', ');
}

/** What these seats cost by the show's own prices. */
export function worthOf(show: Show | undefined, labels: readonly string[]): number {
  return show ? labels.reduce((sum, label) => sum + priceOf(show, label), 0) : Number.NaN;
}
