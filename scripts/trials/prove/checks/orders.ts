/** Orders: what clients were answered about them is what MySQL has, once and whole. */
import type { Evidence, OrderCall, OrderRow } from '../evidence/evidence.ts';
import { callsOf, keyOf, orderCalls, orderRows, seatsText, withdrawals, worthOf } from './index-of.ts';

/** Every acknowledged order exists once, with the seats and prices of the answer, and they are what was asked for. */
export function acknowledgedExist(evidence: Evidence): string[] {
  const rows = orderRows(evidence);
  const held = new Map(
    callsOf(evidence, 'hold').flatMap(({ answer }) => (answer ? [[answer.id, answer.seats] as const] : [])),
  );
  return callsOf(evidence, 'order').flatMap((call) => {
    const { answer } = call;
    if (!answer) return [];
    const row = rows.get(keyOf(call))?.find(({ id }) => id === answer.id);
    if (!row) return [`order ${answer.id} was acknowledged and is not there`];
    const problems: string[] = [];
    if (seatsText(row.seats) !== seatsText(answer.seats) || row.totalCents !== answer.totalCents)
      problems.push(`order ${answer.id} was answered as ${seatsText(answer.seats)} and is ${seatsText(row.seats)}`);
    if (answer.totalCents !== worthOf(answer.seats))
      problems.push(`order ${answer.id} costs ${answer.totalCents}, which is not what its seats cost`);
    if (!isWanted(call, held)) problems.push(`order ${answer.id} has other seats than were asked for`);
    return problems;
  });
}

function isWanted({ wanted, answer }: OrderCall, held: ReadonlyMap<string, readonly string[]>): boolean {
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
  const orphans = [...claims.keys()].filter((order) => !ids.has(order));
  return [
    ...orphans.map((order) => `seats are claimed for ${order}, which is no order`),
    ...evidence.orders.flatMap((order) => {
      if (!asked.has(keyOf(order))) return [`nobody asked for order ${order.id}`];
      const worth = worthOf(order.seats);
      if (order.seats.length === 0 || order.totalCents !== worth)
        return [`order ${order.id} of ${order.totalCents} has seats for ${worth}`];
      return claimsRight(order, claims.get(order.id)?.length ?? 0);
    }),
  ];
}

function claimsRight({ id, status, seats }: OrderRow, claimed: number): string[] {
  const due = status === 'confirmed' ? seats.length : 0;
  return claimed === due ? [] : [`${status} order ${id} of ${seats.length} seats has ${claimed} of them`];
}

/** What was answered as cancelled is, for good; and nothing is that nobody cancelled. */
export function cancelledStay(evidence: Evidence): string[] {
  const cancels = Map.groupBy(callsOf(evidence, 'cancel'), ({ order }) => order);
  const withdrawn = withdrawals(evidence);
  return evidence.orders.flatMap(({ id, event, status }) => {
    const cancellations = cancels.get(id) ?? [];
    if (status === 'confirmed' && cancellations.some(({ outcome }) => outcome === 'ok'))
      return [`order ${id} was answered as cancelled and is confirmed`];
    return status === 'cancelled' && cancellations.length === 0 && !withdrawn.has(event)
      ? [`order ${id} is cancelled and nobody did it`]
      : [];
  });
}

/** What answers asked clients to pay is what MySQL and the records add up to. */
export function moneyAddsUp(evidence: Evidence): string[] {
  const answered = new Map<string, number>();
  for (const call of callsOf(evidence, 'order')) if (call.answer) answered.set(call.answer.id, call.answer.totalCents);
  const confirmed = evidence.orders.filter(({ status }) => status === 'confirmed');
  const known = confirmed.filter(({ id }) => answered.has(id));
  const byRecords = sum(
    evidence.records.filter(({ status }) => status === 'confirmed').map(({ totalCents }) => totalCents),
  );
  const inOrders = sum(confirmed.map(({ totalCents }) => totalCents));
  const asAnswered = sum(known.map(({ id }) => answered.get(id) ?? 0));
  const asKept = sum(known.map(({ totalCents }) => totalCents));
  return [
    ...(asAnswered === asKept ? [] : [`answers add up to ${asAnswered} cents, MySQL has ${asKept}`]),
    ...(byRecords === inOrders ? [] : [`records add up to ${byRecords} cents, orders to ${inOrders}`]),
  ];
}

function sum(totals: readonly number[]): number {
  return totals.reduce((total, cents) => total + cents, 0);
}
