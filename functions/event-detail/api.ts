/** The paths of event-detail. */
import * as z from 'zod';
import { Chart } from '../shared/event/chart.ts';
import { EventView } from '../shared/event/view.ts';
import { EventId } from '../shared/ids.ts';
import { route } from '../shared/http/route.ts';

const Counts = z.object({ free: z.number().int(), held: z.number().int(), sold: z.number().int() });
const Sections = z.record(z.string(), Counts);
const Ranges = z
  .array(z.tuple([z.number().int(), z.number().int()]))
  .describe('Seat numbers, from … to, both inclusive');
const Seats = z
  .union([Ranges, z.base64()])
  .describe(
    'As ranges; in the compact form as a bitmap in base64 where that is shorter: seat 0 is the highest bit of the first byte, and what is missing at the end is 0',
  );
const Version = z
  .number()
  .int()
  .describe('Grows with every change; 0 while the live state is away and holds cannot be seen');

/** Of the event itself: seats of a cancelled one are not to be had, free or not. */
const ofEvent = {
  status: EventView.shape.status,
  eventVersion: z
    .number()
    .int()
    .describe('Of the event: with another one its prices, times or place may be others (`GET /v1/events/{eventId}`)'),
};

/** The agreed form. */
export const FullAvailability = z
  .object({
    eventId: EventId,
    version: Version,
    ...ofEvent,
    counts: Counts,
    sections: Sections,
    held: Ranges,
    sold: Ranges,
  })
  .meta({ id: 'Availability' });

/** Everything, whatever the caller knew before. */
export const AvailabilitySnapshot = z
  .object({
    kind: z.literal('snapshot'),
    eventId: EventId,
    version: Version,
    ...ofEvent,
    chartVersion: z.number().int().describe('Of the chart by which seats are numbered'),
    counts: Counts,
    sections: Sections,
    held: Seats,
    sold: Seats,
  })
  .meta({ id: 'AvailabilitySnapshot' });

/** What the seats that changed are now. To be applied to the state of version `since`, or of any between that and `version`. */
export const AvailabilityChange = z
  .object({
    kind: z.literal('change'),
    eventId: EventId,
    version: Version,
    since: z.number().int().describe('The version that this is a change of'),
    ...ofEvent,
    chartVersion: z.number().int(),
    counts: Counts,
    sections: Sections.describe(
      'The sections that the changed seats are in; the counts of the others are as they were',
    ),
    free: Ranges,
    held: Ranges,
    sold: Ranges,
  })
  .meta({ id: 'AvailabilityChange' });

const since = z
  .string()
  .regex(/^\d{1,16}$/, 'a version')
  .transform(Number)
  .refine(Number.isSafeInteger, 'not a version')
  .optional()
  .describe('A version: only what changed since is told, or everything when that is not known any more');

export const getEvent = route({
  name: 'getEvent',
  summary: 'An event',
  method: 'GET',
  path: '/v1/events/{eventId}',
  access: 'public',
  answers: { 200: EventView },
  problems: ['event_not_found'],
});

export const getChart = route({
  name: 'getChart',
  summary: 'The chart of an event; seats are numbered from 0 in its order',
  method: 'GET',
  path: '/v1/events/{eventId}/chart',
  access: 'public',
  answers: {
    200: z.object({
      eventId: EventId,
      chartVersion: z.number().int(),
      seatsTotal: z.number().int(),
      sections: Chart.shape.sections,
    }),
  },
  problems: ['event_not_found'],
});

export const getAvailability = route({
  name: 'getAvailability',
  summary:
    'Which seats are held and sold, as inclusive ranges of seat numbers; the rest are free. With `since` only what changed, with `seats=compact` in few bytes',
  method: 'GET',
  path: '/v1/events/{eventId}/availability',
  access: 'public',
  query: z.strictObject({
    seats: z.enum(['ranges', 'compact']).default('ranges').describe('How seats are listed'),
    since,
  }),
  answers: { 200: z.union([FullAvailability, AvailabilitySnapshot, AvailabilityChange]) },
  problems: ['event_not_found', 'too_many_requests'],
});

export const streamAvailability = route({
  name: 'streamAvailability',
  summary:
    'Which seats are held and sold, and what changes, as Server-Sent Events. The id of an event is its version: a client that comes back with Last-Event-ID is told what it missed',
  method: 'GET',
  path: '/v1/events/{eventId}/availability/stream',
  access: 'public',
  query: z.strictObject({ since }),
  answers: {
    200: {
      events: {
        snapshot: {
          when: 'First, and whenever a change would be longer or is not known: forget what you have',
          data: AvailabilitySnapshot,
        },
        change: {
          when: 'When seats changed, or the event itself, several times a second at most',
          data: AvailabilityChange,
        },
        stale: {
          when: 'The live state cannot be seen: what was told may be out of date, until the next snapshot or change',
          data: z.object({ eventId: EventId, reason: z.literal('unavailable'), ...ofEvent }),
        },
        closing: {
          when: 'Last: come back, after the time that `retry` says, unless the event is cancelled. A stream ends after some minutes, with its process, or with its event; who comes back to a cancelled one with the id of this is told by 204 to stay away',
          data: z.object({ reason: z.enum(['time', 'shutdown', 'cancelled']) }),
        },
      },
    },
    204: null,
  },
  problems: ['event_not_found', 'event_ended', 'too_many_requests'],
});

export const routes = [getEvent, getChart, getAvailability, streamAvailability] as const;
