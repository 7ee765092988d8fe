/** Shows one event: what it is, its chart, which seats are free. */
import * as z from 'zod';
import { readConfig } from '../shared/config.ts';
import { openShards } from '../shared/databases.ts';
import { on } from '../shared/call.ts';
import { serve } from '../shared/endpoint.ts';
import { viewOf } from '../shared/event-row.ts';
import { openRedis } from '../shared/redis.ts';
import { getAvailability, getChart, getEvent } from './api.ts';
import { availabilityOf, eventOrNothing } from './availability.ts';

const config = readConfig({ REDIS_URL: z.url() });
const databases = openShards('events');
const cache = openRedis(config.REDIS_URL);

const readEventOf = (eventId: string) => eventOrNothing(databases.ofId(eventId).pool, eventId);

serve({
  name: 'event-detail',
  routes: [
    on(getEvent, async ({ params }) => {
      const event = await readEventOf(params.eventId);
      return {
        status: 200,
        body: viewOf(event),
        etag: `"e${event.version}"`,
        headers: { 'cache-control': 'public, max-age=5' },
      };
    }),
    on(getChart, async ({ params }) => {
      const { id, chart, chartVersion, seatsTotal } = await readEventOf(params.eventId);
      return {
        status: 200,
        body: { eventId: id, chartVersion, seatsTotal, sections: chart.sections },
        etag: `"c${chartVersion}"`,
        headers: { 'cache-control': 'public, max-age=30' },
      };
    }),
    on(getAvailability, async ({ params }) => {
      const body = await availabilityOf(databases.ofId(params.eventId).pool, cache, params.eventId);
      return {
        status: 200,
        body,
        headers: { 'cache-control': 'no-cache' },
        // Without the live state there is no version to go by, so nothing may be remembered.
        ...(body.version > 0 ? { etag: `"a${body.version}"` } : {}),
      };
    }),
  ],
  closers: [() => databases.close(), () => cache.close()],
});
