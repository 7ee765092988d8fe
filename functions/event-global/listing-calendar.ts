/** Listings as a calendar that programs subscribe to. Pure. */
import { calendarText } from '../shared/event/calendar/calendar-text.ts';
import type { Revised } from './store.ts';

/** Of what was listed before it was kept when it changed. */
const LONG_AGO = '1970-01-01T00:00:00.000Z';

export function listingCalendar(listings: readonly Revised[]): string {
  const entries = listings.map(({ version, changedAt, category, venue, ...listing }) => ({
    ...listing,
    revision: version,
    changedAt: changedAt ?? LONG_AGO,
    categories: [category],
    venue,
    // Nobody goes to all of them.
    isBusy: false,
  }));
  return calendarText(entries, { name: 'Events', every: 'PT1H' });
}
