/** What needs no tick: an order is in the outbox by its own transaction, published at once, and the live state is right by itself. */
import type { Evidence } from '../evidence/evidence.ts';
import { changesDue } from './message-invariants.ts';
import { isQuiet } from './quiet-invariant.ts';
import { callsOf } from './index-of.ts';

/** From an answer to the delivery of its event, while nothing strikes: the relay gathers for 20 ms, and two cores do everything. */
export const PUBLISHED_WITHIN_MS = 10_000;

/** Every order was written into the outbox by the transaction that placed it, and each change by the one that made it: once each. */
export function inTheOutbox(evidence: Evidence): string[] {
  const rows = Map.groupBy(evidence.outbox, ({ type, subject }) => `${type} ${subject}`);
  return evidence.orders.flatMap(({ id, status, version }) => {
    const due = {
      'order.confirmed.v1': 1,
      'order.updated.v1': changesDue({ status, version }),
      'order.cancelled.v1': status === 'cancelled' ? 1 : 0,
    };
    return Object.entries(due).flatMap(([type, often]) => {
      const times = rows.get(`${type} ${id}`)?.length ?? 0;
      return times === often ? [] : [`${type} of order ${id} was ${times} times in the outbox, not ${often}`];
    });
  });
}

/** An order that was acknowledged in the quiet period is delivered within a stated time, and no tick is needed for it. */
export function publishedInTime(evidence: Evidence): string[] {
  const heard = new Map<string, number>();
  for (const { type, subject, at } of evidence.delivered)
    if (type === 'order.confirmed.v1') heard.set(subject, Math.min(at, heard.get(subject) ?? Infinity));
  return callsOf(evidence, 'order').flatMap((call) => {
    if (!call.answer || call.status !== 201 || !isQuiet(evidence, call)) return [];
    const late = (heard.get(call.answer.id) ?? Infinity) - call.to;
    if (late <= PUBLISHED_WITHIN_MS) return [];
    return [
      `order ${call.answer.id} was published ${late === Infinity ? 'never' : `after ${Math.round(late)} ms`}, with nothing in the way`,
    ];
  });
}

/** Nobody has to tick for the live state to be what MySQL says: after what was sold, and after a restart of Redis. */
export function rightWithoutTick({ unticked }: Evidence): string[] {
  return unticked.map(
    ({ event, seat, mark, claim, when }) =>
      `seat ${seat} of ${event} stayed marked ${mark || 'free'} ${when}, MySQL has ${claim || 'it free'}, and nobody ticked`,
  );
}
