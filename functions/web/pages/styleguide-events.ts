/** Events as the style guide shows them. */
import type { ListedEvent } from '../asking/views.ts';

const DAY_MS = 86_400_000;

/** One in each state of its sale. */
export function sampleEvents(now: Date): ListedEvent[] {
  const inDays = (days: number): string => new Date(now.getTime() + days * DAY_MS).toISOString();
  const plain: ListedEvent = {
    id: 'evt_0a7_01HZ0000000000000000000000',
    title: 'On sale',
    category: 'concert',
    startsAt: inDays(30),
    endsAt: inDays(30.1),
    city: 'Lisbon',
    country: 'Portugal',
    timeZone: 'Europe/Lisbon',
    onSaleAt: null,
    offSaleAt: null,
    status: 'published',
    priceFromCents: 2_000,
    currency: 'EUR',
    seatsTotal: 400,
    seatsLeft: 312,
  };
  const states: Partial<ListedEvent>[] = [
    {},
    {
      title: 'Few seats left, and a title that is long enough to need a second line where there is little room',
      seatsLeft: 3,
    },
    { title: 'Sold out', seatsLeft: 0 },
    { title: 'Not yet on sale', onSaleAt: inDays(3) },
    { title: 'Sale has ended', offSaleAt: inDays(-1) },
    { title: 'Cancelled', status: 'cancelled' },
    { title: 'Over', startsAt: inDays(-2), endsAt: inDays(-1.9) },
    { title: 'Free of charge', priceFromCents: 0 },
  ];
  return states.map((state, index) => ({ ...plain, ...state, id: plain.id.slice(0, -1) + index }));
}
