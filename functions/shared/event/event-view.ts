/** An event as callers see it, and the parts it is described with. */
import * as z from 'zod';
import { PriceCategory } from './chart.ts';
import { MINOR_UNITS } from './currencies.ts';
import { canonicalZone } from './time-zones.ts';
import { ZONE_PATTERN } from './iana-zones.ts';
import { EventId, UserId } from '../ids.ts';
import { textLine } from '../text.ts';
import { WebLink } from '../web-link.ts';

/** Nobody may hold or order more seats at once than this, whatever the organizer sets. */
export const MOST_SEATS_AT_ONCE = 50;
/** What an order may have where the organizer says nothing. */
export const USUAL_LIMIT_PER_ORDER = 10;

/** An instant on the way out. */
export const Timestamp = z.iso.datetime().meta({ examples: ['2027-05-14T18:30:00.000Z'] });

/** Money on the way out: minor units of its currency. */
export const Cents = z.number().int().min(0);

/** A currency on the way out (ISO 4217). */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ examples: ['EUR'] });

/** A version on the way out: the first is 1. */
export const Version = z.number().int().min(1);

export const Title = textLine(200);
export const Category = textLine(40);

/** ISO 4217, list one. */
export const Currency = z
  .string()
  .refine((code) => MINOR_UNITS.has(code), 'not a current currency of ISO 4217')
  .meta({ enum: [...MINOR_UNITS.keys()], examples: ['EUR'] });

/** Any name of a zone; the one that IANA prefers is kept. */
const TimeZone = z
  .string()
  .max(64)
  .refine((name) => canonicalZone(name) !== undefined, 'not an IANA time zone')
  .transform((name) => canonicalZone(name) ?? name)
  .meta({ pattern: ZONE_PATTERN, examples: ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'] })
  .describe('A zone of IANA, by any of its names (in any case, too)');

/** null is as if it were left out. */
const orNothing = <Value>(value: Value | null): Value | undefined => value ?? undefined;

/** Where an event takes place. */
export const Venue = z
  .strictObject({
    name: textLine(120),
    city: textLine(80),
    country: textLine(80),
    timeZone: TimeZone,
    address: textLine(200)
      .nullable()
      .transform(orNothing)
      .optional()
      .describe('Street and number, postcode, and what else leads there, without city and country'),
    url: WebLink.nullable().transform(orNothing).optional().describe('The venue’s own page'),
  })
  .meta({ id: 'Venue', description: 'Where an event takes place' });
export type Venue = z.output<typeof Venue>;

/** A venue on the way out. */
export const VenueView = z
  .object({
    name: z.string(),
    city: z.string(),
    country: z.string(),
    timeZone: z.string().describe('IANA'),
    address: z.string().optional(),
    url: z.string().optional(),
  })
  .meta({ id: 'VenueOfEvent', description: 'Where an event takes place, as it was published' });

export type VenueView = z.output<typeof VenueView>;

/** An event without its chart. */
export const EventView = z
  .object({
    id: EventId,
    version: Version.describe('Grows with every change'),
    status: z.enum(['draft', 'published', 'cancelled']),
    organizerId: UserId,
    title: z.string(),
    description: z.string(),
    category: z.string(),
    startsAt: Timestamp,
    endsAt: Timestamp,
    doorsAt: Timestamp.nullable().describe('When the doors open'),
    onSaleAt: Timestamp.nullable().describe('When the sale begins; null: at once'),
    offSaleAt: Timestamp.nullable().describe('When the sale ends; null: with the event'),
    currency: CurrencyCode,
    limitPerOrder: z.number().int().min(1),
    limitPerBuyer: z.number().int().min(1).nullable(),
    minAccountAgeMinutes: z
      .number()
      .int()
      .min(1)
      .nullable()
      .describe('Whoever holds or orders must have had an account for so long'),
    cancelUntil: Timestamp.nullable()
      .optional()
      .describe('Until when a buyer may cancel; null: never. Absent: until the event ends'),
    venue: VenueView,
    url: z.string().nullable().describe('More about the event'),
    imageUrl: z.string().nullable().describe('A picture of it'),
    priceCategories: z.array(PriceCategory),
    seatsTotal: z.number().int().min(1),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'ShownEvent', description: 'An event without its chart' });
export type EventView = z.output<typeof EventView>;
