/** Publishes, changes and cancels: each in one transaction with the outbox event that reports it. */
import type { Call } from '../shared/http/call.ts';
import { type Condition, requireCondition } from '../shared/http/condition.ts';
import type { Databases } from '../shared/mysql/databases.ts';
import { eventTag } from '../shared/http/etag.ts';
import type { StoredEvent } from '../shared/event/row.ts';
import { newId } from '../shared/ids.ts';
import type { Db } from '../shared/mysql/statements.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import { enqueue } from '../shared/messages/outbox.ts';
import { readFigures } from '../shared/messages/sales-figures.ts';
import { Problem } from '../shared/problem.ts';
import type { Relay } from '../shared/messages/relay.ts';
import type { VersionNews } from '../shared/seats/version-news.ts';
import { drawSlot } from '../shared/slots.ts';
import type { Trace } from '../shared/trace.ts';
import type { changeEvent, NewEvent, publishEvent } from './api.ts';
import { changeErrors, publicationErrors, type Wrong } from './event-rules.ts';
import {
  applyChange,
  discardedMessage,
  firstVersion,
  messageOf,
  numberedAnew,
  type PlannedEvent,
  publicationFingerprint,
} from './event-versions.ts';
import {
  deleteDraft,
  hasClaims,
  insertEvent,
  isOrganizerClosed,
  lockEvent,
  readDiscarded,
  readPlannedEvent,
  recountBuyers,
  replaceEvent,
} from './store.ts';

/** What publishing needs. */
export interface Context {
  databases: Databases;
  relay: Relay;
  /** Best effort: no order is placed on an old version anyway. */
  news: VersionNews;
}

/** Of a call, what it takes to revise an event. */
interface Revision {
  params: { eventId: string };
  user: { userId: string };
  condition: Condition;
  trace: Trace;
}

/** Publishes an event in a slot drawn among those served here. @throws Problem `invalid` when one of its times has passed */
export async function answerPublishEvent(context: Context, call: Call<typeof publishEvent>): Promise<StoredEvent> {
  if (call.body.status === 'published') refuse(publicationErrors(call.body, new Date()));
  const served = context.databases.all().map((shard) => shard.name);
  const id = newId('evt', drawSlot(context.databases.map, served));
  return create(context, { id, body: call.body, organizerId: call.user.userId, trace: call.trace });
}

/** A draft is there for its organizer alone. */
export function asSeenBy(userId: string, event: PlannedEvent | undefined): PlannedEvent | undefined {
  return event?.status === 'draft' && event.organizerId !== userId ? undefined : event;
}

/**
 * Changes an event; what is as it was is no change. Once a seat is sold, its chart can only be added to: a sold seat is a number in
 * that chart.
 */
export async function answerChangeEvent(context: Context, call: Call<typeof changeEvent>): Promise<StoredEvent> {
  return revise(context, call, async (db, event) => {
    if (event.status === 'cancelled') throw new Problem('event_cancelled', 'a cancelled event stays as it is');
    await requireOpen(db, event.organizerId);
    const now = new Date();
    const next = applyChange(event, call.body, now);
    if (next === event) return event;
    if (event.status !== 'draft' && next.currency !== event.currency)
      refuse([{ path: 'currency', message: 'stays: prices that were paid are in it' }]);
    refuse(changeErrors(event, next, now, event.status === 'draft'));
    if (event.limitPerBuyer === null && next.limitPerBuyer !== null) await recountBuyers(db, event.id);
    return next.chartVersion === event.chartVersion ? next : withChart(db, event, next);
  });
}

/** @throws Problem `chart_locked` for another chart than one that seats were added to, once a seat is sold or blocked */
async function withChart(db: Db, event: PlannedEvent, next: PlannedEvent): Promise<PlannedEvent> {
  const isGrown = next.chart.numbers !== undefined;
  if (isGrown && event.status !== 'draft') return next;
  const isLocked = await hasClaims(db, event.id);
  if (isLocked && !isGrown)
    throw new Problem(
      'chart_locked',
      'seats of this event are sold or blocked: the chart can be added to, and no more',
    );
  return isLocked ? next : numberedAnew(next);
}

/**
 * Publishes a draft as it stands; one that is published stays as it is. Seats that were blocked meanwhile are told of with it.
 * @throws Problem `event_cancelled`, `invalid` when it has begun, or another of its times has passed
 */
export async function answerPublishDraft(context: Context, call: Revision): Promise<StoredEvent> {
  return revise(context, call, async (db, event) => {
    if (event.status === 'cancelled') throw new Problem('event_cancelled', 'a cancelled event stays as it is');
    if (event.status === 'published') return event;
    await requireOpen(db, event.organizerId);
    const now = new Date();
    refuse(publicationErrors(event, now));
    return { ...event, status: 'published', version: event.version + 1, updatedAt: now.toISOString() };
  });
}

/**
 * Throws a draft away: as if it had never been there, but for its versions, which go on should its id be used again.
 * @throws Problem `event_published` for what others may have seen
 */
export async function answerDiscardDraft(context: Context, call: Revision): Promise<void> {
  const shard = await context.databases.found(call.params.eventId);
  const { gone, stored } = await transaction(shard.pool, async (connection) => {
    const event = await lockedEvent(connection, call);
    if (event.status !== 'draft')
      throw new Problem('event_published', 'others may have seen it; it can be cancelled, not thrown away');
    const discarded = { ...event, version: event.version + 1 };
    if (!(await deleteDraft(connection, event))) throw changedMeanwhile();
    return {
      gone: discarded,
      stored: await enqueue(connection, [discardedMessage(discarded, new Date())], call.trace),
    };
  });
  await context.news.tell(gone.id, gone.version);
  context.relay.announce(shard, stored);
}

/** Cancels an event; its orders are cancelled by what follows its message. Cancelling twice changes nothing. */
export async function answerCancelEvent(context: Context, call: Revision): Promise<StoredEvent> {
  return revise(context, call, async (_db, event) => {
    if (event.status === 'draft')
      throw new Problem('event_draft', 'nobody has heard of it: there is nothing to cancel');
    if (event.status === 'cancelled') return event;
    return { ...event, status: 'cancelled', version: event.version + 1, updatedAt: new Date().toISOString() };
  });
}

/** An event that is to be. */
export interface ToCreate {
  id: string;
  body: NewEvent;
  organizerId: string;
  trace: Trace;
  /** Of an id that was not drawn for it: the version it begins with, by the last one of a draft that had the id (0: there was none). */
  firstAfter?: (discarded: number) => number;
}

/** Writes a new event, and tells of it. @throws a duplicate-key error when the id is taken, what `firstAfter` throws */
export async function create(
  context: Context,
  { id, body, organizerId, trace, firstAfter }: ToCreate,
): Promise<StoredEvent> {
  const shard = await context.databases.found(id);
  const { event, stored } = await transaction(shard.pool, async (connection) => {
    // Whoever is throwing a draft of this id away is waited for: else his word of its versions would be missed.
    if (firstAfter) await lockEvent(connection, id);
    const version = firstAfter ? firstAfter(await readDiscarded(connection, id)) : 1;
    const first = firstVersion(body, id, organizerId, new Date(), version);
    await insertEvent(connection, first, publicationFingerprint(body, organizerId));
    await requireOpen(connection, organizerId);
    return { event: first, stored: await enqueue(connection, [messageOf(first)], trace) };
  });
  context.relay.announce(shard, stored);
  return event;
}

/**
 * Makes an event's next version while no order can commit and nobody else changes it, so that a condition is decided for good;
 * `next` returning the same event means there is nothing to do.
 */
async function revise(
  context: Context,
  call: Revision,
  next: (db: Db, event: PlannedEvent) => Promise<PlannedEvent>,
): Promise<StoredEvent> {
  const { eventId } = call.params;
  const shard = await context.databases.found(eventId);
  const { event, stored } = await transaction(shard.pool, async (connection) => {
    const current = await lockedEvent(connection, call);
    const revised = await next(connection, current);
    if (revised === current) return { event: current, stored: [] };
    if (current.status === 'cancelled' || !(await replaceEvent(connection, revised, current))) throw changedMeanwhile();
    // While it was a draft, nobody heard of its seats.
    const figures = current.status === 'draft' ? await readFigures(connection, [eventId]) : [];
    return {
      event: revised,
      stored: await enqueue(connection, [messageOf(revised, current), ...figures], call.trace),
    };
  });
  // Also of what was changed before: whoever asks again may not have been answered, and nobody may have been told.
  await context.news.tell(event.id, event.version);
  if (stored.length > 0) context.relay.announce(shard, stored);
  return event;
}

/**
 * The event that a call is about, locked: no order can commit and nobody else changes it, so that a condition is decided for good.
 * @throws Problem `event_not_found`, `not_organizer`, `precondition_failed`
 */
async function lockedEvent(db: Db, { params, user, condition }: Revision): Promise<PlannedEvent> {
  await lockEvent(db, params.eventId);
  const event = asSeenBy(user.userId, await readPlannedEvent(db, params.eventId));
  if (!event) throw new Problem('event_not_found', 'there is no event with this id');
  if (event.organizerId !== user.userId) throw new Problem('not_organizer', 'it was published by somebody else');
  requireCondition(condition, eventTag(event));
  return event;
}

function changedMeanwhile(): Problem {
  return new Problem('event_changed', 'read it again and repeat');
}

/**
 * A token may outlive its account for a while. Asked after the event is written or locked: then either the note is seen here, or
 * whoever notes it waits and finds the event (`orphans.ts`).
 * @throws Problem `token_invalid`
 */
async function requireOpen(db: Db, organizerId: string): Promise<void> {
  if (await isOrganizerClosed(db, organizerId)) throw new Problem('token_invalid', 'the account was closed');
}

/** @throws Problem `invalid` that names what is wrong, if anything is */
export function refuse(errors: Wrong[]): void {
  if (errors.length === 0) return;
  throw new Problem('invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}
