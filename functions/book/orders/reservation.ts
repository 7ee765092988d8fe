/**
 * What an order, or a block, does to reserve its seats while MySQL decides: they are held in the live state for that moment. Without Redis there is
 * nothing to reserve with: the seats are read from MySQL, whose key decides all the same.
 */
import { randomBytes } from 'node:crypto';
import type { Shard } from '../../shared/mysql/databases.ts';
import { log } from '../../shared/log.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Context } from '../context.ts';
import type { Reservation, SeatsAsked } from '../holds/hold-seats.ts';
import type { HoldTimes } from '../live/hold-times.ts';
import { leaveHold, settleSeats } from '../live/live-seats.ts';
import { chooseFree, sectionFull } from '../on-sale/seat-choice.ts';
import { readTaken } from '../store.ts';

/** Longer than an order takes, however slow; should it take longer still, MySQL decides all the same. */
export const SELLING_MS = 30_000;

/** No hold of an order's own lasts longer. */
export const ORDER_TIMES: HoldTimes = { holdMs: SELLING_MS, holdMaxMs: SELLING_MS };

/** The same request twice at once shares a hold: the second must not be refused because of the first. */
export function directHoldName(userId: string, key: string, fingerprint: Buffer): string {
  return `${userId}_${fingerprint.toString('base64url')}_${key}`;
}

let sharers = 0;
const PROCESS = randomBytes(5).toString('hex');

/** A name for one request: the same order twice at once shares a hold, and the seats stay while one of the two may yet be placed. */
export function newSharer(): string {
  return `${PROCESS}${(sharers++).toString(36)}`;
}

/** Chooses seats by MySQL alone, whoever holds them. @param why Redis was asked before, in vain */
export async function reserveInDatabase(
  context: Context,
  shard: Shard,
  asked: SeatsAsked,
  why?: Problem,
): Promise<Reservation> {
  if (why) log.warn({ err: why }, 'selling without redis');
  const { eventId, want, caller, attempt = 1 } = asked;
  const { onSale, wanted } = await context.eventsOnSale.decideByFresh(
    shard.pool,
    eventId,
    (known) => ({
      onSale: known,
      wanted: want(known),
    }),
    caller,
  );
  const { cancelUntil } = onSale.event;
  if ('seats' in wanted) return { onSale, seats: wanted.seats, cancelUntil, replaceable: false };
  const taken = await readTaken(shard.pool, eventId, wanted.section.parts);
  const seats = chooseFree(wanted, taken, attempt === 1 ? 0 : Math.random());
  if (seats) return { onSale, seats, cancelUntil, replaceable: true };
  // Seats may have been added that this process is yet to hear of.
  const { event } = await context.eventsOnSale.current(shard.pool, eventId, caller);
  if (event.version === onSale.event.version) throw sectionFull(wanted);
  return reserveInDatabase(context, shard, asked);
}

/**
 * The order was not placed: frees what was reserved for it alone, and sets right what turned out to be taken, or may be.
 * @param taken what may be sold, be it by an earlier try of the same order, which had it reserved under the same name
 */
export async function giveUp(
  { redisLink: { redis } }: Context,
  shard: Shard,
  { onSale: { event }, holdId, part }: Reservation,
  taken: readonly number[],
): Promise<void> {
  if (holdId === undefined) return;
  // In this order, or what is sold would look free in between. While MySQL cannot say what is sold, nothing is freed.
  const isSettled = await quietly(() => settleSeats(redis, shard.pool, event.id, taken));
  if (isSettled && part) await quietly(() => leaveHold(redis, shard.pool, event.id, part));
}

async function quietly(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    // What was held for this order expires by itself, and the next conflict sets the marks right.
    log.warn({ err: error }, 'the live state was not set right');
    return false;
  }
}
