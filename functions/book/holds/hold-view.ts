/** A hold as callers see it. */
import { Problem } from '../../shared/problem.ts';
import type { HoldStatus } from '../api.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import type { HeldSeats } from '../live/live-seats.ts';
import { termsOfHold } from '../on-sale/terms.ts';

export type HoldView = ReturnType<typeof holdView> & { orderId?: string };

/** @param labels of its seats, where they are numbers of another chart */
export function holdView(
  onSale: EventOnSale,
  id: string,
  held: HeldSeats,
  status: HoldStatus = 'held',
  labels = held.seats.map((seat) => onSale.seating.labelOf(seat)),
) {
  const { totalCents, currency, eventVersion } = termsOfHold(onSale, held.seats, held.terms);
  return {
    id,
    eventId: onSale.event.id,
    status,
    seats: labels,
    totalCents,
    currency,
    eventVersion,
    expiresAt: held.expiresAt.toISOString(),
  };
}

/** The problem of a hold that is gone. */
export function noHold(): Problem {
  return new Problem('hold_not_found', 'it has expired, was released or sold, or is not yours');
}
