/** What is chosen, as pages around are told and as our own page is opened with. Pure. */
import { type GivenPlaces, withChoice } from '../picker/hall/given-choice.ts';
import { totalOf } from '../picker/list/choosing/choosing.ts';
import type { SeatSale } from '../picker/seat-sale.ts';
import { FIRST_LANGUAGE_CODE } from '../parts/page-paths.ts';
import { languageCode } from '../texts/of-page.ts';

/** `detail` of the events that the element fires. */
export interface ChosenDetail {
  event: string;
  /** Labels, as the API takes them. */
  seats: readonly string[];
  /** So many of a section, which the system allots. */
  places: readonly GivenPlaces[];
  count: number;
  /** What it costs at least, in minor units of the currency. */
  totalCents: number;
  currency: string;
  /** Our page, with all of it chosen. */
  url: string;
}

export function chosenDetail(sale: SeatSale, home: string): ChosenDetail {
  const { seats, wishes } = sale.choice.chosen;
  const { count, cents } = totalOf(sale.hall, sale);
  return {
    event: sale.eventId,
    seats: [...seats],
    places: wishes.map(({ section, quantity, accessible = 0 }) => ({ section, quantity, accessible })),
    count,
    totalCents: cents,
    currency: sale.hall.currency,
    url: eventPageUrl(home, sale.eventId, sale.choice.chosen),
  };
}

/** Chosen, it is there to be bought at once. */
export function eventPageUrl(home: string, eventId: string, chosen?: SeatSale['choice']['chosen']): string {
  const page = new URL(languageCode === FIRST_LANGUAGE_CODE ? `/e/${eventId}` : `/${languageCode}/e/${eventId}`, home);
  if (!chosen) return page.href;
  const url = withChoice(page, chosen);
  if (url.search !== '') url.hash = '#checkout';
  return url.href;
}
