/** Holds: seats kept for a buyer for a while, in Redis alone. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Call } from '../../shared/http/call.ts';
import { notThere, requireCondition } from '../../shared/http/condition.ts';
import { eventTag } from '../../shared/http/etag.ts';
import { newId, slotOf } from '../../shared/ids.ts';
import type { Pool } from '../../shared/mysql/pool.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import type { extendHold, getHold, holdSeats, releaseHold } from '../api.ts';
import { isCrowded } from '../live/hold-queue.ts';
import { claimSeats } from '../live/claim.ts';
import { networkNames } from '../live/hold-limits.ts';
import { requireAge, tooManyHeld } from './refusals.ts';
import { type Context, requireRedis } from '../context.ts';
import {
  extendTime,
  type HeldSeats,
  type HoldReply,
  type HoldTimes,
  lookAtHold,
  releaseSeats,
} from '../live/live-seats.ts';
import { requireOpen, type EventOnSale } from '../event-on-sale.ts';
import { seatsTaken, sectionFull, type Wanted, wantedSeats } from '../choice/seat-choice.ts';
import { termsOfHold } from '../terms.ts';

const ATTEMPTS = 6;
/** So often somebody else may come first, or a crowd of expired holds be in the way. */
const PATIENCE = 40;
const MAX_PAUSE_MS = 20;

/** A claim that worked, with the event it was made on. */
export interface Claimed extends HeldSeats {
  onSale: EventOnSale;
}

/** What is claimed, by whom, for how long. */
export interface ClaimTerms {
  eventId: string;
  buyer: string;
  holdId: string;
  times: HoldTimes;
  /** Seats that the buyer may hold at once; by default what the event and common sense allow. */
  atOnce?: number;
  /** The hold keeps the terms of the event as it is made on. */
  keepsTerms?: boolean;
  /** Names of the networks that the buyer comes from, when he is to keep the seats for a while. */
  networks?: readonly string[];
  /** Says of the event as it stands which seats are wanted, or throws the Problem why there is none to be had. */
  want: (onSale: EventOnSale) => Wanted;
}

/**
 * Claims seats in the live state, rebuilding that state or refreshing what is known of the event as needed.
 * @throws Problem: why the seats cannot be had, or `unavailable` when Redis is away
 */
export async function claim(context: Context, redis: Redis, pool: Pool, terms: ClaimTerms): Promise<Claimed> {
  const { eventId, want } = terms;
  for (let attempt = 1, again = 0; attempt <= ATTEMPTS;) {
    const { onSale, wanted } = await context.events.judge(pool, eventId, (known) => ({
      onSale: known,
      wanted: want(known),
    }));
    const reply = await orUnavailable(() => claimSeats(context.claims, onSale, wanted, terms)).catch(
      (error: unknown) => {
        // It may have been claimed all the same; said on the same connection, this comes after it.
        if (!isCrowded(error)) releaseSeats(redis, eventId, terms.buyer, terms.holdId).catch(() => {});
        throw error;
      },
    );
    if (!('verdict' in reply)) return { ...reply, onSale };
    if (reply.verdict === 'taken') throw seatsTaken(onSale, reply.seats);
    if (reply.verdict === 'capacity' && 'section' in wanted) throw sectionFull(wanted);
    if (reply.verdict === 'limit')
      throw new Problem('limit_exceeded', 'you hold as many seats of this event as one buyer may', {
        reason: 'limit',
        seats: [],
      });
    if (reply.verdict === 'crowded' || reply.verdict === 'paused') throw tooManyHeld(reply);
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

/** POST …/holds */
export async function hold(context: Context, call: Call<typeof holdSeats>) {
  const { user, body, condition, address } = call;
  const { eventId } = call.params;
  const { pool } = context.databases.ofId(eventId);
  const redis = await requireRedis(context);
  const counted = await context.countHold(user.userId);
  const id = newId('hld', slotOf(eventId));
  const claimed = await claim(context, redis, pool, {
    eventId,
    buyer: user.userId,
    holdId: id,
    times: context.times,
    keepsTerms: true,
    networks: networkNames(address),
    want: (onSale) => {
      const now = new Date();
      requireOpen(onSale, now);
      requireAge(onSale, user, now);
      requireCondition(condition, eventTag(onSale.event));
      return wantedSeats(onSale, body);
    },
  }).catch(async (error: unknown) => {
    // Who finds seats taken tries others.
    await counted.giveBack();
    throw error;
  });
  return holdView(claimed.onSale, id, claimed);
}

/** GET …/holds/{holdId} */
export async function readHold(context: Context, { params, user }: Call<typeof getHold>) {
  const { onSale, reply } = await askOfHold(context, params.eventId, (redis, known) =>
    lookAtHold(redis, known, user.userId, params.holdId),
  );
  if (typeof reply === 'string') throw noHold();
  return holdView(onSale, params.holdId, reply);
}

/** PATCH …/holds/{holdId} */
export async function extend(context: Context, { params, user, condition }: Call<typeof extendHold>) {
  const { pool } = context.databases.ofId(params.eventId);
  await context.events.judge(pool, params.eventId, (known) => requireOpen(known, new Date()));
  const { onSale, reply } = await askOfHold(context, params.eventId, (redis, known) =>
    extendTime(redis, known, user.userId, params.holdId, context.times, condition),
  );
  if (reply === 'limit')
    throw new Problem('limit_exceeded', 'this hold cannot be extended further', { reason: 'limit', seats: [] });
  if (reply === 'failed') throw new Problem('precondition_failed', 'the hold ends at another time by now');
  if (typeof reply === 'string') throw notThere(condition, noHold());
  return holdView(onSale, params.holdId, reply);
}

/** DELETE …/holds/{holdId} */
export async function release(context: Context, { params, user, condition }: Call<typeof releaseHold>): Promise<void> {
  await context.events.get(context.databases.ofId(params.eventId).pool, params.eventId);
  const redis = await requireRedis(context);
  const { eventId, holdId } = params;
  if (!(await orUnavailable(() => releaseSeats(redis, eventId, user.userId, holdId, condition))))
    throw new Problem('precondition_failed', 'the hold is gone, or ends at another time by now; nothing was released');
}

/**
 * Asks something of a hold, with the event as new as Redis knows it.
 * @throws Problem `event_not_found`, or `unavailable` when Redis is away
 */
export async function askOfHold(
  context: Context,
  eventId: string,
  ask: (redis: Redis, onSale: EventOnSale) => Promise<HoldReply>,
): Promise<{ onSale: EventOnSale; reply: HoldReply }> {
  const { pool } = context.databases.ofId(eventId);
  const redis = await requireRedis(context);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const onSale = await context.events.get(pool, eventId);
    const reply = await orUnavailable(() => ask(redis, onSale));
    if (reply !== 'stale') return { onSale, reply };
    context.events.forget(eventId);
    await wait(Math.random() * 10);
  }
  throw keepsChanging();
}

async function orUnavailable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof Problem ? error : unavailable('the live state of the seats', error);
  }
}

function holdView(onSale: EventOnSale, id: string, held: HeldSeats) {
  const { totalCents, currency, eventVersion } = termsOfHold(onSale, held.seats, held.terms);
  return {
    id,
    eventId: onSale.event.id,
    seats: held.seats.map((seat) => onSale.seating.labelOf(seat)),
    totalCents,
    currency,
    eventVersion,
    expiresAt: held.expiresAt.toISOString(),
  };
}

function noHold(): Problem {
  return new Problem('hold_not_found', 'it has expired, was released or sold, or is not yours');
}

/** The problem of an event that is changed time and again. */
export function keepsChanging(): Problem {
  return new Problem('event_changed', 'the event keeps changing; try again shortly');
}
