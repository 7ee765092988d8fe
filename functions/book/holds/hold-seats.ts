/** Holds seats for a while, or for the moment of an order; and asks of holds. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisClient } from '../../shared/redis/redis-client.ts';
import type { Pool } from '../../shared/mysql/pool.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { isSet, readSeats } from '../../shared/seats/state.ts';
import { chooseFree, sectionFull, seatsTaken, type WantedInSection, type Wanted } from '../on-sale/seat-choice.ts';
import { type Context, requireRedis } from '../context.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { type HoldQueue, isCrowded } from '../live/hold-queue.ts';
import type { HeldFor, HoldRequest, Refusal } from '../live/hold-request.ts';
import { type HeldSeats, isKnown, lookAtHold, releaseSeats } from '../live/live-seats.ts';
import { alreadyHeld, keyReused, tooManyHeld } from './refusals.ts';

const ATTEMPTS = 6;
/** So often somebody else may come first, or a crowd of expired holds be in the way. */
const PATIENCE = 40;
const MAX_PAUSE_MS = 20;

/** Which seats are asked for, by whom, for how long. */
export interface SeatsAsked extends HoldRequest {
  eventId: string;
  /** Who asks: the organizer finds a draft, and learns that it is one. */
  caller: string;
  /** Says of the event as it stands which seats are wanted, or throws the Problem why there is none to be had. */
  want: (onSale: EventOnSale) => Wanted;
}

/** Seats that are held, with the event as it was then, and what was wanted of it; `holdId`: which hold has them, an earlier one perhaps. */
export interface Held extends HeldSeats {
  holdId: string;
  onSale: EventOnSale;
  wanted: Wanted;
}

/**
 * Holds seats in the live state, rebuilding that state or refreshing what is known of the event as needed.
 * @throws Problem: why the seats cannot be had, or `unavailable` when Redis is away
 */
export async function holdSeats(context: Context, redis: RedisClient, pool: Pool, asked: SeatsAsked): Promise<Held> {
  const { eventId, want, caller, buyer, holdId } = asked;
  for (let attempt = 1, again = 0; attempt <= ATTEMPTS;) {
    const { onSale, wanted } = await context.events.judge(
      pool,
      eventId,
      (known) => ({
        onSale: known,
        wanted: want(known),
      }),
      caller,
    );
    const reply = await orUnavailable(() =>
      'section' in wanted && wanted.accessible > 0
        ? holdAccessible(context.holdQueue, onSale, wanted, asked)
        : context.holdQueue.hold(onSale, wanted, asked),
    ).catch((error: unknown) => {
      // It may have been held all the same; said on the same connection, this comes after it.
      if (!isCrowded(error)) releaseSeats(redis, eventId, buyer, holdId).catch(() => {});
      throw error;
    });
    if (!('verdict' in reply)) {
      if (isKnown(onSale, reply)) return { holdId, ...reply, onSale, wanted };
      attempt++;
      context.events.forget(eventId);
      continue;
    }
    if (reply.verdict === 'taken') throw seatsTaken(onSale, reply.seats, reply.ownHolds);
    if (reply.verdict === 'mine') throw alreadyHeld(onSale, reply);
    if (reply.verdict === 'reused') throw keyReused();
    if (reply.verdict === 'capacity' && 'section' in wanted) throw sectionFull(wanted);
    if (reply.verdict === 'limit')
      throw new Problem('limit_exceeded', 'you hold as many seats of this event as one buyer may', {
        reason: 'limit',
        seats: [],
      });
    if (reply.verdict === 'crowded' || reply.verdict === 'paused')
      throw tooManyHeld(reply, context.holdQueue.rules.freeStrikes);
    if (reply.verdict === 'again') {
      if (++again > PATIENCE) throw unavailable('the live state of the seats', new Error('too many want the same'));
      await wait(Math.random() * Math.min(MAX_PAUSE_MS, again));
      continue;
    }
    attempt++;
    context.events.forget(eventId);
    if (reply.verdict === 'unready') await orUnavailable(() => rebuildSeats(redis, pool, eventId));
    else await wait(Math.random() * 10);
  }
  throw keepsChanging();
}

async function holdAccessible(
  queue: HoldQueue,
  onSale: EventOnSale,
  wanted: WantedInSection,
  request: HoldRequest,
): Promise<HeldFor | Refusal> {
  const seats = await chooseAccessible(queue.redis, onSale, wanted);
  if (typeof seats === 'string') {
    // The same order is being placed twice, and the first has the last ones.
    const known = await lookAtHold(queue.redis, onSale, request.buyer, request.holdId);
    return typeof known === 'string' ? { verdict: seats } : known;
  }
  const reply = await queue.hold(onSale, { seats, isChosen: true }, request);
  return 'verdict' in reply && reply.verdict === 'taken' ? { verdict: 'again' } : reply;
}

/** Places for wheelchairs are few, and so are those who ask for them: chosen from what is read, then held by name. */
async function chooseAccessible(
  redis: RedisClient,
  { event }: EventOnSale,
  wanted: WantedInSection,
): Promise<number[] | 'stale' | 'unready' | 'capacity' | 'again'> {
  const state = await readSeats(redis, event.id, event);
  if (typeof state === 'string') return state;
  const taken = new Set<number>();
  for (const [from, to] of wanted.section.parts)
    for (let seat = from; seat <= to; seat++)
      if (isSet(state.maps.held, seat) || isSet(state.maps.sold, seat)) taken.add(seat);
  // With 0 there are more expired holds than one look may free.
  return chooseFree(wanted, taken, 0) ?? (state.holdEndsInMs === 0 ? 'again' : 'capacity');
}

/**
 * Asks something of holds, with the event as new as Redis knows it.
 * @param caller who asks, where an organizer is to find a draft
 * @throws Problem `event_not_found`, or `unavailable` when Redis is away
 */
export async function askOfHold<Reply>(
  context: Context,
  eventId: string,
  ask: (redis: RedisClient, onSale: EventOnSale) => Promise<Reply | 'stale'>,
  caller?: string,
): Promise<{ onSale: EventOnSale; reply: Reply }> {
  const { pool } = context.databases.ofId(eventId);
  const redis = await requireRedis(context);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const onSale = await context.events.get(pool, eventId, caller);
    const reply = await orUnavailable(() => ask(redis, onSale));
    if (reply !== 'stale') return { onSale, reply };
    context.events.forget(eventId);
    await wait(Math.random() * 10);
  }
  throw keepsChanging();
}

export async function orUnavailable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof Problem ? error : unavailable('the live state of the seats', error);
  }
}

/** The problem of an event that is changed time and again. */
export function keepsChanging(): Problem {
  return new Problem('event_changed', 'the event keeps changing; try again shortly');
}
