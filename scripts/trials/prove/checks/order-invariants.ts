/** Orders: what clients were answered about them is what MySQL has, once and whole. */
import type { Evidence, ProofOrderCall, ProofOrderRow } from '../evidence/evidence.ts';
import { labelOf, type PricedSeat } from '../evidence/proof-events.ts';
import {
  callsOf,
  cancelsOf,
  eventsById,
  grossOf,
  keptOf,
  keyOf,
  orderCalls,
  orderRows,
  seatsText,
  stateText,
  withdrawals,
  worthOf,
} from './index-of.ts';

/** Every acknowledged order exists once, with the seats and prices of the answer, and they are what was asked for. */
export function acknowledgedExist(evidence: Evidence): string[] {
  const rows = orderRows(evidence);
  const held = seatsOfHolds(evidence);
  return callsOf(evidence, 'order').flatMap((call) => {
    const { answer } = call;
    if (!answer) return [];
    const row = rows.get(keyOf(call))?.find(({ id }) => id === answer.id);
    if (!row) return [`order ${answer.id} was acknowledged and is not there`];
    const problems: string[] = [];
    const isSameTotal = stateText(row.seats) !== stateText(answer.seats) || row.totalCents === answer.totalCents;
    if (seatsText(row.seats) !== seatsText(answer.seats) || !isSameTotal)
      problems.push(`order ${answer.id} was answered as ${seatsText(answer.seats)} and is ${seatsText(row.seats)}`);
    for (const label of revived(answer.seats, row.seats))
      problems.push(`order ${answer.id} was answered without ${label}, and has it`);
    if (answer.totalCents !== worthOf(answer.seats))
      problems.push(`order ${answer.id} costs ${answer.totalCents}, which is not what its seats cost`);
    if (!isWanted(call, held)) problems.push(`order ${answer.id} has other seats than were asked for`);
    return problems;
  });
}

/** The seats that were cancelled once, and are not any more. */
function revived(before: readonly PricedSeat[], now: readonly PricedSeat[]): string[] {
  const kept = new Set(keptOf(now).map(([label]) => label));
  return before.flatMap(([label, , cancelled]) => (cancelled && kept.has(label) ? [label] : []));
}

/** By hold: what it has; nothing where seats of it were given back and nobody was told what is left. */
function seatsOfHolds(evidence: Evidence): Map<string, readonly string[]> {
  const held = new Map<string, readonly string[]>(
    callsOf(evidence, 'hold').flatMap(({ answer }) => (answer ? [[answer.id, answer.seats] as const] : [])),
  );
  for (const { hold, answer, outcome } of callsOf(evidence, 'let go')) {
    if (answer) held.set(hold, answer.seats);
    else if (outcome === 'unknown') held.delete(hold);
  }
  return held;
}

function isWanted({ wanted, answer }: ProofOrderCall, held: ReadonlyMap<string, readonly string[]>): boolean {
  const labels = (answer?.seats ?? []).map(([label]) => label).toSorted();
  const same = (seats: readonly string[]) => seats.toSorted().join() === labels.join();
  if ('seats' in wanted) return same(wanted.seats);
  if ('holdId' in wanted) return held.has(wanted.holdId) ? same(held.get(wanted.holdId) ?? []) : true;
  return labels.length === wanted.quantity && labels.every((label) => label.startsWith(`${wanted.section}-`));
}

/** An order that was refused, and of which nothing else was ever unknown, is not there. */
export function refusedAbsent(evidence: Evidence): string[] {
  const rows = orderRows(evidence);
  return [...orderCalls(evidence)].flatMap(([key, calls]) =>
    calls.every(({ outcome }) => outcome === 'refused') && rows.has(key)
      ? [`order ${rows.get(key)?.[0]?.id} was refused (${calls.at(-1)?.code}) and is there`]
      : [],
  );
}

/** The same key never stands for two orders. */
export function keysOnce(evidence: Evidence): string[] {
  const twice = [...orderRows(evidence)].flatMap(([key, rows]) =>
    rows.length > 1 ? [`key ${key} has ${rows.length} orders: ${rows.map(({ id }) => id).join(', ')}`] : [],
  );
  const toldTwice = [...orderCalls(evidence)].flatMap(([key, calls]) => {
    const ids = new Set(calls.flatMap(({ answer }) => (answer ? [answer.id] : [])));
    return ids.size > 1 ? [`key ${key} was answered with ${[...ids].join(' and ')}`] : [];
  });
  return [...twice, ...toldTwice];
}

/** Every order in MySQL was asked for, and is all there or not at all: seats, sum, and claims while it is confirmed. */
export function ordersWhole(evidence: Evidence): string[] {
  const asked = orderCalls(evidence);
  const claims = Map.groupBy(evidence.claims, ({ order }) => order);
  const ids = new Set(evidence.orders.map(({ id }) => id));
  const events = eventsById(evidence);
  const orphans = [...claims.keys()].filter((order) => !ids.has(order));
  return [
    ...orphans.map((order) => `seats are claimed for ${order}, which is no order`),
    ...evidence.orders.flatMap((order) => {
      if (!asked.has(keyOf(order))) return [`nobody asked for order ${order.id}`];
      const worth = worthOf(order.seats);
      if (order.seats.length === 0 || order.totalCents !== worth)
        return [`order ${order.id} of ${order.totalCents} has seats for ${worth}`];
      const proofEvent = events.get(order.event);
      const claimed = claims.get(order.id) ?? [];
      return claimsRight(order, proofEvent ? claimed.map(({ seat }) => labelOf(proofEvent, seat)) : []);
    }),
  ];
}

function claimsRight({ id, status, seats }: ProofOrderRow, claimed: readonly string[]): string[] {
  const due = keptOf(seats).map(([label]) => label);
  if (due.length > 0 !== (status === 'confirmed')) return [`${status} order ${id} has ${due.length} seats`];
  return claimed.toSorted().join() === due.toSorted().join()
    ? []
    : [`${status} order ${id} has ${due.join(', ') || 'nothing'}, and claims ${claimed.join(', ') || 'nothing'}`];
}

/** What was answered as cancelled is, seat by seat and for good; and nothing is that nobody cancelled. */
export function cancelledStay(evidence: Evidence): string[] {
  const cancels = cancelsOf(evidence);
  const withdrawn = withdrawals(evidence);
  return evidence.orders.flatMap(({ id, event, seats }) =>
    seats.flatMap(([label, , cancelled]) => {
      const cancellations = cancels(id, label);
      if (!cancelled && cancellations.some(({ outcome }) => outcome === 'ok'))
        return [`${label} of order ${id} was answered as cancelled and is confirmed`];
      return cancelled && cancellations.length === 0 && !withdrawn.has(event)
        ? [`${label} of order ${id} is cancelled and nobody did it`]
        : [];
    }),
  );
}

/** What answers asked clients to pay is what MySQL has, and what is still to be paid by it is what the records add up to. */
export function moneyAddsUp(evidence: Evidence): string[] {
  const answered = new Map<string, number>();
  for (const { answer } of callsOf(evidence, 'order')) if (answer) answered.set(answer.id, grossOf(answer.seats));
  const confirmed = evidence.orders.filter(({ status }) => status === 'confirmed');
  const known = confirmed.filter(({ id }) => answered.has(id));
  const byRecords = sum(
    evidence.records.filter(({ status }) => status === 'confirmed').map(({ totalCents }) => totalCents),
  );
  const inOrders = sum(confirmed.map(({ totalCents }) => totalCents));
  const asAnswered = sum(known.map(({ id }) => answered.get(id) ?? 0));
  const asKept = sum(known.map(({ seats }) => grossOf(seats)));
  return [
    ...(asAnswered === asKept ? [] : [`answers add up to ${asAnswered} cents, MySQL has ${asKept}`]),
    ...(byRecords === inOrders ? [] : [`records add up to ${byRecords} cents, orders to ${inOrders}`]),
  ];
}

function sum(totals: readonly number[]): number {
  return totals.reduce((total, cents) => total + cents, 0);
}
