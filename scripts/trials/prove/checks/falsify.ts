/** Known-bad histories: true evidence with one thing in it made wrong, for each invariant. A checker must find every one. */
import type { Invariant } from './invariants.ts';
import type { ProofCall, Evidence, ProofOrderCall, ProofOrderRow } from '../evidence/evidence.ts';
import { FALSE_ANSWERS } from './falsify-answers.ts';
import { capacityOf, type PricedSeat } from '../evidence/proof-events.ts';

/** How to break each invariant. They change nothing that they are given. @throws Error when there is nothing to break */
export const FALSIFICATIONS: Record<Invariant, (evidence: Evidence) => Evidence> = {
  'one live claim a seat': (evidence) => {
    const claim = first(evidence.claims, 'a claim');
    const other = first(evidence.orders, 'another order', ({ id }) => id !== claim.order);
    return { ...evidence, claims: [...evidence.claims, { ...claim, order: other.id }] };
  },
  'no seat had by two at once': (evidence) => {
    const call = first(
      evidence.calls,
      'an order',
      (one): one is ProofOrderCall & Required<Pick<ProofOrderCall, 'answer'>> => isKept(one, evidence),
    );
    const twin = {
      ...call,
      key: `${call.key}-x`,
      from: call.to + 1,
      to: call.to + 2,
      answer: { ...call.answer, id: `${call.answer.id}-x` },
    };
    return { ...evidence, calls: [...evidence.calls, twin] };
  },
  'acknowledged orders exist as answered': (evidence) => {
    const lost = first(evidence.orders, 'an acknowledged order', ({ id }) => wasTold(evidence, id)).id;
    return { ...evidence, orders: evidence.orders.filter(({ id }) => id !== lost) };
  },
  'refused orders are absent': (evidence) => {
    const order = first(evidence.orders, 'an order');
    const refused = (call: ProofCall): ProofCall =>
      call.op === 'order' && call.key === order.key && call.buyer === order.buyer
        ? { ...without(call, 'answer'), outcome: 'refused', status: 409 }
        : call;
    return { ...evidence, calls: evidence.calls.map(refused) };
  },
  'orders are whole or not there': (evidence) => ({ ...evidence, claims: evidence.claims.slice(1) }),
  'one order a key': (evidence) => {
    const order = first(evidence.orders, 'an order');
    return { ...evidence, orders: [...evidence.orders, { ...order, id: `${order.id}-x` }] };
  },
  'cancelled for good': (evidence) => {
    // Whose buyer was told so: of any other one it is not known whether it was cancelled at all.
    const isTold = (id: string) =>
      evidence.calls.some((call) => call.op === 'cancel' && call.order === id && call.outcome === 'ok');
    const cancelled = first(
      evidence.orders,
      'a cancelled order',
      ({ id, status }) => status === 'cancelled' && isTold(id),
    ).id;
    const orders = evidence.orders.map((order) =>
      order.id === cancelled ? { ...order, status: 'confirmed' as const, seats: revive(order.seats) } : order,
    );
    return { ...evidence, orders };
  },
  'seats are those of the chart': (evidence) => {
    const order = first(evidence.orders, 'an order');
    return { ...evidence, orders: changed(evidence.orders, order.id, { seats: [['A-99-1', 5_000]] }) };
  },
  'held + sold + free = capacity': (evidence) => {
    const proofEvent = first(evidence.events, 'an event');
    const answer = { free: 1, held: 0, sold: capacityOf(proofEvent) };
    const look: ProofCall = {
      op: 'look',
      event: proofEvent.id,
      buyer: '',
      from: 0,
      to: 1,
      outcome: 'ok',
      status: 200,
      answer,
    };
    return { ...evidence, calls: [...evidence.calls, look] };
  },
  'the live state is what MySQL says': (evidence) => ({ ...evidence, marks: evidence.marks.slice(1) }),
  'what sells out sells its stock': (evidence) => ({
    ...evidence,
    events: evidence.events.map((proofEvent) => ({ ...proofEvent, sellsOut: true, general: proofEvent.general + 1 })),
  }),
  'figures are what is claimed': (evidence) => ({
    ...evidence,
    figures: evidence.figures.map((figure) => ({ ...figure, listed: figure.sold + 1 })),
  }),
  'one record an order': (evidence) => ({ ...evidence, records: evidence.records.slice(1) }),
  'every order is published': (evidence) => {
    const order = first(evidence.orders, 'an order');
    return { ...evidence, delivered: evidence.delivered.filter(({ subject }) => subject !== order.id) };
  },
  'each event takes effect once': (evidence) => ({
    ...evidence,
    effects: evidence.effects.map((effect, index) => (index === 0 ? { ...effect, times: 2 } : effect)),
  }),
  'nothing is left over': (evidence) => ({ ...evidence, left: [{ what: 'outbox', where: 'e0', count: 1 }] }),
  'money adds up': (evidence) => {
    const order = first(evidence.orders, 'a confirmed order', ({ status }) => status === 'confirmed');
    return { ...evidence, orders: changed(evidence.orders, order.id, { totalCents: order.totalCents + 1 }) };
  },
  ...FALSE_ANSWERS,
};

/** As if none had been cancelled. */
function revive(seats: readonly PricedSeat[]): PricedSeat[] {
  return seats.map(([label, cents]) => [label, cents]);
}

function first<T, Kind extends T = T>(
  all: readonly T[],
  what: string,
  is: ((one: T) => one is Kind) | ((one: T) => boolean) = () => true,
): Kind {
  const found = all.find((one) => is(one));
  if (found === undefined) throw new Error(`the evidence has not ${what} to falsify`);
  return found as Kind;
}

/** Acknowledged, and never cancelled. */
function isKept(call: ProofCall, { calls }: Evidence): boolean {
  return (
    call.op === 'order' &&
    call.answer !== undefined &&
    !calls.some(
      (other) =>
        (other.op === 'cancel' && other.order === call.answer?.id) ||
        (other.op === 'withdraw' && other.event === call.event),
    )
  );
}

function wasTold({ calls }: Evidence, id: string): boolean {
  return calls.some((call) => call.op === 'order' && call.answer?.id === id);
}

function changed(orders: readonly ProofOrderRow[], id: string, change: Partial<ProofOrderRow>): ProofOrderRow[] {
  return orders.map((order) => (order.id === id ? { ...order, ...change } : order));
}

function without<T extends object, Key extends keyof T>(whole: T, key: Key): Omit<T, Key> {
  const { [key]: _left, ...rest } = whole;
  return rest;
}
