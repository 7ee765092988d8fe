/** Looks into the live state of an event as it stands in Redis, and into what MySQL says it should be. */
import { expect } from 'vitest';
import { newId } from '../../../functions/shared/ids.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import { seatKeys } from '../../../functions/shared/seats/seat-keys.ts';
import type { EventOnSale } from '../../../functions/book/on-sale/event-on-sale.ts';
import type { StoredOrder } from '../../../functions/book/store.ts';
import { commitCancellation } from '../../../functions/book/commit/cancellation.ts';
import { pendingOrder, type OrderOutcome, seatsOf } from '../../../functions/book/commit/pending-order.ts';
import { GroupCommit } from '../../../functions/book/commit/group-commit.ts';
import { continueTrace } from '../../../functions/shared/trace.ts';
import type { TestShard } from './shard.ts';

/** Beside a buyer's count stands, under his name with this, the list of the holds that he keeps. */
const LIST = '/holds';

interface HoldRecord {
  buyer: string;
  seats: number[];
  expires: number;
  terms?: string;
  networks?: string[];
  keys?: string;
}

/** Everything there is about an event in Redis. */
export interface Snapshot {
  ready: boolean;
  owners: Map<number, string>;
  held: Set<number>;
  sold: Set<number>;
  holds: Map<string, HoldRecord>;
  expiry: Map<string, number>;
  buyers: Record<string, number>;
  /** Which holds each buyer keeps. */
  lists: Record<string, string[]>;
  networks: Record<string, number>;
  /** Keys that would stay for ever. */
  forEver: string[];
}

/** Reads it all at one moment. */
export async function snapshotOf(shard: TestShard, { event }: EventOnSale): Promise<Snapshot> {
  const keys = seatKeys(event.id);
  const [meta, held, sold, owners, holds, expiry, buyers, networks] = keys as [string, ...string[]];
  const replies = await shard.redis
    .multi()
    .hgetall(meta)
    .getBuffer(held as string)
    .getBuffer(sold as string)
    .hgetall(owners as string)
    .hgetall(holds as string)
    .zrange(expiry as string, '0', '-1', 'WITHSCORES')
    .hgetall(buyers as string)
    .hgetall(networks as string)
    .exec();
  const lives = await Promise.all(keys.map((key) => shard.redis.ttl(key)));
  const [metaNow, heldNow, soldNow, ownersNow, holdsNow, expiryNow, buyersNow, networksNow] = (replies ?? []).map(
    ([, r]) => r,
  ) as [
    Record<string, string>,
    Buffer | null,
    Buffer | null,
    Record<string, string>,
    Record<string, string>,
    string[],
    Record<string, string>,
    Record<string, string>,
  ];
  return {
    ready: metaNow['ready'] === '1',
    owners: new Map(Object.entries(ownersNow).map(([seat, owner]) => [Number(seat), owner])),
    held: bits(heldNow),
    sold: bits(soldNow),
    holds: new Map(Object.entries(holdsNow).map(([id, json]) => [id, JSON.parse(json)])),
    expiry: new Map(
      expiryNow.flatMap((id, index) => (index % 2 === 0 ? [[id, Number(expiryNow[index + 1])] as const] : [])),
    ),
    buyers: numbersOf(buyersNow, ([name]) => !name.includes('/')),
    lists: Object.fromEntries(
      Object.entries(buyersNow).flatMap(([name, ids]) =>
        name.endsWith(LIST) ? [[name.slice(0, -LIST.length), ids.split(' ').toSorted()]] : [],
      ),
    ),
    networks: numbersOf(networksNow),
    forEver: keys.filter((_, index) => lives[index] === -1),
  };
}

/** What must be true of the live state at any moment, whatever has happened. */
export function checkShape(state: Snapshot): void {
  const { ready, owners, held, sold, holds, expiry, buyers, lists, networks, forEver } = state;
  const ownedAs = (kind: string) =>
    new Set([...owners].filter(([, owner]) => owner.startsWith(kind)).map(([seat]) => seat));
  if (ready) expect(forEver, 'what nobody touches any more goes').toEqual([]);
  expect(held, 'held bits are the seats that holds own').toEqual(ownedAs('h'));
  expect(sold, 'sold bits are the seats that orders own').toEqual(ownedAs('s'));
  expect(new Set(expiry.keys()), 'each hold expires').toEqual(new Set(holds.keys()));
  const counts: Record<string, number> = {};
  const networkCounts: Record<string, number> = {};
  for (const [id, hold] of holds) {
    counts[hold.buyer] = (counts[hold.buyer] ?? 0) + hold.seats.length;
    for (const network of hold.networks ?? [])
      networkCounts[network] = (networkCounts[network] ?? 0) + hold.seats.length;
    expect(expiry.get(id)).toBe(hold.expires);
  }
  expect(buyers, 'buyers are charged for the holds they have').toEqual(counts);
  const kept = [...holds].filter(([, hold]) => hold.networks !== undefined);
  const keptBy = Map.groupBy(kept, ([, hold]) => hold.buyer);
  const ids = [...keptBy].map(([buyer, own]) => [buyer, own.map(([id]) => id).toSorted()]);
  expect(lists, 'and those that they keep are listed').toEqual(Object.fromEntries(ids));
  expect(networks, 'and so are networks').toEqual(networkCounts);
  const astray = [...owners].filter(
    ([seat, owner]) => owner.startsWith('h') && !holds.get(owner.slice(1))?.seats.includes(seat),
  );
  expect(astray, 'who has a seat on hold has a hold of it').toEqual([]);
}

function numbersOf(
  counts: Record<string, string>,
  isCount: (entry: [name: string, text: string]) => boolean = () => true,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts)
      .filter(isCount)
      .map(([name, seats]) => [name, Number(seats)]),
  );
}

function bits(bitmap: Buffer | null): Set<number> {
  const seats = Array.from({ length: (bitmap?.length ?? 0) * 8 }, (_, seat) => seat);
  return new Set(seats.filter((seat) => ((bitmap?.[seat >> 3] ?? 0) & (0x80 >> (seat & 7))) !== 0));
}

/** Which orders have which seats, in MySQL. */
export async function claimsOf(shard: TestShard, { event }: EventOnSale): Promise<Map<number, string>> {
  const [claims] = await shard.pool.query('SELECT seat, order_id FROM seat_claims WHERE event_id = ?', [event.id]);
  return new Map((claims as { seat: number; order_id: string }[]).map((claim) => [claim.seat, claim.order_id]));
}

/** Where Redis says of sold seats what MySQL does not say; and whether the state is whole. In the end there is nothing. */
export async function errorsOf(shard: TestShard, onSale: EventOnSale): Promise<string[]> {
  const state = await snapshotOf(shard, onSale);
  checkShape(state);
  const claims = await claimsOf(shard, onSale);
  const marked = [...state.owners].filter(([, owner]) => owner.startsWith('s'));
  return [
    ...marked.filter(([seat, owner]) => owner !== `s${claims.get(seat)}`).map(([seat]) => `${seat} is marked wrongly`),
    ...[...claims.keys()].filter((seat) => !state.sold.has(seat)).map((seat) => `${seat} is not marked`),
  ];
}

/** A pool on which something else happens between each statement's answer and whoever asked for it. */
export function interrupted(pool: Pool, interruption: () => Promise<void>): Pool {
  return new Proxy(pool, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (name !== 'execute' && name !== 'getConnection')
        return typeof value === 'function' ? value.bind(target) : value;
      return async (...args: unknown[]) => {
        if (name === 'getConnection')
          return interrupted((await target.getConnection()) as unknown as Pool, interruption);
        const answer = await (value as (...given: unknown[]) => Promise<unknown>).apply(target, args);
        await interruption();
        return answer;
      };
    },
  });
}

/** An order that could be placed. */
export function newOrder(onSale: EventOnSale, buyerId: string, seats: readonly number[]): StoredOrder {
  return {
    id: newId('ord', 1),
    version: 1,
    eventId: onSale.event.id,
    buyerId,
    fingerprint: Buffer.alloc(32),
    status: 'confirmed',
    items: seats.map((seat) => ({
      seat,
      label: onSale.seating.labelOf(seat),
      priceCents: onSale.priceOf(seat),
      status: 'confirmed',
    })),
    totalCents: 1,
    currency: 'EUR',
    createdAt: new Date(),
    cancelledAt: null,
    updatedAt: null,
    cancelUntil: undefined,
    buyer: { name: null, email: null },
  };
}

const trace = continueTrace(undefined);

/** Places an order in MySQL alone; Redis does not know. */
export function commit(shard: TestShard, onSale: EventOnSale, order: StoredOrder): Promise<OrderOutcome> {
  const groupCommit = new GroupCommit(shard.pool, { lanes: 1, batch: 1, waiting: 1 }, async () => {});
  return groupCommit.commit(pendingOrder(onSale.event, order, order.id, undefined, trace));
}

/** Cancels in MySQL alone, the whole order or seats of it; Redis does not know. @returns the order as it is then */
export async function cancelOnly(
  shard: TestShard,
  onSale: EventOnSale,
  order: StoredOrder,
  seats: readonly number[] = seatsOf(order),
): Promise<StoredOrder> {
  const done = await commitCancellation(shard, onSale.event, order, seats, new Date(), trace);
  if (!done) throw new Error(`order ${order.id} is not as it was`);
  return done.order;
}
