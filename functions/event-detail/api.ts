/** The paths of event-detail. */
import * as z from 'zod';
import { Chart } from '../shared/chart.ts';
import { EventView } from '../shared/event-view.ts';
import { EventId } from '../shared/ids.ts';
import { route } from '../shared/route.ts';

const Counts = z.object({ free: z.number().int(), held: z.number().int(), sold: z.number().int() });
const Ranges = z.array(z.tuple([z.number().int(), z.number().int()]));

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
  summary: 'Which seats are held and sold, as inclusive ranges of seat numbers; the rest are free',
  method: 'GET',
  path: '/v1/events/{eventId}/availability',
  access: 'public',
  answers: {
    200: z.object({
      eventId: EventId,
      /** Grows with every change; 0 while the live state is away and holds cannot be seen. */
      version: z.number().int(),
      counts: Counts,
      sections: z.record(z.string(), Counts),
      held: Ranges,
      sold: Ranges,
    }),
  },
  problems: ['event_not_found'],
});

export const routes = [getEvent, getChart, getAvailability] as const;
