/** Shows one event: what it is, its chart, which seats are free. */
import { openShards } from '../shared/mysql/databases.ts';
import { type Identify, on } from '../shared/http/call.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { eventTag } from '../shared/http/etag.ts';
import { calendarHeaders } from '../shared/event/calendar/media-type.ts';
import { lateAuthenticator } from '../shared/identity/late-tokens.ts';
import { localLimiter } from '../shared/identity/limits.ts';
import { networkOf } from '../shared/identity/network.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { capability } from './capability.ts';
import { getAvailability, getChart, getEvent, getEventCalendar, streamAvailability } from './api.ts';
import { answerGetAvailability, answerStreamAvailability, type Context } from './availability.ts';
import { EventReads } from './event-reads.ts';
import { SeatViews } from './seat-views.ts';
import { Feeds } from './stream/feeds.ts';
import { cacheOf } from './visible.ts';

/** With 50,000 seats and all forms of an answer in memory, one is half a megabyte. */
const REMEMBERED_VIEWS = 50;

const config = readSettings(capability);
const databases = openShards(config.databases);
const redisLink = openRedis(config.redis);

const limit = localLimiter();
const BUILDS = { name: 'build', attempts: config.BUILDS_PER_MINUTE, windowSeconds: 60 };

const context: Context = {
  databases,
  eventReads: new EventReads(),
  seatViews: new SeatViews(redisLink, REMEMBERED_VIEWS),
  countBuild: (address) => limit(BUILDS, networkOf(address)),
  tellBuilds: (address) => limit.tell(BUILDS, networkOf(address)),
  feeds: new Feeds(redisLink, {
    streams: config.STREAMS,
    streamsPerNetwork: config.STREAMS_PER_NETWORK,
    lifeMs: config.STREAM_SECONDS * 1_000,
  }),
};

/** Of chart and plan; one without a plan is tagged as it was before there were any. */
const chartTag = ({ chartVersion, planVersion }: { chartVersion: number; planVersion: number }) =>
  planVersion === 0 ? `"c${chartVersion}"` : `"c${chartVersion}p${planVersion}"`;

/** One that is named is never another. */
const chartCache = (named: string | undefined, print: string): string =>
  named === undefined
    ? 'public, max-age=30'
    : named === print
      ? 'public, max-age=31536000, immutable'
      : 'public, no-cache';

const shownTo = ({ params: { eventId }, identify }: { params: { eventId: string }; identify: Identify }) =>
  context.eventReads.shown(databases.ofId(eventId).pool, eventId, identify);

serveFunction(capability, config, {
  find: (id) => databases.find(id),
  authenticate: lateAuthenticator(config, () => redisLink),
  routes: [
    on(getEvent, async (call) => {
      const { event, view } = await shownTo(call);
      return {
        status: 200,
        body: view,
        etag: eventTag(event),
        changedAt: new Date(event.updatedAt),
        headers: cacheOf(event, 'public, max-age=5'),
      };
    }),
    on(getEventCalendar, async (call) => {
      const { event, calendar } = await shownTo(call);
      return {
        status: 200,
        body: calendar,
        etag: eventTag(event),
        headers: { ...cacheOf(event, 'public, max-age=60'), ...calendarHeaders(event.id) },
      };
    }),
    on(getChart, async (call) => {
      const { event, chart } = await shownTo(call);
      return {
        status: 200,
        body: chart,
        etag: chartTag(event),
        headers: {
          ...cacheOf(event, chartCache(call.query.v, chart.print)),
          'content-location': `/v1/events/${event.id}/chart?v=${chart.print}`,
        },
      };
    }),
    on(getAvailability, (call) => answerGetAvailability(context, call)),
    on(streamAvailability, (call) => answerStreamAvailability(context, call)),
  ],
  dependsOn: [databases, redisLink],
  drain: () => context.feeds.drain(),
  closers: [() => context.feeds.close(), () => databases.close(), () => redisLink.close()],
});
