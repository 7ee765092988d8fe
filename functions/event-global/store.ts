/** The browse index: listings as messages report events, and how they are found. */
import type { EventData } from '../../events/catalog.ts';
import {
  type Column,
  type Columns,
  instant,
  instantOrNull,
  json,
  namesOf,
  plain,
  recordOf,
  type Row,
  rowOf,
} from '../shared/mysql/columns.ts';
import { type Db, placeholders, rows } from '../shared/mysql/statements.ts';
import type { SqlValue } from '../shared/mysql/sql-text.ts';
import type { Effects } from '../shared/messages/inbox.ts';
import { MOST_AHEAD, MOST_SALES_AHEAD, newerRows, refuseLeap, writeNewer } from '../shared/messages/versioned-rows.ts';
import { pageOf } from '../shared/http/page.ts';
import type { BrowseQuery, CalendarQuery, Listing } from './api.ts';
import { dayIn, earliestOf, latestOf } from './days.ts';
import { nameKeys, type NameQuery, nameQuery } from './name-keys.ts';
import { indexedWords, wordQuery } from './words.ts';

/** An event, or a draft of one. */
type Listed = Omit<EventData<'event.published.v1'>, 'status'> & Pick<Listing, 'status'>;

/** Lists an event, or replaces an older version of its listing. */
export async function keepListing(db: Db, event: Listed): Promise<void> {
  await refuseLeap(db, 'listings', event.eventId, event.version, MOST_AHEAD);
  await writeNewer(db, 'listings', listingRow(event));
}

/** What is left of a draft that was thrown away: its version, so that what was told of it before is not believed when it comes late. */
export const DISCARDED = 'discarded';

/** Takes a draft out of the index. */
export async function discardListing(
  db: Db,
  { eventId, version, discardedAt }: EventData<'event.discarded.v1'>,
): Promise<void> {
  await refuseLeap(db, 'listings', eventId, version, MOST_AHEAD);
  const nothing = listingRow({
    eventId,
    version,
    organizerId: '',
    status: 'draft',
    title: '',
    description: '',
    category: '',
    startsAt: discardedAt,
    endsAt: discardedAt,
    onSaleAt: null,
    venue: { name: '', city: '', country: '', timeZone: 'UTC' },
    priceFromCents: 0,
    currency: 'XXX',
    seatsTotal: 1,
    updatedAt: discardedAt,
    chartVersion: 1,
  });
  await writeNewer(db, 'listings', { ...nothing, status: DISCARDED });
}

type StoredListing = Omit<Listing, 'seatsLeft' | 'timeZone'>;

const { name, write, read } = json<NonNullable<Listing['venue']>>('venue');
/** What was listed before venues were kept has none, until it is changed or the index is made anew. */
const venueOrNone: Column<Listing['venue']> = {
  name,
  write: (venue) => (venue ? write(venue) : null),
  read: (stored) => (stored === null ? undefined : read(stored)),
};

/** What is shown of a listing, as the table `listings` has it: a new field gets its column here. */
const SHOWN = {
  id: plain('event_id'),
  title: plain('title'),
  category: plain('category'),
  startsAt: instant('starts_at'),
  endsAt: instant('ends_at'),
  city: plain('city'),
  country: plain('country'),
  venue: venueOrNone,
  doorsAt: instantOrNull('doors_at'),
  onSaleAt: instantOrNull('on_sale_at'),
  offSaleAt: instantOrNull('off_sale_at'),
  url: plain('url'),
  imageUrl: plain('image_url'),
  status: plain('status'),
  priceFromCents: plain('price_from_cents'),
  currency: plain('currency'),
  seatsTotal: plain('seats_total'),
} satisfies Columns<StoredListing>;

/** An event's row in the index. */
export function listingRow(event: Listed) {
  const { venue } = event;
  const [city, category] = [nameKeys(venue.city), nameKeys(event.category)];
  return {
    version: event.version,
    ...rowOf(SHOWN, {
      ...event,
      id: event.eventId,
      city: venue.city,
      country: venue.country,
      doorsAt: event.doorsAt ?? null,
      offSaleAt: event.offSaleAt ?? null,
      url: event.url ?? null,
      imageUrl: event.imageUrl ?? null,
    }),
    organizer_id: event.organizerId,
    starts_on: dayIn(venue.timeZone, new Date(event.startsAt)) ?? null,
    // One that ends at midnight ends with the day before.
    ends_on: dayIn(venue.timeZone, new Date(Date.parse(event.endsAt) - 1)) ?? null,
    updated_at: event.updatedAt === undefined ? null : new Date(event.updatedAt),
    city_key: city.key,
    city_spelled: city.spelled,
    category_key: category.key,
    category_spelled: category.spelled,
    words: indexedWords([event.title, event.description, event.category, venue.name, venue.city, venue.country]),
  };
}

/** Keeps how many seats of an event are sold, be the event listed yet or not. */
export async function keepSales(db: Db, sales: EventData<'availability.changed.v1'>): Promise<void> {
  await refuseLeap(db, 'listing_sales', sales.eventId, sales.version, MOST_SALES_AHEAD);
  await writeNewer(db, 'listing_sales', salesRow(sales));
}

/** Whether a figure can be kept without a look at what is known of its event: then it goes with others. */
export const isPlainFigure = ({ version }: EventData<'availability.changed.v1'>): boolean =>
  version <= MOST_SALES_AHEAD;

/** How figures are kept that come together; `isPlainFigure` is true of them. */
export const salesEffects: Effects<EventData<'availability.changed.v1'>> = {
  // Of an event the newest; in order, so that no two transactions wait for each other.
  statements: (figures) => {
    const newest = new Map<string, EventData<'availability.changed.v1'>>();
    for (const figure of figures)
      if (figure.version >= (newest.get(figure.eventId)?.version ?? 0)) newest.set(figure.eventId, figure);
    const rowsInOrder = [...newest.values()].toSorted((one, other) => (one.eventId < other.eventId ? -1 : 1));
    return [newerRows('listing_sales', rowsInOrder.map(salesRow))];
  },
};

/** An event's row beside the index. */
export function salesRow({ eventId, version, seatsSold }: { eventId: string; version: number; seatsSold: number }) {
  return { event_id: eventId, version, seats_sold: seatsSold };
}

/** A page of the listings that a query asks for, in the order they begin. @param withDrafts for the organizer they are of, and nobody else */
export async function findListings(
  db: Db,
  query: BrowseQuery,
  now: Date,
  withDrafts = false,
): Promise<{ items: Listing[]; next: string | null }> {
  const terms = termsOf(query);
  if (!terms) return { items: [], next: null };
  const { sql, values } = conditions(query, terms, now, statusesIn(query, withDrafts));
  const found = await rows<Row>(
    db,
    `SELECT ${namesOf(SHOWN)}, seats_sold FROM listings LEFT JOIN listing_sales USING (event_id)
     WHERE ${sql.join(' AND ')} ORDER BY starts_at, event_id LIMIT ${query.limit + 1}`,
    values,
  );
  const page = pageOf(found.map(listingOf), query.limit, ({ id, startsAt }) => ({ at: new Date(startsAt), id }));
  return { items: [...page.entries], next: page.next };
}

/** What a calendar says of a listing besides. */
const REVISED = { ...SHOWN, version: plain<number>('version'), changedAt: instantOrNull('updated_at') };

/** A listing with its version. */
export type Revised = StoredListing & { version: number; changedAt: string | null };

/** The next listings that a query asks for, cancelled ones among them. */
export async function findRevisedListings(db: Db, query: CalendarQuery, now: Date): Promise<Revised[]> {
  const terms = termsOf(query);
  if (!terms) return [];
  const { sql, values } = conditions(query, terms, now, ['published', 'cancelled']);
  const found = await rows<Row>(
    db,
    `SELECT ${namesOf(REVISED)} FROM listings WHERE ${sql.join(' AND ')} ORDER BY starts_at, event_id LIMIT ${query.limit}`,
    values,
  );
  return found.map((row) => recordOf(REVISED, row));
}

/** So long before an instant that whatever began earlier has ended by then. No date is before the calendar's first. */
const LONG_AGO = `COALESCE(
  CAST(? AS DATETIME(3)) - INTERVAL (SELECT MAX(lasts_seconds) + 1 FROM listings) SECOND,
  TIMESTAMP'0001-01-01 00:00:00')`;

type Asked = CalendarQuery & Pick<BrowseQuery, 'cursor'>;

/** What a query's texts come to. */
interface Terms {
  words?: string;
  city?: NameQuery;
  category?: NameQuery;
}

/** Undefined when one of the texts has no letter in it, so that nothing can be found by it. */
function termsOf({ q, city, category }: Asked): Terms | undefined {
  const terms = {
    ...(q !== undefined && { words: wordQuery(q) }),
    ...(city !== undefined && { city: nameQuery(city) }),
    ...(category !== undefined && { category: nameQuery(category) }),
  };
  return Object.values(terms).includes(undefined) ? undefined : (terms as Terms);
}

function conditions(
  query: Asked,
  { words, city, category }: Terms,
  now: Date,
  statuses: readonly Listing['status'][],
): { sql: string[]; values: SqlValue[] } {
  const sql: string[] = [];
  const values: SqlValue[] = [];
  const where = (condition: string, ...operands: SqlValue[]): void => {
    sql.push(condition);
    values.push(...operands);
  };
  const { from = { instant: now }, to } = query;
  where('ends_at > ?', earliestOf(from));
  if ('day' in from) where('COALESCE(ends_on, DATE(ends_at)) >= ?', from.day);
  // What has not ended began at most as long ago as the longest event lasts: this spares reading all of the past.
  where(`starts_at > ${LONG_AGO}`, earliestOf(from));
  if (to) where('starts_at < ?', latestOf(to)); // of a day says nothing new, but the index understands it
  if (to && 'day' in to) where('COALESCE(starts_on, DATE(starts_at)) <= ?', to.day);
  where(`status IN (${placeholders(statuses.length)})`, ...statuses);
  if (query.organizerId !== undefined) where('organizer_id = ?', query.organizerId);
  if (words !== undefined) where('MATCH (words) AGAINST (? IN BOOLEAN MODE)', words);
  if (city) where(...named('city', city));
  if (category) where(...named('category', category));
  if (query.priceFromCents !== undefined) where('price_from_cents >= ?', query.priceFromCents);
  if (query.priceToCents !== undefined) where('price_from_cents <= ?', query.priceToCents);
  if (query.cursor) {
    const { at, id } = query.cursor;
    where('starts_at >= ?', at); // says nothing new, but the index understands it
    where('(starts_at > ? OR event_id > ?)', at, id);
  }
  return { sql, values };
}

function named(column: 'city' | 'category', { keys, unspelled, spelled }: NameQuery): [string, ...SqlValue[]] {
  const isKey = `${column}_key IN (${placeholders(keys.length)})`;
  if (unspelled.length === 0) return [isKey, ...keys];
  const isSpelled = `${column}_key IN (${placeholders(unspelled.length)}) AND ${column}_spelled = ?`;
  return [`(${isKey} OR ${isSpelled})`, ...keys, ...unspelled, spelled];
}

function statusesIn({ from, to }: BrowseQuery, withDrafts: boolean): Listing['status'][] {
  return ['published', ...(from || to ? (['cancelled'] as const) : []), ...(withDrafts ? (['draft'] as const) : [])];
}

function listingOf(row: Row): Listing {
  const listing = recordOf(SHOWN, row);
  // Figures of two messages meet here, and either may be the older.
  return {
    ...listing,
    timeZone: listing.venue?.timeZone,
    seatsLeft: Math.max(0, listing.seatsTotal - ((row['seats_sold'] as number | null) ?? 0)),
  };
}
