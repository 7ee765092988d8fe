/** The live seats of an event as booking uses them: holds, and the marks that follow a sale. */
import type { Redis } from 'ioredis';
import type { Pool } from '../shared/mysql.ts';
import type { ScriptArgument } from '../shared/redis-script.ts';
import { seatKeys } from '../shared/seat-keys.ts';
import { isSet, readSeats } from '../shared/seat-state.ts';
import * as scripts from './hold-scripts.ts';
import type { Sale } from './sale.ts';
import { rowLayout } from './row-layout.ts';
import { chooseFree, type SectionWish, type Wanted } from './seat-choice.ts';
import { readClaims } from './store.ts';

/** Seats held by one buyer. */
export interface HeldSeats {
  /** Seat numbers in ascending order. */
  seats: number[];
  expiresAt: Date;
}

/** Why seats were not claimed. */
export type Refusal =
  | { verdict: 'taken'; seats: number[] }
  /** `again`: more holds have expired than one call may free, or seats chosen outside of the call were lost in between. */
  | { verdict: 'capacity' | 'limit' | 'stale' | 'unready' | 'again' };

/** How long holds last. */
export interface HoldTimes {
  holdMs: number;
  /** From the first moment, however often it is extended. */
  holdMaxMs: number;
}

/** Attempts at setting seats right, should the state be rebuilt meanwhile. */
const SETTLE_ATTEMPTS = 5;
/** A hold can be extended this often. */
const MAX_EXTENSIONS = 10;
/** Without a limit per buyer, somebody can hold two orders' worth of seats. */
const SEATS_HELD_AT_ONCE = 20;

/** Who claims, under which name, for how long; `atOnce`: how many seats he may hold. */
export interface Claimant {
  buyer: string;
  holdId: string;
  times: HoldTimes;
  atOnce?: number;
}

/** Claims seats for a hold, all or none. */
export async function claimSeats(
  redis: Redis,
  sale: Sale,
  wanted: Wanted,
  claimant: Claimant,
): Promise<HeldSeats | Refusal> {
  if ('seats' in wanted || wanted.accessible === 0) return sendClaim(redis, sale, claimArguments(wanted), claimant);
  const seats = await chooseAccessible(redis, sale, wanted);
  if (typeof seats === 'string') {
    // The same order is being placed twice, and the first has the last ones.
    const known = await lookAtHold(redis, sale, claimant.buyer, claimant.holdId);
    return typeof known === 'string' ? { verdict: seats } : known;
  }
  const reply = await sendClaim(redis, sale, ['seats', ...seats], claimant);
  return 'verdict' in reply && reply.verdict === 'taken' ? { verdict: 'again' } : reply;
}

function claimArguments(wanted: Wanted): ScriptArgument[] {
  if ('seats' in wanted) return ['seats', ...wanted.seats];
  const { section, quantity } = wanted;
  if (section.kind === 'general') return ['section', section.from, section.to, quantity];
  const { packed } = rowLayout(section);
  return ['best', quantity, packed.ordinary, packed.all];
}

/** Places for wheelchairs are few, and so are those who ask for them: chosen from what is read, then claimed by name. */
async function chooseAccessible(
  redis: Redis,
  { event }: Sale,
  wish: SectionWish,
): Promise<number[] | 'stale' | 'unready' | 'capacity' | 'again'> {
  const state = await readSeats(redis, event.id, event);
  if (typeof state === 'string') return state;
  const taken = new Set<number>();
  for (let seat = wish.section.from; seat <= wish.section.to; seat++)
    if (isSet(state.maps.held, seat) || isSet(state.maps.sold, seat)) taken.add(seat);
  // With 0 there are more expired holds than one look may free.
  return chooseFree(wish, taken, 0) ?? (state.holdEndsInMs === 0 ? 'again' : 'capacity');
}

async function sendClaim(
  redis: Redis,
  { event: { id, version, chartVersion, limitPerBuyer } }: Sale,
  which: readonly ScriptArgument[],
  { buyer, holdId, times, atOnce }: Claimant,
): Promise<HeldSeats | Refusal> {
  const reply = await scripts.claim(redis, seatKeys(id), [
    version,
    chartVersion,
    holdId,
    buyer,
    times.holdMs,
    times.holdMaxMs,
    atOnce ?? Math.min(SEATS_HELD_AT_ONCE, limitPerBuyer ?? SEATS_HELD_AT_ONCE),
    ...which,
  ]);
  const held = heldOf(reply);
  if (held) return held;
  const verdict = String(reply[0]) as Refusal['verdict'];
  return verdict === 'taken' ? { verdict, seats: reply.slice(1).map(Number) } : { verdict };
}

/** A hold, or why there is none: `stale` when the sale is older than what Redis was told of. */
export type HoldReply = HeldSeats | 'missing' | 'stale' | 'limit';

/** Looks at a buyer's hold; `missing` when it is gone, of another chart, or somebody else's. */
export async function lookAtHold(redis: Redis, { event }: Sale, buyer: string, holdId: string): Promise<HoldReply> {
  return holdReply(await scripts.look(redis, seatKeys(event.id), [holdId, buyer, event.version, event.chartVersion]));
}

/** As `lookAtHold`, and makes sure that the hold lasts for so many ms more. */
export async function pinHold(
  redis: Redis,
  { event }: Sale,
  buyer: string,
  holdId: string,
  ms: number,
): Promise<HoldReply> {
  return holdReply(
    await scripts.pin(redis, seatKeys(event.id), [holdId, buyer, event.version, event.chartVersion, ms]),
  );
}

/** Begins a hold's time anew; `limit` when it was extended often enough or has reached its hard maximum. */
export async function extendTime(
  redis: Redis,
  { event }: Sale,
  buyer: string,
  holdId: string,
  times: HoldTimes,
): Promise<HoldReply> {
  const reply = await scripts.extend(redis, seatKeys(event.id), [
    holdId,
    buyer,
    event.version,
    event.chartVersion,
    times.holdMs,
    MAX_EXTENSIONS,
  ]);
  return holdReply(reply);
}

/** Gives a buyer's hold back; one that is gone is no error. */
export async function releaseSeats(redis: Redis, eventId: string, buyer: string, holdId: string): Promise<void> {
  await scripts.release(redis, seatKeys(eventId), [holdId, buyer]);
}

/** An order's seats, and the hold they were reserved by. */
export interface SoldSeats {
  holdId: string;
  orderId: string;
  seats: readonly number[];
}

/** Marks the seats of an event's orders sold, after their commit. */
export async function markSold(redis: Redis, pool: Pool, eventId: string, sold: readonly SoldSeats[]): Promise<void> {
  const odd = await scripts.confirm(
    redis,
    seatKeys(eventId),
    sold.flatMap(({ holdId, orderId, seats }) => [holdId, orderId, seats.length, ...seats]),
  );
  if (odd.length > 0) await settleSeats(redis, pool, eventId, odd.map(Number));
}

/** Frees an order's seats, after the commit of its cancellation. */
export async function markFree(
  redis: Redis,
  eventId: string,
  orderId: string,
  seats: readonly number[],
): Promise<void> {
  await scripts.clear(redis, seatKeys(eventId), [orderId, ...seats]);
}

/**
 * Sets the live state of seats right by the claims in MySQL. An event without a state needs nothing: a rebuild reads MySQL.
 * @throws Error when the state is rebuilt again and again
 */
export async function settleSeats(redis: Redis, pool: Pool, eventId: string, seats: readonly number[]): Promise<void> {
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

function heldOf([verdict, expires, , , ...seats]: readonly (string | number)[]): HeldSeats | undefined {
  return verdict === 'ok' ? { seats: seats.map(Number), expiresAt: new Date(Number(expires)) } : undefined;
}

function holdReply(reply: readonly (string | number)[]): HoldReply {
  return heldOf(reply) ?? (reply[0] as Exclude<HoldReply, HeldSeats>);
}
