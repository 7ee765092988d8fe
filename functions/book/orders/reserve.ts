/**
 * Seats reserved while MySQL decides: held in the live state for that moment. Without Redis there is nothing to reserve
 * with: the seats are read from MySQL, whose key decides all the same.
 */
import type { RedisClient } from '../../shared/redis/redis-client.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { log } from '../../shared/log.ts';
import { Problem } from '../../shared/problem.ts';
import { isCrowded } from '../live/hold-queue.ts';
import type { SeatsOfHold } from '../commit/pending-order.ts';
import type { Context } from '../context.ts';
import { holdSeats, type SeatsAsked } from '../holds/hold-seats.ts';
import { releaseSeats, settleSeats } from '../live/live-seats.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import type { CancelUntil } from '../on-sale/terms.ts';
import { chooseFree, sectionFull } from '../on-sale/seat-choice.ts';
import { readTaken } from '../store.ts';

/** Longer than an order takes, however slow; should it take longer still, MySQL decides all the same. */
export const SELLING_MS = 30_000;

/** Seats to be sold. */
export interface Reservation {
  onSale: EventOnSale;
  /** Until when the buyer may cancel. */
  cancelUntil: CancelUntil;
  /** In ascending order. */
  seats: number[];
  /** What each costs, in minor units: by the hold's terms, or by the event as it is. */
  prices: readonly number[];
  /** The hold that they are reserved by; nothing without Redis. */
  holdId: string;
  /** Those of them that the buyer had on hold before, where the order has named them. */
  ownHolds?: readonly SeatsOfHold[];
  /** Other seats would do as well. */
  replaceable: boolean;
  /** The order was not placed: frees what was reserved for it alone, and sets right what turned out to be taken. */
  giveUp(taken: readonly number[]): Promise<void>;
}

/** Seats to be held for as long as the order takes. */
export type SeatsToReserve = Omit<SeatsAsked, 'times'>;

/** The same request twice at once shares a hold: the second must not be refused because of the first. */
export function nameOf(userId: string, key: string, fingerprint: Buffer): string {
  return `${userId}_${fingerprint.toString('base64url')}_${key}`;
}

/** Holds seats in the live state or, without Redis, chooses them by MySQL. @throws Problem: why they cannot be had */
export async function reserveSeats(
  context: Context,
  shard: Shard,
  asked: SeatsToReserve,
  attempt: number,
): Promise<Reservation> {
  const redis = (await context.cache.ready()) ? context.cache.redis : undefined;
  if (!redis) return reserveInDatabase(context, shard, asked, attempt);
  try {
    const { eventId, buyer, holdId } = asked;
    const held = await holdSeats(context, redis, shard.pool, {
      ...asked,
      times: { holdMs: SELLING_MS, holdMaxMs: SELLING_MS },
    });
    return {
      onSale: held.onSale,
      ...priced(held.onSale, held.seats),
      holdId,
      replaceable: 'section' in held.wanted,
      giveUp: async (taken) => {
        // In this order, or what is sold would look free in between.
        await setRight(redis, shard, eventId, taken);
        await quietly(async () => void (await releaseSeats(redis, eventId, buyer, holdId)));
      },
    };
  } catch (error) {
    // What is too much for Redis would be too much for MySQL, too.
    if (!(error instanceof Problem && error.code === 'unavailable') || isCrowded(error)) throw error;
    log.warn({ err: error }, 'selling without redis');
    return reserveInDatabase(context, shard, asked, attempt);
  }
}

/** Chooses seats by MySQL alone, whoever holds them. */
export async function reserveInDatabase(
  context: Context,
  shard: Shard,
  asked: SeatsToReserve,
  attempt: number,
): Promise<Reservation> {
  const { eventId, want, caller } = asked;
  const { onSale, wanted } = await context.events.judge(
    shard.pool,
    eventId,
    (known) => ({
      onSale: known,
      wanted: want(known),
    }),
    caller,
  );
  const nothing = { onSale, holdId: '', giveUp: async () => {} };
  if ('seats' in wanted) return { ...nothing, ...priced(onSale, wanted.seats), replaceable: false };
  const taken = await readTaken(shard.pool, eventId, wanted.section.parts);
  const seats = chooseFree(wanted, taken, attempt === 1 ? 0 : Math.random());
  if (seats) return { ...nothing, ...priced(onSale, seats), replaceable: true };
  // Seats may have been added that this process is yet to hear of.
  const { event } = await context.events.current(shard.pool, eventId, caller);
  if (event.version === onSale.event.version) throw sectionFull(wanted);
  return reserveInDatabase(context, shard, asked, attempt);
}

function priced(onSale: EventOnSale, seats: number[]): Pick<Reservation, 'seats' | 'prices' | 'cancelUntil'> {
  return { seats, prices: seats.map((seat) => onSale.priceOf(seat)), cancelUntil: onSale.event.cancelUntil };
}

/** MySQL has sold what Redis took for free. */
export async function setRight(
  redis: RedisClient,
  shard: Shard,
  eventId: string,
  taken: readonly number[],
): Promise<void> {
  await quietly(() => settleSeats(redis, shard.pool, eventId, taken));
}

async function quietly(attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    // What was held for this order expires by itself, and the next conflict sets the marks right.
    log.warn({ err: error }, 'the live state was not set right');
  }
}
