/** What follows an order: it is published, its buyer's record is right, and each event takes effect once. */
import type { Evidence, ProofOrderRow, RecordRow, DeliveredEvent } from '../evidence/evidence.ts';
import { keptOf, seatsText, stateText, worthOf } from './index-of.ts';

/** Every order was published as it is, at least once, its end too; and nothing was published that is not so. */
export function everythingPublished(evidence: Evidence): string[] {
  const orders = new Map(evidence.orders.map((order) => [order.id, order]));
  const published = Map.groupBy(
    evidence.delivered.filter(({ type }) => type !== 'availability.changed.v1'),
    ({ subject, type }) => `${type} ${subject}`,
  );
  const unpublished = evidence.orders.flatMap(({ id, status, version }) => {
    if (!published.has(`order.confirmed.v1 ${id}`)) return [`order ${id} was never published`];
    const changes = published.get(`order.updated.v1 ${id}`)?.length ?? 0;
    if (changes !== changesDue({ status, version })) return [`order ${id} is at ${version}, ${changes} were published`];
    return status === 'cancelled' && !published.has(`order.cancelled.v1 ${id}`)
      ? [`the end of order ${id} was never published`]
      : [];
  });
  const wrong = [...published.values()].flatMap((events) =>
    events.flatMap((event) => wrongMessage(event, orders.get(event.subject))),
  );
  return [...unpublished, ...wrong];
}

/** How many versions of an order there were between the first and the end: each is published by itself. */
export function changesDue({ status, version }: Pick<ProofOrderRow, 'status' | 'version'>): number {
  return version - (status === 'cancelled' ? 2 : 1);
}

function wrongMessage(
  { type, subject, seats = [], totalCents }: DeliveredEvent,
  order: ProofOrderRow | undefined,
): string[] {
  if (!order) return [`order ${subject} was published and is not there`];
  if (type === 'order.cancelled.v1' && order.status !== 'cancelled')
    return [`the end of order ${subject} was published, and it is ${order.status}`];
  const left = keptOf(seats).length;
  const isSoFar =
    type === 'order.confirmed.v1' ? left === seats.length : type === 'order.cancelled.v1' ? left === 0 : left > 0;
  const same = seatsText(seats) === seatsText(order.seats) && totalCents === worthOf(seats) && isSoFar;
  return same ? [] : [`order ${subject} was published as ${seatsText(seats)} and is ${seatsText(order.seats)}`];
}

/** Each order has one record, its buyer's, and it says what the order is by now. */
export function oneRecordEach(evidence: Evidence): string[] {
  const records = Map.groupBy(evidence.records, ({ id }) => id);
  const orders = new Set(evidence.orders.map(({ id }) => id));
  return [
    ...evidence.records.filter(({ id }) => !orders.has(id)).map(({ id }) => `there is a record of ${id} and no order`),
    ...evidence.orders.flatMap((order) => {
      const own = records.get(order.id) ?? [];
      const [record] = own;
      if (!record || own.length > 1) return [`order ${order.id} has ${own.length} records`];
      return textOf(record) === textOf(order)
        ? []
        : [`order ${order.id} is ${textOf(order)}; its record says ${textOf(record)}`];
    }),
  ];
}

function textOf({ buyer, event, status, version, totalCents, seats }: ProofOrderRow | RecordRow): string {
  return `${status} v${version} of ${event} by ${buyer}: ${stateText(seats)} for ${totalCents}`;
}

/** However often an event was delivered, its effect was committed once, where it belongs. */
export function effectsOnce(evidence: Evidence): string[] {
  const effects = Map.groupBy(evidence.effects, ({ source, id }) => `${source} ${id}`);
  const delivered = new Map(evidence.delivered.map((event) => [`${event.source} ${event.id}`, event]));
  return [...delivered].flatMap(([at, { type, subject }]) => {
    const places = effects.get(at) ?? [];
    const times = places.reduce((sum, place) => sum + place.times, 0);
    const where = places.map((place) => place.in).join(' and ');
    const isHome = type === 'availability.changed.v1' ? where === 'catalog' : /^u\d$/.test(where);
    return times === 1 && isHome
      ? []
      : [`${type} of ${subject} (${at}) took effect ${times} times, in ${where || 'no database'}`];
  });
}

/** In the end nothing is on its way, waits to be repaired, or was given up. */
export function nothingLeft({ left }: Evidence): string[] {
  return left.map(({ what, where, count }) => `${count} rows are left in ${what} of ${where}`);
}
