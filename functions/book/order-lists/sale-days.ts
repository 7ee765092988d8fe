/** From quarters of hours, as a query can group by them, to days of a place. Pure. */

/** So long a piece of time is: every zone is whole quarters of an hour away from UTC. */
export const QUARTER_SECONDS = 900;

/** What was ordered, and is not cancelled, of some time. */
export interface SoldThen {
  orders: number;
  seats: number;
  revenueCents: number;
}

/** @param quarters by the number of the quarter since 1970, in ascending order. @param timeZone IANA */
export function daysOf(
  quarters: readonly (SoldThen & { quarter: number })[],
  timeZone: string,
): ({ day: string } & SoldThen)[] {
  // In this locale a date is as RFC 3339 has it.
  const format = new Intl.DateTimeFormat('en-CA-u-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const days = new Map<string, SoldThen>();
  for (const { quarter, orders, seats, revenueCents } of quarters) {
    const day = format.format(quarter * QUARTER_SECONDS * 1000);
    const known = days.get(day) ?? { orders: 0, seats: 0, revenueCents: 0 };
    days.set(day, {
      orders: known.orders + orders,
      seats: known.seats + seats,
      revenueCents: known.revenueCents + revenueCents,
    });
  }
  return [...days].map(([day, sold]) => ({ day, ...sold }));
}
