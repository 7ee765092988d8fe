/** The paths of event-detail. */
import * as z from 'zod';
import { Chart } from '../shared/event/chart.ts';
import { EventView } from '../shared/event/event-view.ts';
import { CALENDAR_TYPE } from '../shared/event/calendar/media-type.ts';
import { Plan } from '../shared/plan/plan.ts';
import { EventId } from '../shared/ids.ts';
import { route } from '../shared/http/route.ts';

const Count = z.number().int().min(0);
const Counts = z
  .object({ free: Count, held: Count, sold: Count })
  .meta({ id: 'SeatCounts', description: 'How many seats are free, held and sold' });
const Prices = z.record(z.string(), Counts);
const SectionCounts = Counts.extend({
  prices: Prices.optional().describe('By the id of the price category, where its seats have several'),
}).meta({
  id: 'SectionSeatCounts',
  description: 'How many seats of a section are free, held and sold',
});
const Sections = z.record(z.string(), SectionCounts).describe('By the id of the section');
const SeatNumber = z.number().int().min(0);
const SeatRange = z.tuple([SeatNumber, SeatNumber]).meta({
  id: 'SeatRange',
  description: 'Seats by their numbers: the first and the last, both inclusive',
  examples: [[0, 19]],
});
const Ranges = z.array(SeatRange).describe('In ascending order, none beside another');
const Seats = z
  .union([Ranges, z.base64()])
  .describe(
    'As ranges; in the compact form as a bitmap in base64 where that is shorter: seat 0 is the highest bit of the first byte, and what is missing at the end is 0',
  );
const Version = z
  .number()
  .int()
  .min(0)
  .describe('Grows with every change; 0 while the live state is away and holds cannot be seen');

/** Of the event itself: seats of a cancelled one are not to be had, free or not. */
const ofEvent = {
  status: EventView.shape.status,
  eventVersion: z
    .number()
    .int()
    .min(1)
    .describe('Of the event: with another one its prices, times or place may be others (`GET /v1/events/{eventId}`)'),
};

const byPrice = Prices.describe(
  'By the id of the price category: how many seats at that price are free, held and sold',
);

/** The agreed form. */
export const FullAvailability = z
  .object({
    eventId: EventId,
    version: Version,
    ...ofEvent,
    counts: Counts,
    sections: Sections,
    prices: byPrice,
    held: Ranges,
    sold: Ranges,
  })
  .meta({ id: 'Availability', description: 'Which seats are held and sold; the rest are free' });

/** Everything, whatever the caller knew before. */
export const AvailabilitySnapshot = z
  .object({
    kind: z.literal('snapshot'),
    eventId: EventId,
    version: Version,
    ...ofEvent,
    chartVersion: z.number().int().min(1).describe('Of the chart by which seats are numbered'),
    counts: Counts,
    sections: Sections,
    prices: byPrice,
    held: Seats,
    sold: Seats,
  })
  .meta({ id: 'AvailabilitySnapshot', description: 'Everything, whatever the caller knew before' });

/** What the seats that changed are now. To be applied to the state of version `since`, or of any between that and `version`. */
export const AvailabilityChange = z
  .object({
    kind: z.literal('change'),
    eventId: EventId,
    version: Version,
    since: z.number().int().min(0).describe('The version that this is a change of'),
    ...ofEvent,
    chartVersion: z.number().int().min(1),
    counts: Counts,
    sections: Sections.describe(
      'The sections that the changed seats are in; the counts of the others are as they were',
    ),
    prices: byPrice.describe(
      'By the id of the price category: those that the changed seats have; the counts of the others are as they were',
    ),
    free: Ranges,
    held: Ranges,
    sold: Ranges,
  })
  .meta({
    id: 'AvailabilityChange',
    description:
      'What the seats that changed are now: to be applied to the state of version `since`, or of any between that and `version`',
  });

const Stale = z
  .object({ eventId: EventId, reason: z.literal('unavailable'), ...ofEvent })
  .meta({ id: 'AvailabilityStale', description: 'The live state cannot be seen' });

const Closing = z
  .object({ reason: z.enum(['time', 'shutdown', 'cancelled']) })
  .meta({ id: 'AvailabilityClosing', description: 'Why a stream ends' });

const EventChart = z
  .object({
    eventId: EventId,
    chartVersion: z.number().int().min(1),
    seatsTotal: z.number().int().min(1),
    sections: Chart.shape.sections,
    numbers: z
      .array(SeatRange)
      .optional()
      .describe(
        'Of a chart that seats were added to: the numbers of its seats, section by section and row by row, as ranges; those that were there before keep theirs. Without it they are 0, 1, 2 …',
      ),
    planVersion: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('The version of the event since which the plan is as it is; absent without one'),
    plan: Plan.optional().describe(
      'Where the seats lie; without it, and of sections that it does not place, that is for who draws them to decide',
    ),
  })
  .meta({
    id: 'EventChart',
    description: 'The chart of an event; seats are numbered from 0 in its order, unless `numbers` says otherwise',
  });

const since = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,15})$/, 'a version')
  .transform(Number)
  .refine(Number.isSafeInteger, 'not a version')
  .optional()
  .describe('A version: only what changed since is answered, or everything when that is not known any more')
  .meta({ examples: ['42'] });

export const getEvent = route({
  name: 'getEvent',
  summary: 'An event; a draft is there for its organizer alone',
  method: 'GET',
  path: '/v1/events/{eventId}',
  access: 'optional',
  etag: 'event',
  answers: { 200: EventView },
  problems: ['event_not_found'],
});

export const getChart = route({
  name: 'getChart',
  summary: 'The chart of an event',
  description:
    'The chart of an event, with the plan of where its seats lie if it has one; seats are numbered from 0 in its order, unless `numbers` says otherwise. `Content-Location` names the chart as it is: what is answered there may be kept for ever.',
  method: 'GET',
  path: '/v1/events/{eventId}/chart',
  access: 'optional',
  etag: 'answer',
  namesContent: true,
  query: z.strictObject({
    v: z
      .string()
      .regex(/^[\w-]{1,32}$/)
      .optional()
      .describe(
        'As `Content-Location` names it. When the chart is another by now, that is answered, and not to be kept',
      )
      .meta({ examples: ['Zk3vX0aQm1Yt7c2B'] }),
  }),
  answers: { 200: EventChart },
  problems: ['event_not_found'],
});

export const getEventCalendar = route({
  name: 'getEventCalendar',
  summary: 'An event as a calendar file',
  description: 'An event as a calendar file (iCalendar, RFC 5545).',
  method: 'GET',
  path: '/v1/events/{eventId}/event.ics',
  access: 'optional',
  etag: 'event',
  answers: { 200: { mediaType: CALENDAR_TYPE, text: z.string() } },
  problems: ['event_not_found'],
});

export const getAvailability = route({
  name: 'getAvailability',
  summary: 'Which seats are held and sold',
  description:
    'Which seats are held and sold, as inclusive ranges of seat numbers; the rest are free. With `since` only what changed, with `seats=compact` in few bytes.',
  method: 'GET',
  path: '/v1/events/{eventId}/availability',
  access: 'optional',
  etag: 'answer',
  query: z.strictObject({
    seats: z.enum(['ranges', 'compact']).default('ranges').describe('How seats are listed'),
    since,
  }),
  answers: { 200: z.union([FullAvailability, AvailabilitySnapshot, AvailabilityChange]) },
  problems: ['event_not_found', 'too_many_requests'],
});

export const streamAvailability = route({
  name: 'streamAvailability',
  summary: 'Which seats are held and sold, and what changes',
  description:
    'Which seats are held and sold, and what changes, as Server-Sent Events. The id of an event is its version: a client that comes back with Last-Event-ID gets what it missed.',
  method: 'GET',
  path: '/v1/events/{eventId}/availability/stream',
  access: 'optional',
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
          when: 'The live state cannot be seen: what was sent may be out of date, until the next snapshot or change',
          data: Stale,
        },
        closing: {
          when: 'Last: come back, after the time that `retry` says, unless the event is cancelled. A stream ends after some minutes, with its process, or with its event; who comes back to a cancelled one with the id of this is answered 204, which says to stay away',
          data: Closing,
        },
      },
    },
    204: null,
  },
  problems: ['event_not_found', 'event_ended', 'too_many_requests'],
});

export const routes = [getEvent, getEventCalendar, getChart, getAvailability, streamAvailability] as const;
