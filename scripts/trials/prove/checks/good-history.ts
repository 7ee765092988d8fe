/** A history in which all is as it should be, for tests to make wrong. */
import type { Evidence, ProofCall, ProofOrderRow } from '../evidence/evidence.ts';
import type { PricedSeat, ProofEvent } from '../evidence/proof-events.ts';

/** The event of the good history. */
export const EVENT: ProofEvent = {
  id: 'evt',
  rows: 2,
  perRow: 2,
  general: 1,
  seatedCents: 50,
  generalCents: 20,
  limited: true,
  sellsOut: true,
};

export const cancelledIn = (seats: readonly PricedSeat[]): PricedSeat[] =>
  seats.map(([label, cents]) => [label, cents, 'cancelled']);
const confirmedIn = (seats: readonly PricedSeat[]): PricedSeat[] => seats.map(([label, cents]) => [label, cents]);

/** An order with its calls, as they are when all goes well. */
export function placed(
  id: string,
  labels: string[],
  from: number,
  cancelledAt?: number,
): { order: ProofOrderRow; calls: ProofCall[] } {
  const seats = labels.map((label): PricedSeat => [label, label.startsWith('A') ? 50 : 20]);
  const totalCents = seats.reduce((sum, [, cents]) => sum + cents, 0);
  const common = { event: EVENT.id, buyer: `buyer of ${id}`, outcome: 'ok', status: 201 } as const;
  const order: ProofOrderRow = {
    id,
    event: EVENT.id,
    buyer: common.buyer,
    key: `key of ${id}`,
    status: cancelledAt === undefined ? 'confirmed' : 'cancelled',
    version: cancelledAt === undefined ? 1 : 2,
    ...(cancelledAt === undefined ? { totalCents, seats } : { totalCents: 0, seats: cancelledIn(seats) }),
  };
  const answer = { id, seats, totalCents };
  const call: ProofCall = {
    ...common,
    op: 'order',
    key: order.key,
    from,
    to: from + 5,
    wanted: { seats: labels },
    answer,
  };
  const cancel: ProofCall[] =
    cancelledAt === undefined
      ? []
      : [{ ...common, op: 'cancel', order: id, from: cancelledAt, to: cancelledAt + 5, status: 200 }];
  return { order, calls: [call, ...cancel] };
}

/** Five seats, all sold in the end; two of them for the second time. */
export function good(): Evidence {
  const all = [
    placed('first', ['A-1-1', 'A-1-2'], 0, 50),
    placed('second', ['A-1-1', 'A-1-2'], 60),
    placed('third', ['A-2-1', 'A-2-2'], 10),
    placed('fourth', ['GA-1'], 10),
  ];
  const orders = all.map(({ order }) => order);
  const confirmed = orders.filter(({ status }) => status === 'confirmed');
  const seatOf: Record<string, number> = { 'A-1-1': 0, 'A-1-2': 1, 'A-2-1': 2, 'A-2-2': 3, 'GA-1': 4 };
  const claims = confirmed.flatMap(({ id, seats }) =>
    seats.map(([label]) => ({ event: EVENT.id, seat: seatOf[label] ?? -1, order: id })),
  );
  const delivered = orders.flatMap(({ id, status, seats }) =>
    (status === 'cancelled' ? (['confirmed', 'cancelled'] as const) : (['confirmed'] as const)).map((what) => ({
      id: `${what} ${id}`,
      source: '/e0',
      type: `order.${what}.v1` as const,
      subject: id,
      event: EVENT.id,
      at: 100,
      seats: what === 'confirmed' ? confirmedIn(seats) : seats,
      totalCents: what === 'confirmed' ? confirmedIn(seats).reduce((sum, [, cents]) => sum + cents, 0) : 0,
    })),
  );
  const states = ['found', 'rebuilt'] as const;
  return {
    events: [EVENT],
    calls: all.flatMap(({ calls }) => calls),
    faults: [],
    claims,
    orders,
    records: orders.map(({ key: _key, ...record }) => record),
    delivered,
    outbox: delivered.map(({ type, subject }) => ({ type, subject })),
    quietPeriods: [],
    unticked: [],
    effects: delivered.map(({ id, source }) => ({ in: 'u0', source, id, times: 1 })),
    figures: [{ event: EVENT.id, sold: 5, listed: 5 }],
    buyerSeats: orders.map(({ buyer, status, seats }) => ({
      event: EVENT.id,
      buyer,
      seats: status === 'confirmed' ? seats.length : 0,
    })),
    marks: states.flatMap((when) => claims.map((claim) => ({ when, ...claim }))),
    marked: states.map((when) => ({ when, event: EVENT.id })),
    left: [],
  };
}

/** The good history with some calls more, and some facts replaced. */
export function withCalls(calls: ProofCall[], changes: Partial<Evidence> = {}): Evidence {
  const evidence = good();
  return { ...evidence, ...changes, calls: [...evidence.calls, ...calls] };
}
