/** The availability of an event: from the live state in Redis, or, while that is away, of sold seats from MySQL. */
import type { Call } from '../shared/http/call.ts';
import { Content } from '../shared/http/content.ts';
import type { Databases } from '../shared/mysql/databases.ts';
import { CANCELLED_ID } from '../shared/http/event-stream.ts';
import { log } from '../shared/log.ts';
import { Problem } from '../shared/problem.ts';
import type { EventReads } from './event-reads.ts';
import type { getAvailability, streamAvailability } from './api.ts';
import type { MayBuild, SeatView, SeatViews, SeenState } from './seat-views.ts';
import type { Feeds } from './stream/feeds.ts';
import { type Form, fullView, shorterUpdate, type Update } from './availability-views.ts';

/** What the handlers work with. */
export interface Context {
  databases: Databases;
  eventReads: EventReads;
  seatViews: SeatViews;
  feeds: Feeds;
  /** Counts a live state that is built for somebody who looks from an address. @throws Problem `too_many_requests` */
  countBuild: (address: string) => void;
  /** Tells how many are left to that address. */
  tellBuilds: (address: string) => void;
}

/** There is no live state of an event that nobody can buy from any more, and none is built. */
class Over extends Error {}

/** GET …/availability */
export async function answerGetAvailability(context: Context, call: Call<typeof getAvailability>) {
  const { databases, seatViews, eventReads, countBuild } = context;
  const { eventId } = call.params;
  const { seats: form, since } = call.query;
  context.tellBuilds(call.address);
  const { pool } = databases.ofId(eventId);
  const view = seatViews.of(eventId, pool);
  await view.requireVisible(call.identify);
  const mayBuild: MayBuild = ({ status, ends }) => {
    if (status === 'cancelled' || ends <= Date.now()) throw new Over();
    countBuild(call.address);
  };
  const seen = await view.look(since, mayBuild).catch(async (error: unknown): Promise<SeenState> => {
    if (error instanceof Problem && error.code !== 'unavailable') throw error;
    if (!(error instanceof Over)) log.warn({ err: error }, 'availability without redis');
    return { now: await eventReads.sold(pool, eventId, call.identify), changed: undefined };
  });
  const { now } = seen;
  const answer = <T>(body: Content<T>) => ({
    status: 200 as const,
    body,
    headers: { 'cache-control': 'no-cache' },
    // Without the live state there is no version to go by, so nothing may be remembered. A weak tag: what changed since a version one
    // process may still know, and another tells all instead.
    ...(now.version > 0 ? { etag: `W/"a${now.version}-e${now.eventVersion}"` } : {}),
  });
  if (since !== undefined) return answer(updateOf(view, seen, form, since));
  if (form === 'compact') return answer(view.snapshot(now, form));
  return answer(view.content(now, 'full', () => new Content(() => fullView(now))));
}

/**
 * GET …/availability/stream. A client that comes back says by Last-Event-ID what it knows, whatever it asked for first; one that
 * knows that the event is cancelled need not come back.
 */
export async function answerStreamAvailability(context: Context, call: Call<typeof streamAvailability>) {
  const { databases, seatViews, feeds, countBuild } = context;
  const { eventId } = call.params;
  context.tellBuilds(call.address);
  const view = seatViews.of(eventId, databases.ofId(eventId).pool);
  await view.requireVisible(call.identify);
  if (call.lastEventId === CANCELLED_ID && (await view.status()) === 'cancelled') return { status: 204 as const };
  const since = call.lastEventId === CANCELLED_ID ? undefined : (call.lastEventId ?? call.query.since);
  const stream = await feeds.open(view, call.address, since, ({ ends }) => {
    if (ends <= Date.now())
      throw new Problem('event_ended', 'nothing changes any more', { reason: 'ended', seats: [] });
    countBuild(call.address);
  });
  return { status: 200 as const, stream };
}

function updateOf(view: SeatView, { now, changed }: SeenState, form: Form, since: number): Update {
  return view.content(now, `since ${since} ${form}`, () =>
    shorterUpdate(now, since, changed, view.snapshot(now, form)),
  );
}
