/** Holds seats for a while, or for the moment of an order; and asks of holds. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisClient } from '../../shared/redis/redis-client.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { isSet, readSeats } from '../../shared/seats/state.ts';
import type { SeatsOfHold } from '../commit/pending-order.ts';
import { chooseFree, type WantedInSection, type Wanted } from '../on-sale/seat-choice.ts';
import type { CancelUntil } from '../on-sale/terms.ts';
import { type Context, requireRedis } from '../context.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import type { HoldQueue } from '../live/hold-queue.ts';
import type { HeldFor, HoldRequest, Refusal } from '../live/hold-request.ts';
import { type HeldSeats, isKnown, leaveHold, lookAtHold, type PartOfHold, releaseSeats } from '../live/live-seats.ts';
import { keepsChanging, whyNot } from './refusals.ts';

/** So often the live state may have to be rebuilt, or the event read anew. */
const HOLD_ATTEMPTS = 6;
/** So often somebody else may come first, or a crowd of expired holds be in the way. */
const LOST_RACES = 40;
const MAX_PAUSE_MS = 20;
/** So often Redis may fail and yet answer when it is asked whether it does; then it is full, say, or refuses what writes. */
const HOLD_FAILURES = 2;

/** Which seats are asked for, by whom, for how long. */
export interface SeatsAsked extends HoldRequest {
  eventId: string;
  /** Who asks: the organizer finds a draft, and learns that it is one. */
  caller: string;
  /** Says of the event as it stands which seats are wanted, or throws the Problem why there is none to be had. */
  want: (onSale: EventOnSale) => Wanted;
  /** Of an order, which try it is: whoever lost seats that MySQL chose is to choose others. */
  attempt?: number;
}

/** Seats that are got: on hold or, while Redis is away, free by what MySQL says. */
export interface Reservation {
  onSale: EventOnSale;
  /** In ascending order. */
  seats: readonly number[];
  /** What each costs, in minor units, by the terms of holds; without, by the event as it is. */
  prices?: readonly number[];
  /** Until when the buyer may cancel. */
  cancelUntil: CancelUntil;
  /** The hold that has them; none without Redis. */
  holdId?: string | undefined;
  /** The part in it, where it was made for this alone: it is left when they are given up. */
  part?: PartOfHold | undefined;
  /** Those of them that the buyer had on hold before, where the order has named them. */
  ownHolds?: readonly SeatsOfHold[];
  /** Other seats would do as well. */
  replaceable: boolean;
}

/** Seats that are on hold; `holdId`: which hold has them, an earlier one perhaps. */
export interface Held extends Reservation, HeldSeats {
  holdId: string;
  seats: number[];
}

/** What is done without Redis. @param why what became of it meanwhile */
export type WithoutRedis<Got> = (context: Context, shard: Shard, asked: SeatsAsked, why?: Problem) => Promise<Got>;

/**
 * Holds seats in the live state, rebuilding that state or refreshing what is known of the event as needed.
 * @throws Problem: why the seats cannot be had, or `unavailable` when too many wait, or MySQL does not answer
 */
export async function holdInLiveState<Otherwise>(
  context: Context,
  shard: Shard,
  asked: SeatsAsked,
  withoutRedis: WithoutRedis<Otherwise>,
): Promise<Held | Otherwise> {
  const { redisLink, eventsOnSale, holdQueue } = context;
  const { eventId, want, caller } = asked;
  if (!redisLink.isReady && !(await redisLink.ready())) return withoutRedis(context, shard, asked);
  for (let attempt = 1, races = 0, failures = 0; attempt <= HOLD_ATTEMPTS;) {
    const { onSale, wanted } = await eventsOnSale.decideByFresh(
      shard.pool,
      eventId,
      (known) => ({ onSale: known, wanted: want(known) }),
      caller,
    );
    let reply: HeldFor | Refusal;
    try {
      reply =
        'section' in wanted && wanted.accessible > 0
          ? await holdAccessible(holdQueue, onSale, wanted, asked)
          : await holdQueue.hold(onSale, wanted, asked);
      if ('verdict' in reply && reply.verdict === 'unready') await rebuildSeats(redisLink.redis, shard.pool, eventId);
      if ('verdict' in reply && reply.verdict === 'lost') await releaseRest(context, shard, asked);
    } catch (error) {
      // What MySQL says, and what is too much for Redis, would be so without Redis, too.
      if (error instanceof Problem) throw error;
      // This process alone may have lost its connection, or have stood still: what others hold is theirs. It has its name: what was held
      // all the same is found again.
      if (++failures <= HOLD_FAILURES && (await redisLink.answers(seatKeys(eventId)[0] ?? eventId))) continue;
      void giveBack(context, shard, asked);
      return withoutRedis(context, shard, asked, asProblem(error));
    }
    if (!('verdict' in reply)) {
      if (isKnown(onSale, reply)) return heldFor(asked, onSale, wanted, reply);
    } else if (reply.verdict === 'again') {
      if (++races > LOST_RACES) throw unavailable('the live state of the seats', new Error('too many want the same'));
      await wait(Math.random() * Math.min(MAX_PAUSE_MS, races));
      continue;
    } else if (reply.verdict !== 'stale' && reply.verdict !== 'unready' && reply.verdict !== 'lost') {
      throw whyNot(onSale, wanted, reply, holdQueue.rules);
    }
    attempt++;
    eventsOnSale.forget(eventId);
    if ('verdict' in reply && reply.verdict === 'stale') await wait(Math.random() * 10);
  }
  throw keepsChanging();
}

/** What is left of a hold that has lost some, before all is chosen anew. @throws Problem `unavailable` while MySQL cannot say what of it is sold */
const releaseRest = ({ redisLink: { redis } }: Context, { pool }: Shard, { eventId, buyer, holdId }: SeatsAsked) =>
  orUnavailable(() => releaseSeats(redis, pool, eventId, buyer, holdId));

/**
 * What may have been held all the same. On the same connection this comes after it; where that is gone, on the next one. An earlier try of the same
 * order had the same name: what it has sold stays so, and while MySQL cannot say, all stays on hold until it expires.
 */
async function giveBack({ redisLink }: Context, { pool }: Shard, asked: SeatsAsked): Promise<void> {
  const leave = () => leaveHold(redisLink.redis, pool, asked.eventId, asked);
  await leave().catch(async () => {
    if (await redisLink.ready()) await leave().catch(() => {});
  });
}

function heldFor(asked: SeatsAsked, onSale: EventOnSale, wanted: Wanted, held: HeldFor): Held {
  return {
    onSale,
    seats: held.seats,
    expiresAt: held.expiresAt,
    terms: held.terms,
    cancelUntil: onSale.event.cancelUntil,
    holdId: held.holdId ?? asked.holdId,
    part: asked,
    replaceable: 'section' in wanted,
  };
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
  for (let attempt = 1; attempt <= HOLD_ATTEMPTS; attempt++) {
    const onSale = await context.eventsOnSale.get(pool, eventId, caller);
    const reply = await orUnavailable(() => ask(redis, onSale));
    if (reply !== 'stale') return { onSale, reply };
    context.eventsOnSale.forget(eventId);
    await wait(Math.random() * 10);
  }
  throw keepsChanging();
}

export async function orUnavailable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw asProblem(error);
  }
}

/** What was thrown, as the caller may see it: what is no Problem is that Redis is away. */
function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : unavailable('the live state of the seats', error);
}
