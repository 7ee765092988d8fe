/** An event for search engines (schema.org `Event`, in the form that Google documents). Pure. */
import { Memo } from '../../shared/memo.ts';
import type { EventOnPage } from '../asking/event-on-page.ts';
import { minorUnitsOf } from '../texts/money-units.ts';
import { pathIn } from '../texts/languages.ts';
import type { Sale } from './event-sale.ts';
import type { PageView } from './page-view.ts';

const SCHEMA = 'https://schema.org';

export function structuredEvent(view: PageView, { event }: EventOnPage, sale: Sale, picture: string): object {
  const { venue } = event;
  const page = pathIn(view.language, `/e/${event.id}`);
  const url = view.publicUrl === undefined ? undefined : new URL(page, view.publicUrl).href;
  return {
    '@context': SCHEMA,
    '@type': 'Event',
    name: event.title,
    ...(event.description !== '' && { description: event.description }),
    startDate: inZone(event.startsAt, venue.timeZone),
    endDate: inZone(event.endsAt, venue.timeZone),
    ...(event.doorsAt !== null && { doorTime: inZone(event.doorsAt, venue.timeZone) }),
    eventStatus: `${SCHEMA}/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: `${SCHEMA}/OfflineEventAttendanceMode`,
    location: {
      '@type': 'Place',
      name: venue.name,
      address: {
        '@type': 'PostalAddress',
        ...(venue.address !== undefined && { streetAddress: venue.address }),
        addressLocality: venue.city,
        addressCountry: venue.country,
      },
      ...(venue.url !== undefined && { url: venue.url }),
    },
    ...(view.publicUrl !== undefined && { image: [new URL(picture, view.publicUrl).href], url }),
    maximumAttendeeCapacity: event.seatsTotal,
    offers: event.priceCategories.map(({ name, priceCents }) => ({
      '@type': 'Offer',
      name,
      price: (priceCents / 10 ** minorUnitsOf(event.currency)).toFixed(minorUnitsOf(event.currency)),
      priceCurrency: event.currency,
      availability: `${SCHEMA}/${AVAILABILITY[sale]}`,
      validFrom: event.onSaleAt ?? event.createdAt,
      ...(event.offSaleAt !== null && { validThrough: event.offSaleAt }),
      ...(url !== undefined && { url }),
    })),
  };
}

const AVAILABILITY: Readonly<Record<Sale, string>> = {
  cancelled: 'Discontinued',
  past: 'Discontinued',
  soon: 'PreSale',
  ended: 'Discontinued',
  'sold-out': 'SoldOut',
  'all-held': 'SoldOut',
  'few-left': 'LimitedAvailability',
  on: 'InStock',
  unknown: 'InStock',
};

const PARTS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
};
/** Making one takes longer than rendering a page. */
const formats = new Memo<Intl.DateTimeFormat>(200);

/** An instant with the offset of its place: `2027-05-14T20:30:00+02:00`. */
export function inZone(instant: string, timeZone: string): string {
  const at = new Date(instant);
  let format = formats.get(timeZone);
  if (!format) formats.set(timeZone, (format = new Intl.DateTimeFormat('en-GB-u-nu-latn', { ...PARTS, timeZone })));
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const offset = parts['timeZoneName']?.replace('GMT', '') || '+00:00';
  const { year, month, day, hour, minute, second } = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
}
