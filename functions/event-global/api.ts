/** The paths of event-global. */
import * as z from 'zod';
import { Instant, Timestamp } from '../shared/event-view.ts';
import { EventId } from '../shared/ids.ts';
import { route } from '../shared/route.ts';

const Listing = z.object({
  id: EventId,
  title: z.string(),
  category: z.string(),
  startsAt: Timestamp,
  endsAt: Timestamp,
  city: z.string(),
  country: z.string(),
  status: z.enum(['published', 'cancelled']),
  priceFromCents: z.number().int(),
  currency: z.string(),
  seatsTotal: z.number().int(),
  seatsLeft: z.number().int(),
});

/** A day counts from its first moment in UTC. */
const DayOrInstant = z.union([z.iso.date().transform((day) => `${day}T00:00:00.000Z`), Instant]);
const cents = z.coerce.number().int().min(0).max(100_000_000);

export const listEvents = route({
  name: 'listEvents',
  summary: 'Browses events by date; without from, those that have not ended',
  method: 'GET',
  path: '/v1/events',
  access: 'public',
  query: z.strictObject({
    /** Words that all occur in title, description, category, venue or city; the last may be a beginning. */
    q: z.string().trim().min(1).max(100).optional(),
    city: z.string().trim().min(1).max(80).optional(),
    category: z.string().trim().min(1).max(40).optional(),
    /** Events that have not ended before this. */
    from: DayOrInstant.optional(),
    /** Events that begin before this. */
    to: DayOrInstant.optional(),
    priceFromCents: cents.optional(),
    priceToCents: cents.optional(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answers: { 200: z.object({ items: z.array(Listing), next: z.string().nullable() }) },
  problems: [],
});

export const getOpenApi = route({
  name: 'getOpenApi',
  summary: 'This API as an OpenAPI 3.1 document',
  method: 'GET',
  path: '/v1/openapi.json',
  access: 'public',
  answers: { 200: z.looseObject({ openapi: z.string() }) },
  problems: [],
});

export const routes = [listEvents, getOpenApi] as const;
