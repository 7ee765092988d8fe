/** The availability of an event: from the live state in Redis, or, while that is away, of sold seats from MySQL. */
import type { Call } from '../shared/http/call.ts';
import { seatingOf } from '../shared/event/chart.ts';
import { Content } from '../shared/http/content.ts';
import type { Databases } from '../shared/mysql/databases.ts';
import { type EventRecord, readEvent } from '../shared/event/row.ts';
import { CANCELLED_ID } from '../shared/http/event-stream.ts';
import { log } from '../shared/log.ts';
import type { Pool } from '../shared/mysql/pool.ts';
import { Problem } from '../shared/problem.ts';
import type { getAvailability, streamAvailability } from './api.ts';
import type { MayBuild, SeatView, SeatViews, Seen } from './seat-views.ts';
import type { Feeds } from './stream/feeds.ts';
import { readSoldSeats } from './store.ts';
import { type Availability, type Form, fullView, shorterUpdate, type Update } from './views.ts';

/** What the handlers work with. */
export interface Context {
  databases: Databases;
  seatViews: SeatViews;
  feeds: Feeds;
  /** Counts a live state that is built for somebody who looks from an address. @throws Problem `too_many_requests` */
  countBuild: (address: string) => void;
}

/** There is no live state of an event that nobody can buy from any more, and none is built. */
class Over extends Error {}

/** Reads an event. @throws Problem `event_not_found` */
export async function eventOrNothing(pool: Pool, eventId: string): Promise<EventRecord> {
  const event = await readEvent(pool, eventId);
  if (!event) throw new Problem('event_not_found', 'there is no event with this id');
  return event;
}

/** GET …/availability */
export async function answerAvailability(context: Context, call: Call<typeof getAvailability>) {
  const { databases, seatViews, countBuild } = context;
  const { eventId } = call.params;
  const { seats: form, since } = call.query;
  const { pool } = databases.ofId(eventId);
  const view = seatViews.of(eventId, pool);
  const seen = await look(view, pool, since, ({ status, ends }) => {
    if (status === 'cancelled' || ends <= Date.now()) throw new Over();
    countBuild(call.address);
  });
  const { now } = seen;
  const answer = <T>(body: Content<T>) => ({
    status: 200 as const,
    body,
    headers: { 'cache-control': 'no-cache' },
    // Without the live state there is no version to go by, so nothing may be remembered.
    ...(now.version > 0 ? { etag: `"a${now.version}-e${now.eventVersion}"` } : {}),
  });
  if (since !== undefined) return answer(updateOf(view, seen, form, since));
  if (form === 'compact') return answer(view.snapshot(now, form));
  return answer(view.content(now, 'full', () => new Content(() => fullView(now))));
}

/**
 * GET …/availability/stream. A client that comes back says by Last-Event-ID what it knows, whatever it asked for first; one that
 * knows that the event is cancelled need not come back.
 */
export async function openStream(context: Context, call: Call<typeof streamAvailability>) {
  const { databases, seatViews, feeds, countBuild } = context;
  const { eventId } = call.params;
  const view = seatViews.of(eventId, databases.ofId(eventId).pool);
  if (call.lastEventId === CANCELLED_ID && (await view.status()) === 'cancelled') return { status: 204 as const };
  const since = call.lastEventId === CANCELLED_ID ? undefined : (call.lastEventId ?? call.query.since);
  const stream = await feeds.open(view, call.address, since, ({ ends }) => {
    if (ends <= Date.now())
      throw new Problem('event_ended', 'nothing changes any more', { reason: 'ended', seats: [] });
    countBuild(call.address);
  });
  return { status: 200 as const, stream };
}

function updateOf(view: SeatView, { now, changed }: Seen, form: Form, since: number): Update {
  return view.content(now, `since ${since} ${form}`, () =>
    shorterUpdate(now, since, changed, view.snapshot(now, form)),
  );
}

async function look(view: SeatView, pool: Pool, since: number | undefined, admit: MayBuild): Promise<Seen> {
  try {
    return await view.look(since, admit);
  } catch (error) {
    if (error instanceof Problem && error.code !== 'unavailable') throw error;
    if (!(error instanceof Over)) log.warn({ err: error }, 'availability without redis');
    return { now: await soldOf(pool, view.eventId), changed: undefined };
  }
}

async function soldOf(pool: Pool, eventId: string): Promise<Availability> {
  const event = await eventOrNothing(pool, eventId);
  const sold = bitmapOf(await readSoldSeats(pool, eventId), event.seatsTotal);
  const { status, version: eventVersion, chartVersion, chart } = event;
  const seating = seatingOf(chart);
  return { eventId, version: 0, eventVersion, status, build: '', chartVersion, seating, held: Buffer.alloc(0), sold };
}

function bitmapOf(seats: readonly number[], total: number): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(total / 8));
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}
