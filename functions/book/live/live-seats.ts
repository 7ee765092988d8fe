/** The live seats of an event as booking uses them: holds, and the marks that follow a sale. */
import { isCluster, type RedisClient } from '../../shared/redis/redis-client.ts';
import { numberingOf } from '../../shared/event/chart.ts';
import { type Condition, UNCONDITIONAL } from '../../shared/http/condition.ts';
import { namedIn } from './hold-tag.ts';
import type { Pool } from '../../shared/mysql/pool.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import * as scripts from './held-seats-scripts.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import { closingText, type HoldTimes, MAX_EXTENSIONS, untilClosed } from './hold-times.ts';
import { readClaims } from '../store.ts';

/** Seats held by one buyer. */
export interface HeldSeats {
  /** Seat numbers in ascending order. */
  seats: number[];
  expiresAt: Date;
  /** As `termsText` wrote them; empty where none are kept. */
  terms: string;
  /** What it had as well, and somebody else has by now. */
  lost?: number[];
}

/** Attempts at setting seats right, should the state be rebuilt meanwhile. */
const SETTLE_ATTEMPTS = 5;

/** A hold, or why there is none: `stale` when what is known of the event is older than the version that Redis has, `failed` when it is not the one that is meant. */
export type HoldReply = HeldSeats | 'missing' | 'stale' | 'limit' | 'failed';

/** Looks at a buyer's hold; `missing` when it is gone, of another chart, or somebody else's. */
export async function lookAtHold(
  redis: RedisClient,
  onSale: EventOnSale,
  buyer: string,
  holdId: string,
): Promise<HoldReply> {
  const { event } = onSale;
  const about = [holdId, buyer, event.version, numberingOf(event), closingText(onSale)];
  return holdReply(onSale, await scripts.look(redis, seatKeys(event.id), about));
}

/** A hold of a buyer's, and under which keys it was asked for, as `holdKey` writes them. */
export interface OwnHold extends HeldSeats {
  id: string;
  keys: string;
}

/** The holds that a buyer keeps, the oldest first; none where there is no state, or it is of another chart. */
export async function holdsOf(redis: RedisClient, onSale: EventOnSale, buyer: string): Promise<OwnHold[] | 'stale'> {
  const { event } = onSale;
  const about = [buyer, event.version, numberingOf(event), closingText(onSale)];
  const [verdict, ...found] = await scripts.holdsOfBuyer(redis, seatKeys(event.id), about);
  if (verdict === 'stale') return verdict;
  const holds = found.map(([keys, [id, ...facts]]) => ({ id: String(id), keys, ...heldOf(facts) }));
  return holds.every((hold) => isKnown(onSale, hold)) ? holds : 'stale';
}

/** What a buyer takes the terms of a hold to be. */
export interface TermsToMatch {
  totalCents?: number | undefined;
  /** When and where the event is. */
  where?: string | undefined;
}

/** As `lookAtHold`, and makes sure that the hold lasts for so many ms more, if its terms are what they are taken for. */
export async function pinHold(
  redis: RedisClient,
  onSale: EventOnSale,
  buyer: string,
  holdId: string,
  ms: number,
  { totalCents, where }: TermsToMatch = {},
): Promise<HoldReply> {
  const { event } = onSale;
  const terms = [totalCents ?? '', where ?? ''];
  const about = [holdId, buyer, event.version, numberingOf(event), ms, ...terms, closingText(onSale)];
  return holdReply(onSale, await scripts.pin(redis, seatKeys(event.id), about));
}

/** Begins a hold's time anew; `limit` when it was extended often enough or has reached its hard maximum. */
export async function extendTime(
  redis: RedisClient,
  onSale: EventOnSale,
  buyer: string,
  holdId: string,
  times: HoldTimes,
  condition: Condition = UNCONDITIONAL,
): Promise<HoldReply> {
  const { event } = onSale;
  const { holdMs, holdMinMs = holdMs } = untilClosed(onSale, times);
  const reply = await scripts.extend(redis, seatKeys(event.id), [
    holdId,
    buyer,
    event.version,
    numberingOf(event),
    holdMs,
    MAX_EXTENSIONS,
    namedIn(condition),
    holdMinMs,
    times.holdMaxMs,
    event.seatsTotal,
    closingText(onSale),
  ]);
  return holdReply(onSale, reply);
}

/**
 * Gives a buyer's hold back. An order of it, or of its name, may have been placed though nobody was told: what is sold of it is marked so before.
 * @returns `missing` when it is gone or somebody else's, `failed` when it is not the one that is meant
 * @throws while MySQL cannot say what is sold; then nothing is given back
 */
export async function releaseSeats(
  redis: RedisClient,
  pool: Pool,
  eventId: string,
  buyer: string,
  holdId: string,
  condition: Condition = UNCONDITIONAL,
): Promise<'released' | 'missing' | 'failed'> {
  const released = await settleAndRelease(redis, pool, eventId, [holdId, buyer, namedIn(condition), '']);
  if (released < 0) return 'failed';
  return released > 0 ? 'released' : 'missing';
}

/** A part in an order's own hold, as `HoldRequest` asks for it. */
export interface PartOfHold {
  buyer: string;
  holdId: string;
  sharer?: string | undefined;
}

/**
 * Gives up a part in an order's own hold. Its seats are free when nobody has one any more: the same order may be placed twice at once, and one of them
 * be refused. What is sold of it is marked so before, as with `releaseSeats`.
 * @throws while MySQL cannot say what is sold; then nothing is given up
 */
export async function leaveHold(
  redis: RedisClient,
  pool: Pool,
  eventId: string,
  { buyer, holdId, sharer = '' }: PartOfHold,
): Promise<void> {
  await settleAndRelease(redis, pool, eventId, [holdId, buyer, '', sharer]);
}

/** @returns what the script replies */
async function settleAndRelease(
  redis: RedisClient,
  pool: Pool,
  eventId: string,
  about: [holdId: string, buyer: string, condition: string, sharer: string],
): Promise<number> {
  const [holdId, buyer] = about;
  await settleSeats(redis, pool, eventId, await scripts.seatsOfHold(redis, seatKeys(eventId), [holdId, buyer]));
  return scripts.release(redis, seatKeys(eventId), about);
}

/** What is left of a hold; or, where nothing is, what it was. */
export type LeftOfHold = HeldSeats & { isReleased: boolean };

/**
 * Gives some seats of a buyer's hold back. As with `releaseSeats`, what is sold of them is marked so before.
 * @param seats those that it does not have are no matter: they may have been given back before
 * @throws while MySQL cannot say what is sold; then nothing is given back
 */
export async function letGoOf(
  redis: RedisClient,
  pool: Pool,
  onSale: EventOnSale,
  hold: { buyer: string; holdId: string; seats: readonly number[] },
  condition: Condition = UNCONDITIONAL,
): Promise<LeftOfHold | Exclude<HoldReply, HeldSeats>> {
  const { event } = onSale;
  const keys = seatKeys(event.id);
  const named = new Set(hold.seats);
  const has = await scripts.seatsOfHold(redis, keys, [hold.holdId, hold.buyer]);
  await settleSeats(
    redis,
    pool,
    event.id,
    has.filter((seat) => named.has(seat)),
  );
  const about = [hold.holdId, hold.buyer, event.version, numberingOf(event), closingText(onSale), namedIn(condition)];
  const [verdict, ...facts] = await scripts.releaseSome(redis, keys, [...about, ...hold.seats]);
  const isReleased = verdict === 'released';
  const reply = holdReply(onSale, [isReleased ? 'ok' : String(verdict), ...facts]);
  return typeof reply === 'string' ? reply : { ...reply, isReleased };
}

/** An order's seats, and the hold they were reserved by; none without Redis. */
export interface SoldSeats {
  holdId: string | undefined;
  orderId: string;
  seats: readonly number[];
}

/** Marks the seats of an event's orders sold, after their commit. */
export async function markSold(
  redis: RedisClient,
  pool: Pool,
  eventId: string,
  sold: readonly SoldSeats[],
): Promise<void> {
  await marking(redis, pool, new Map([[eventId, sold]]))(eventId);
}

/**
 * What marks the seats of orders of several events sold, event by event, after their commit: in one call for all of them, made for the first,
 * since half of what a call costs Redis it costs once. In a cluster, whose servers take calls for one event alone, in one call for each.
 */
export function marking(
  redis: RedisClient,
  pool: Pool,
  sold: ReadonlyMap<string, readonly SoldSeats[]>,
): (eventId: string) => Promise<void> {
  const confirmed = isCluster(redis)
    ? (eventId: string) => confirmSold(redis, sold, [eventId])
    : onceForAll(() => confirmSold(redis, sold, [...sold.keys()]));
  return async (eventId) => {
    const [first, ...rest] = (await confirmed(eventId)).get(eventId) ?? [];
    if (first === 'error') throw new Error(`seats could not be marked sold: ${rest.join(' ')}`);
    if (first !== undefined) await settleSeats(redis, pool, eventId, [first, ...rest].map(Number));
  };
}

function onceForAll<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () => (asked ??= ask());
}

/** What the script replies for each event. */
async function confirmSold(
  redis: RedisClient,
  sold: ReadonlyMap<string, readonly SoldSeats[]>,
  events: readonly string[],
): Promise<Map<string, string[]>> {
  const each = events.flatMap((eventId) => {
    const about = (sold.get(eventId) ?? []).flatMap(({ holdId, orderId, seats }) => [
      holdId ?? '',
      orderId,
      seats.length,
      ...seats,
    ]);
    return [about.length, ...about];
  });
  const replies = await scripts.confirm(redis, events.flatMap(seatKeys), each);
  return new Map(events.map((eventId, index) => [eventId, replies[index] ?? ['error', 'no reply']]));
}

/** Frees seats of an order, after the commit of their cancellation. `by`: the buyer, if it was his wish. */
export async function markFree(
  redis: RedisClient,
  eventId: string,
  orderId: string,
  seats: readonly number[],
  by = '',
): Promise<void> {
  await scripts.clear(redis, seatKeys(eventId), [orderId, by, ...seats]);
}

/**
 * Sets the live state of seats right by the claims in MySQL. An event without a state needs nothing: a rebuild reads MySQL.
 * @throws Error when the state is rebuilt again and again
 */
export async function settleSeats(
  redis: RedisClient,
  pool: Pool,
  eventId: string,
  seats: readonly number[],
): Promise<void> {
  if (seats.length === 0) return;
  const keys = seatKeys(eventId);
  for (let attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
    const [built, at, ...seen] = await scripts.ownersOf(redis, keys, seats);
    if (built === '') return;
    const claims = await readClaims(pool, eventId, seats);
    const facts = seats.flatMap((seat, index) => [seat, seen[index] ?? '', claims.get(seat) ?? '']);
    if ((await scripts.settle(redis, keys, [built, at, ...facts])) === 1) return;
  }
  throw new Error(`the live state of ${eventId} keeps being rebuilt`);
}

/** A hold as scripts tell it. */
export function heldOf([expires, , , terms, ...more]: readonly (string | number)[]): HeldSeats {
  const at = more.indexOf('/');
  const seats = (at < 0 ? more : more.slice(0, at)).map(Number);
  const held = { seats, expiresAt: new Date(Number(expires)), terms: String(terms) };
  return at < 0 ? held : { ...held, lost: more.slice(at + 1).map(Number) };
}

function holdReply(onSale: EventOnSale, [verdict, ...facts]: readonly (string | number)[]): HoldReply {
  if (verdict !== 'ok') return verdict as Exclude<HoldReply, HeldSeats>;
  const held = heldOf(facts);
  return isKnown(onSale, held) ? held : 'stale';
}

/** Whether all seats of a hold are of the chart as it is known here: Redis need not have heard yet that some were added. */
export function isKnown({ seating }: EventOnSale, { seats }: Pick<HeldSeats, 'seats'>): boolean {
  return (seats.at(-1) ?? 0) < seating.total;
}
