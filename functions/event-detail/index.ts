/** Shows one event: what it is, its chart, which seats are free. */
import * as z from 'zod';
import { readConfig, wholeNumber } from '../shared/config.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { on } from '../shared/http/call.ts';
import { serve } from '../shared/serve/endpoint.ts';
import { eventTag } from '../shared/http/etag.ts';
import { viewOf } from '../shared/event/row.ts';
import { localLimiter } from '../shared/identity/limits.ts';
import { networkOf } from '../shared/identity/network.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { getAvailability, getChart, getEvent, streamAvailability } from './api.ts';
import { answerAvailability, openStream, type Context } from './availability.ts';
import { EventReads } from './event-reads.ts';
import { SeatViews } from './seat-views.ts';
import { Feeds } from './stream/feeds.ts';

/** With 50,000 seats and all forms of an answer in memory, one is half a megabyte. */
const REMEMBERED_VIEWS = 50;

const config = readConfig({
  REDIS_URL: z.url(),
  /** Open streams; beyond that they are refused, so that other requests find room. */
  STREAMS: wholeNumber(1, 100_000, 800),
  /** Open streams of one network (an IPv4 address, an IPv6 /64), so that none can take all places. */
  STREAMS_PER_NETWORK: wholeNumber(1, 100_000, 400),
  /** A stream ends itself after this time, which must be well below the Service's timeoutSeconds. */
  STREAM_SECONDS: wholeNumber(1, 3_600, 240),
  /** From one network: looks at events that nobody has looked at for a while, each of which reads all sold seats of one. */
  BUILDS_PER_MINUTE: wholeNumber(1, 1_000_000, 60),
});
const databases = openShards('events');
const cache = openRedis(config.REDIS_URL);

const limit = localLimiter();
const BUILDS = { name: 'build', attempts: config.BUILDS_PER_MINUTE, windowSeconds: 60 };

const context: Context = {
  databases,
  events: new EventReads(),
  seatViews: new SeatViews(cache, REMEMBERED_VIEWS),
  countBuild: (address) => limit(BUILDS, networkOf(address)),
  feeds: new Feeds(cache, {
    streams: config.STREAMS,
    streamsPerNetwork: config.STREAMS_PER_NETWORK,
    lifeMs: config.STREAM_SECONDS * 1_000,
  }),
};

const readEventOf = (eventId: string) => context.events.event(databases.ofId(eventId).pool, eventId);

serve({
  name: 'event-detail',
  routes: [
    on(getEvent, async ({ params }) => {
      const event = await readEventOf(params.eventId);
      return {
        status: 200,
        body: viewOf(event),
        etag: eventTag(event),
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
    on(getAvailability, (call) => answerAvailability(context, call)),
    on(streamAvailability, (call) => openStream(context, call)),
  ],
  ready: databases.ready,
  drain: () => context.feeds.drain(),
  closers: [() => context.feeds.close(), () => databases.close(), () => cache.close()],
});
