/** The paths of event-global. */
import * as z from 'zod';
import { CurrencyCode, Timestamp, VenueView } from '../shared/event/event-view.ts';
import { CALENDAR_TYPE } from '../shared/event/calendar/media-type.ts';
import { EventId, UserId } from '../shared/ids.ts';
import { DayOrInstant } from '../shared/instants.ts';
import { cursorOf, Next, PageSize } from '../shared/http/page.ts';
import { searchText, wholeNumberText, wholeNumberTextOr } from '../shared/http/query-values.ts';
import { route } from '../shared/http/route.ts';
import { soundFields } from '../shared/http/rules-across.ts';
import { isBackward } from './days.ts';

/** An event as it stands in the browse index. */
export const Listing = z
  .object({
    id: EventId,
    title: z.string(),
    category: z.string(),
    startsAt: Timestamp,
    endsAt: Timestamp,
    city: z.string(),
    country: z.string(),
    timeZone: z.string().optional().describe('Of the venue (IANA)'),
    venue: VenueView.optional().describe('Absent only while an index of before has not been made anew'),
    doorsAt: Timestamp.nullable(),
    onSaleAt: Timestamp.nullable().describe('When the sale begins; null: it has begun'),
    offSaleAt: Timestamp.nullable().describe('When the sale ends; null: with the event'),
    url: z.string().nullable().describe('More about the event'),
    imageUrl: z.string().nullable().describe('A picture of it'),
    status: z.enum(['draft', 'published', 'cancelled']),
    priceFromCents: z.number().int().min(0).describe('What the cheapest seat costs, in minor units of the currency'),
    currency: CurrencyCode,
    seatsTotal: z.number().int().min(1),
    seatsLeft: z
      .number()
      .int()
      .min(0)
      .describe('Not sold; a moment old. The availability of the event shows what is held, too'),
  })
  .meta({ id: 'Listing', description: 'An event as it stands in the browse index' });
export type Listing = z.output<typeof Listing>;

const Cents = wholeNumberText(0, 100_000_000);

/** What can be asked of the index. All that is asked must hold. */
const filters = {
  q: searchText(100)
    .optional()
    .describe(
      'Words that all occur in title, description, category, venue, city or country. Of the last word three letters will do. ' +
        'Neither case nor accents matter, umlauts may be spelled out, and Chinese characters be traditional, simplified or Japanese; where there is no letter and no digit, nothing is found',
    )
    .meta({ examples: ['requiem berlin'] }),
  organizerId: UserId.optional().describe(
    'Events of this organizer; to whom, known by the token, drafts are listed, too',
  ),
  city: searchText(80)
    .optional()
    .describe('Case, accents, punctuation and variants of Chinese characters do not matter; umlauts may be spelled out')
    .meta({ examples: ['Berlin'] }),
  category: searchText(40)
    .optional()
    .describe('As city')
    .meta({ examples: ['concert'] }),
  from: DayOrInstant.optional().describe(
    'Events that end on this day or later, by the calendar of the place where they are; or, of an instant, that end after it. ' +
      'Without it, those that have not ended yet',
  ),
  to: DayOrInstant.optional().describe(
    'Events that begin on this day or earlier, by the calendar of the place where they are; or, of an instant, that begin before it. ' +
      '`from` and `to` of one day are what is on that day',
  ),
  priceFromCents: Cents.optional()
    .describe('The cheapest seat costs this at least, in whatever currency')
    .meta({ examples: [1000] }),
  priceToCents: Cents.optional()
    .describe('The cheapest seat costs this at most, in whatever currency')
    .meta({ examples: [5000] }),
};

interface Bounds {
  from?: z.output<typeof DayOrInstant> | undefined;
  to?: z.output<typeof DayOrInstant> | undefined;
  priceFromCents?: number | undefined;
  priceToCents?: number | undefined;
}

/** Refuses bounds that nothing is between. */
function checkBounds({ value, issues }: { value: Bounds; issues: z.core.$ZodRawIssue[] }): void {
  const areSound = soundFields({ issues });
  const { from, to, priceFromCents, priceToCents } = value;
  const refuse = (path: string, after: string): void =>
    void issues.push({ code: 'custom', input: path, path: [path], message: `must not be less than ${after}` });
  if (areSound('from', 'to') && from && to && isBackward(from, to)) refuse('to', 'from');
  if (!areSound('priceFromCents', 'priceToCents')) return;
  if (priceFromCents !== undefined && priceToCents !== undefined && priceToCents < priceFromCents)
    refuse('priceToCents', 'priceFromCents');
}

export const BrowseQuery = z
  .strictObject({ ...filters, cursor: cursorOf(EventId).optional(), limit: PageSize })
  .check(checkBounds);
export type BrowseQuery = z.output<typeof BrowseQuery>;

const ListingPage = z
  .object({ items: z.array(Listing), next: Next })
  .meta({ id: 'ListingPage', description: 'A page of events in the order they begin' });

const OpenApiDocument = z
  .looseObject({ openapi: z.string() })
  .meta({ id: 'OpenApiDocument', description: 'An OpenAPI document' });

export const listEvents = route({
  name: 'listEvents',
  summary: 'Browses events in the order they begin',
  description:
    'Browses events in the order they begin; cancelled ones are among them only when `from` or `to` is given.',
  method: 'GET',
  path: '/v1/events',
  access: 'optional',
  query: BrowseQuery,
  etag: 'answer',
  answers: { 200: ListingPage },
  problems: ['too_many_requests'],
});

/** A calendar has no pages. */
const CALENDAR_ENTRIES = 500;

export const CalendarQuery = z
  .strictObject({
    ...filters,
    limit: wholeNumberTextOr(CALENDAR_ENTRIES, 1, CALENDAR_ENTRIES).describe('The next ones, in the order they begin'),
  })
  .check(checkBounds);
export type CalendarQuery = z.output<typeof CalendarQuery>;

export const getCalendar = route({
  name: 'getCalendar',
  summary: 'What browsing finds, as a calendar to subscribe to',
  description:
    'What `GET /v1/events` finds, without pages, as a calendar file (iCalendar, RFC 5545) to subscribe to; cancelled events are in it as such, for calendars to take them out.',
  method: 'GET',
  path: '/v1/events.ics',
  access: 'public',
  query: CalendarQuery,
  etag: 'answer',
  answers: { 200: { mediaType: CALENDAR_TYPE, text: z.string() } },
  problems: ['too_many_requests'],
});

/** What every document has: it is for everybody. */
const DOCUMENT = { method: 'GET', access: 'public', etag: 'answer', problems: [] } as const;

export const getOpenApi = route({
  ...DOCUMENT,
  name: 'getOpenApi',
  summary: 'This API as an OpenAPI 3.1 document',
  path: '/v1/openapi.json',
  answers: { 200: OpenApiDocument },
});

const AsyncApiDocument = z
  .looseObject({ asyncapi: z.string() })
  .meta({ id: 'AsyncApiDocument', description: 'An AsyncAPI document' });

export const getAsyncApi = route({
  ...DOCUMENT,
  name: 'getAsyncApi',
  summary: 'The CloudEvents of this system as an AsyncAPI 3.0 document',
  path: '/v1/asyncapi.json',
  answers: { 200: AsyncApiDocument },
});

const JsonSchemaDocument = z
  .looseObject({ $schema: z.string(), title: z.string() })
  .meta({ id: 'JsonSchemaDocument', description: 'A JSON Schema' });

export const getMessageSchema = route({
  ...DOCUMENT,
  name: 'getMessageSchema',
  summary: 'The JSON Schema of the data of a CloudEvent',
  description: 'The JSON Schema of the data of a CloudEvent of this type; its attribute `dataschema` leads here.',
  path: '/v1/schemas/{messageType}.json',
  answers: { 200: JsonSchemaDocument },
  problems: ['route_not_found'],
});

/** For people: no part of the API, nor of its document. */
export const showHome = route({
  ...DOCUMENT,
  name: 'showHome',
  summary: 'What this is, and its API, as a page',
  path: '/developers',
  answers: { 200: { mediaType: 'text/html', text: z.string() } },
});

export const routes = [listEvents, getCalendar, getOpenApi, getAsyncApi, getMessageSchema, showHome] as const;
