/**
 * Publishes an event once, however often it is asked for: under an id of the organizer's choice, or under an Idempotency-Key. The id of
 * the latter follows from the key, so that the primary key of events decides here as it does there, whichever process is asked.
 */
import type { Call } from '../shared/http/call.ts';
import { requireCondition } from '../shared/http/condition.ts';
import { eventTag } from '../shared/http/etag.ts';
import { chosenEventId, whyNotChosenBy } from '../shared/event/chosen-id.ts';
import type { StoredEvent } from '../shared/event/row.ts';
import { isDuplicateKey } from '../shared/mysql/errors.ts';
import { Problem } from '../shared/problem.ts';
import type { NewEvent, publishEvent, putEvent } from './api.ts';
import { publicationErrors } from './event-rules.ts';
import { applyChange, type PlannedEvent, publicationFingerprint } from './event-versions.ts';
import { asSeenBy, type Context, create, refuse, type ToCreate } from './publishing.ts';
import { readDiscarded, readFingerprint, readPlannedEvent } from './store.ts';

/** The event that was asked for, and whether this is what made it. */
export interface PublishedOnce {
  created: boolean;
  event: StoredEvent;
}

/** The id of what an organizer publishes under a key. No space can be in a key, so an id of his own choice is another, unless he means it. */
export function eventIdUnderKey(organizerId: string, key: string): string {
  return chosenEventId(organizerId, `Idempotency-Key: ${key}`);
}

/**
 * Publishes an event under an Idempotency-Key; the same again is answered with the event as it is by now, whatever its times.
 * @throws Problem `invalid` when one of its times has passed, `idempotency_key_reused` for another event under the key, `event_discarded`
 */
export async function answerPublishUnderKey(
  context: Context,
  call: Call<typeof publishEvent>,
  id: string,
): Promise<PublishedOnce> {
  const { body, user, trace } = call;
  const errors = body.status === 'published' ? publicationErrors(body, new Date()) : [];
  if (errors.length === 0) {
    const made = await createUnlessThere(context, {
      id,
      body,
      organizerId: user.userId,
      trace,
      firstAfter: (discarded) => (discarded === 0 ? 1 : gone()),
    });
    if (made) return { created: true, event: made };
  }
  const { pool } = await context.databases.found(id);
  const known = await readFingerprint(pool, id);
  const event = await readPlannedEvent(pool, id);
  if (!known || !event) {
    if ((await readDiscarded(pool, id)) > 0) gone();
    refuse(errors);
    // Thrown away in the very moment.
    return gone();
  }
  const isRepeated = known.equals(publicationFingerprint(body, user.userId));
  if (!isRepeated && !isAlready(event, body))
    throw new Problem('idempotency_key_reused', 'it stands for another event of yours; take a fresh key for a new one');
  return { created: false, event };
}

function gone(): never {
  throw new Problem('event_discarded', 'the draft that was made under this key was thrown away; take a fresh key');
}

/**
 * Publishes an event under an id of the organizer's choice; the same again is answered with what is there, also under an id that
 * was chosen when any was allowed, and so is what equals the event as it is by now: neither would change anything.
 * @throws Problem `invalid` for an id that is not for this organizer to choose, `event_exists` when it was used for something
 * else, or by somebody else; `precondition_failed`
 */
export async function answerPutEvent(context: Context, call: Call<typeof putEvent>): Promise<PublishedOnce> {
  const { params, body, user, condition, trace } = call;
  const { eventId } = params;
  const { pool } = context.databases.ofId(eventId);
  const misfit = whyNotChosenBy(user.userId, eventId);
  // Whoever says that it is there does not mean to create it.
  if (misfit === undefined && condition.ifMatch === undefined) {
    const made = await createUnlessThere(context, {
      id: eventId,
      body,
      organizerId: user.userId,
      trace,
      firstAfter: (discarded) => discarded + 1,
    });
    if (made) return { created: true, event: made };
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

async function createUnlessThere(context: Context, event: ToCreate): Promise<StoredEvent | undefined> {
  try {
    return await create(context, event);
  } catch (error) {
    // Of a draft that was thrown away: somebody may have used its id again.
    const isDiscarded = error instanceof Problem && error.code === 'event_discarded';
    if (!isDiscarded && !isDuplicateKey(error)) throw error;
    return undefined;
  }
}

/** Whether publishing an event would change nothing. */
function isAlready(event: PlannedEvent, { status, ...said }: NewEvent): boolean {
  return (status === 'draft') === (event.status === 'draft') && applyChange(event, said, new Date()) === event;
}
