/**
 * The live state against every order of steps: buyers hold, order, cancel and die between any two steps, words arrive
 * late and twice, states are rebuilt and flushed while others are at it.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generalSection } from '../../../scripts/testing/booking/sections.ts';
import {
  cancelOnly,
  checkShape,
  errorsOf,
  commit,
  newOrder,
  interrupted,
  snapshotOf,
} from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import type { Pool } from '../../shared/mysql/pool.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { isSet, readSeats } from '../../shared/seats/state.ts';
import type { Context } from '../context.ts';
import { settleOrder } from '../repair-seats.ts';
import { HOLD_LOAD, HoldQueue } from './hold-queue.ts';
import { HOLD_RULES } from './hold-limits.ts';
import * as live from './live-seats.ts';
import { seatsOf } from '../commit/pending-order.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';
import type { StoredOrder } from '../store.ts';

const TOTAL = 12;
const ALL = Array.from({ length: TOTAL }, (_, seat) => seat);
const BUYERS = ['ada', 'ben', 'cem'].map((name) => `usr_001_${name}`);
/** How far apart the clocks of this process and of Redis may be read. */
const CLOCKS_MS = 5;
const LONG = { holdMs: 60_000, holdMaxMs: 120_000 };
const chart = { sections: [{ id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: TOTAL }] };

let shard: TestShard;
let context: Context;
let holdQueue: HoldQueue;
beforeAll(async () => {
  shard = await openShard();
  // A walk gives back more than a person does.
  holdQueue = new HoldQueue(shard.redis, HOLD_LOAD, { ...HOLD_RULES, freeStrikes: 60 });
  context = { redisLink: { redis: shard.redis, ready: async () => true, close: async () => {} } } as unknown as Context;
});
afterAll(() => shard.close());

const KINDS = [
  'hold',
  'section',
  'extend',
  'release',
  'order',
  'order',
  'tell',
  'tell',
  'tell again',
  'die',
  'cancel',
  'cancel',
  'sweep',
  'rebuild',
  'interrupted rebuild',
  'interrupted sweep',
  'look',
  'follow',
  'flush',
] as const;
const Step = fc.record({ kind: fc.constantFrom(...KINDS), pick: fc.nat(), buyer: fc.constantFrom(...BUYERS) });
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never;

interface Order {
  order: StoredOrder;
  hold: string;
  /** What its process has yet to say to Redis; a dead one says nothing. */
  owes: 'sold' | 'free' | 'nothing';
  /** The seats that are to be said free. */
  freed: number[];
  /** Its process died owing something, and nobody swept its events yet. */
  orphan: boolean;
}

class Walk {
  readonly onSale: EventOnSale;
  readonly holds: { id: string; buyer: string }[] = [];
  readonly orders: Order[] = [];
  readonly #followed = { version: 0, taken: new Map<number, string>() };
  #next = 0;

  constructor(onSale: EventOnSale) {
    this.onSale = onSale;
  }

  /** Takes a step; `deeper` happens where a rebuild or a sweep waits for MySQL. */
  async step({ kind, pick, buyer }: Step, deeper: () => Promise<void> = async () => {}): Promise<void> {
    const { redis, pool } = shard;
    const eventId = this.onSale.event.id;
    const hold = this.holds[pick % Math.max(1, this.holds.length)];
    const known = this.orders[pick % Math.max(1, this.orders.length)];
    if (kind === 'hold' || kind === 'section') await this.#hold(kind, pick, buyer);
    else if (kind === 'rebuild') await rebuildSeats(redis, pool, eventId);
    else if (kind === 'interrupted rebuild') await rebuildSeats(redis, interrupted(pool, deeper), eventId);
    else if (kind === 'flush' && pick % 8 === 0) await redis.del(...seatKeys(eventId));
    else if (kind === 'extend' && hold) await live.extendTime(redis, this.onSale, buyer, hold.id, LONG);
    else if (kind === 'look' && hold) await live.lookAtHold(redis, this.onSale, buyer, hold.id);
    else if (kind === 'follow') await this.follow();
    else if (kind === 'release' && hold) await this.#release(hold, buyer);
    else if (kind === 'order' && hold) await this.#order(hold);
    else if (kind === 'tell' && known) await this.#payWhatItOwes(known);
    else if (kind === 'tell again' && known) await this.#tell(known);
    else if (kind === 'die' && known && known.owes !== 'nothing')
      Object.assign(known, { owes: 'nothing', orphan: true });
    else if (kind === 'cancel' && known?.order.status === 'confirmed') await this.#cancel(known, pick);
    else if (kind === 'sweep' && known?.orphan) await this.#sweep(known, pool);
    else if (kind === 'interrupted sweep' && known?.orphan) await this.#sweep(known, interrupted(pool, deeper));
  }

  /** Whoever lives says what it has to say; whoever died, its events are swept. Nothing else is set right. */
  async finish(): Promise<void> {
    for (const known of this.orders) {
      await this.#payWhatItOwes(known);
      if (known.orphan) await this.#sweep(known, shard.pool);
    }
    await rebuildSeats(shard.redis, shard.pool, this.onSale.event.id);
  }

  /** Who asks what changed since the last time, and changes only that, has the state. */
  async follow(): Promise<void> {
    const { event } = this.onSale;
    const look = await readSeats(shard.redis, event.id, event, { since: this.#followed.version });
    if (typeof look === 'string' || !look.maps) return;
    const { held, sold } = look.maps;
    if (!look.changed) this.#followed.taken.clear();
    for (const seat of look.changed ?? ALL) {
      const state = isSet(held, seat) ? 'held' : isSet(sold, seat) ? 'sold' : 'free';
      this.#followed.taken.set(seat, state);
    }
    this.#followed.version = look.version;
    const inState = (state: string) => ALL.filter((seat) => this.#followed.taken.get(seat) === state);
    assert.deepEqual(
      [inState('held'), inState('sold')],
      [held, sold].map((map) => ALL.filter((seat) => isSet(map, seat))),
    );
  }

  /** Nobody gets a seat that somebody else has, and nobody is refused one that is free. */
  async #hold(kind: 'hold' | 'section', pick: number, buyer: string): Promise<void> {
    const id = `hold${this.#next++}`;
    const section = generalSection('A', [0, TOTAL - 1]);
    const named = [...new Set([pick % TOTAL, (pick >> 4) % TOTAL])].toSorted((a, b) => a - b);
    const wanted = kind === 'hold' ? { seats: named } : { section, quantity: 1 + (pick % 3), accessible: 0 };
    const times = pick % 3 === 0 ? { holdMs: 1 + (pick % 7), holdMaxMs: 20 } : LONG;
    const { owners, holds } = await snapshotOf(shard, this.onSale);
    const networks = [undefined, ['near'], ['near', 'wide']][pick % 4];
    const reply = await holdQueue.hold(this.onSale, wanted, {
      buyer,
      holdId: id,
      times,
      ...(networks && { networks }),
    });
    const expiryOf = (seat: number) => holds.get(owners.get(seat)?.slice(1) ?? '')?.expires ?? Infinity;
    if ('verdict' in reply) {
      if (reply.verdict === 'taken') assert.ok(reply.seats.every((seat) => owners.has(seat)));
    } else if (reply.holdId !== undefined) {
      // Who holds exactly these seats has them again.
      assert.equal(holds.get(reply.holdId)?.buyer, buyer);
      assert.deepEqual(reply.seats, named);
      assert.ok(named.every((seat) => owners.get(seat) === `h${reply.holdId}`));
    } else {
      assert.ok(reply.seats.every((seat) => !owners.has(seat) || expiryOf(seat) <= Date.now() + CLOCKS_MS));
      this.holds.push({ id, buyer });
    }
  }

  /** A release frees the seats of its own hold, and only its buyer can. */
  async #release(hold: { id: string; buyer: string }, buyer: string): Promise<void> {
    const before = await snapshotOf(shard, this.onSale);
    await live.releaseSeats(shard.redis, shard.pool, this.onSale.event.id, buyer, hold.id);
    const after = await snapshotOf(shard, this.onSale);
    const lost = [...before.owners].filter(([seat, owner]) => after.owners.get(seat) !== owner);
    assert.ok(lost.every(([, owner]) => owner === `h${hold.id}`));
    const lives = (before.holds.get(hold.id)?.expires ?? 0) > Date.now() + CLOCKS_MS;
    assert.ok(buyer === hold.buyer || !lives || after.holds.has(hold.id));
  }

  async #order({ id, buyer }: { id: string; buyer: string }): Promise<void> {
    const pinned = await live.pinHold(shard.redis, this.onSale, buyer, id, 1_000);
    if (typeof pinned === 'string') return;
    const order = newOrder(this.onSale, buyer, pinned.seats);
    const sold = await commit(shard, this.onSale, order);
    if (sold.outcome === 'placed') this.orders.push({ order, hold: id, owes: 'sold', freed: [], orphan: false });
    else if (sold.outcome === 'taken')
      await live.settleSeats(shard.redis, shard.pool, this.onSale.event.id, sold.seats);
  }

  /** All that is left of it, or one seat. */
  async #cancel(known: Order, pick: number): Promise<void> {
    const left = known.order.items.filter(({ status }) => status === 'confirmed').map(({ seat }) => seat);
    const seats = pick % 2 === 0 ? left : left.slice(0, 1);
    const order = await cancelOnly(shard, this.onSale, known.order, seats);
    const freed = known.owes === 'free' ? [...known.freed, ...seats] : seats;
    Object.assign(known, { order, owes: 'free', freed, orphan: known.orphan || known.owes === 'sold' });
  }

  async #payWhatItOwes(known: Order): Promise<void> {
    const { owes } = known;
    known.owes = 'nothing';
    if (owes === 'sold') await this.#tell(known);
    if (owes === 'free') await live.markFree(shard.redis, this.onSale.event.id, known.order.id, known.freed);
  }

  async #sweep(known: Order, pool: Pool): Promise<void> {
    known.orphan = false;
    await settleOrder(context, { name: 'e0', pool }, this.onSale.event.id, known.order.id);
  }

  async #tell({ order, hold }: Order): Promise<void> {
    await live.markSold(shard.redis, shard.pool, this.onSale.event.id, [
      { holdId: hold, orderId: order.id, seats: seatsOf(order) },
    ]);
  }
}

test('whatever dies, comes late or twice: owners, bitmaps and counts agree, and in the end Redis says what MySQL says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(Step, fc.array(Step, { maxLength: 3 })), { minLength: 20, maxLength: 60 }),
      async (steps) => {
        const walk = new Walk(eventOnSale(await shard.publish({ chart })));
        await rebuildSeats(shard.redis, shard.pool, walk.onSale.event.id);
        for (const [step, inner] of steps) {
          const rest = [...inner];
          await walk.step(step, async () => {
            const next = rest.shift();
            if (next) await walk.step(next);
          });
          checkShape(await snapshotOf(shard, walk.onSale));
        }
        await walk.finish();
        await walk.follow();
        expect(await errorsOf(shard, walk.onSale)).toEqual([]);
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
}, 60_000);
