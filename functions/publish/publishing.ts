/** Publishes, changes and cancels: each in one transaction with the outbox event that reports it. */
import type { Call } from '../shared/http/call.ts';
import { type Condition, requireCondition } from '../shared/http/condition.ts';
import type { Databases } from '../shared/mysql/databases.ts';
import { eventTag } from '../shared/http/etag.ts';
import type { StoredEvent } from '../shared/event/row.ts';
import { whyNotChosenBy } from '../shared/event/chosen-id.ts';
import { newId } from '../shared/ids.ts';
import { isDuplicateKey } from '../shared/mysql/errors.ts';
import type { Db } from '../shared/mysql/statements.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import { enqueue } from '../shared/messages/outbox.ts';
import { readFigures } from '../shared/messages/sales-figures.ts';
import { Problem } from '../shared/problem.ts';
import type { Relay } from '../shared/messages/relay.ts';
import type { VersionNews } from '../shared/seats/version-news.ts';
import { drawSlot } from '../shared/slots.ts';
import type { Trace } from '../shared/trace.ts';
import type { changeEvent, NewEvent, publishEvent, putEvent } from './api.ts';
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
  readFingerprint,
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
  return create(
    context,
    newId('evt', drawSlot(context.databases.map, served)),
    call.body,
    call.user.userId,
    call.trace,
  );
}

/**
 * Publishes an event under an id of the organizer's choice; the same again is answered with what is there, also under an id that
 * was chosen when any was allowed, and so is what equals the event as it is by now: neither would change anything.
 * @throws Problem `invalid` for an id that is not for this organizer to choose, `event_exists` when it was used for something
 * else, or by somebody else; `precondition_failed`
 */
export async function answerPutEvent(
  context: Context,
  call: Call<typeof putEvent>,
): Promise<{ created: boolean; event: StoredEvent }> {
  const { params, body, user, condition } = call;
  const { eventId } = params;
  const { pool } = context.databases.ofId(eventId);
  const misfit = whyNotChosenBy(user.userId, eventId);
  // Whoever says that it is there does not mean to create it.
  if (misfit === undefined && condition.ifMatch === undefined) {
    try {
      return { created: true, event: await create(context, eventId, body, user.userId, call.trace, true) };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  const known = await readFingerprint(pool, eventId);
  const event = asSeenBy(user.userId, await readPlannedEvent(pool, eventId));
  if (!event && misfit !== undefined)
    throw new Problem('invalid', `eventId: ${misfit}`, { errors: [{ path: 'eventId', message: misfit }] });
  requireCondition(condition, event && eventTag(event));
  const isRepeated = known?.equals(publicationFingerprint(body, user.userId)) ?? false;
  if (!event || !(isRepeated || (event.organizerId === user.userId && isAlready(event, body)))) {
    throw new Problem('event_exists', 'the id was used for another event; change that one with PATCH');
  }
  return { created: false, event };
}

/** Whether publishing an event would change nothing. */
function isAlready(event: PlannedEvent, { status, ...said }: NewEvent): boolean {
  return (status === 'draft') === (event.status === 'draft') && applyChange(event, said, new Date()) === event;
}

/** A draft is there for its organizer alone. */
function asSeenBy(userId: string, event: PlannedEvent | undefined): PlannedEvent | undefined {
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
  const shard = context.databases.ofId(call.params.eventId);
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

async function create(
  context: Context,
  id: string,
  body: NewEvent,
  organizerId: string,
  trace: Trace,
  isChosen = false,
): Promise<StoredEvent> {
  const shard = context.databases.ofId(id);
  const { event, stored } = await transaction(shard.pool, async (connection) => {
    const version = 1 + (isChosen ? await readDiscarded(connection, id) : 0);
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
  const shard = context.databases.ofId(eventId);
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
function refuse(errors: Wrong[]): void {
  if (errors.length === 0) return;
  throw new Problem('invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}
