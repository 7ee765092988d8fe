/**
 * Holds made in one call against the same holds made one after the other, and calls for two events, of sales too, against a call for each: the same
 * outcomes, the same state.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { checkShape, snapshotOf } from '../../../scripts/testing/booking/live-state.ts';
import { openShard, type TestShard } from '../../../scripts/testing/booking/shard.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../../shared/seats/rebuild.ts';
import { readSeats } from '../../shared/seats/state.ts';
import { type AskedHold, makeHolds, holdArguments } from './hold-script.ts';
import { HOLD_RULES } from './hold-limits.ts';
import { confirm } from './held-seats-scripts.ts';
import { type EventOnSale, eventOnSale } from '../on-sale/event-on-sale.ts';

const row = (label: string) => ({ label, seats: 7, accessible: label === '2' ? [7] : [] });
const chart = {
  sections: [
    { id: 'S', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: ['1', '2', '3'].map(row) },
    { id: 'F', name: 'Floor', kind: 'general', priceCategory: 'P1', capacity: 11 },
  ],
};
const TOTAL = 32;
const AT_ONCE = 7;
const LONG_MS = 60_000;
/** Strict, so that they are met. */
const RULES = { ...HOLD_RULES, networkSeats: 8, freeStrikes: 1 };
const BUYERS = ['ada', 'ben', 'cem', 'dan'];

let shard: TestShard;
let events: [together: EventOnSale, apart: EventOnSale];
beforeAll(async () => {
  shard = await openShard();
  events = [await publish(), await publish()];
});
afterAll(() => shard.close());

const publish = async () => eventOnSale(await shard.publish({ chart }));

/** Few buyers, holds and seats, so that they are in each other's way. */
const Asked = fc.record({
  buyer: fc.constantFrom(...BUYERS),
  hold: fc.nat({ max: 9 }),
  kind: fc.constantFrom('seats', 'seats', 'seats', 'S', 'S', 'F'),
  seats: fc.uniqueArray(fc.nat({ max: TOTAL - 1 }), { minLength: 1, maxLength: 3 }),
  quantity: fc.integer({ min: 1, max: 5 }),
  /** Whom it is counted with: an order's own hold with nobody. */
  networks: fc.constantFrom([], [], ['n1'], ['n1', 'wide'], ['n2', 'wide']),
  /** Of one who keeps the seats, as `holdKey` writes it. */
  key: fc.constantFrom('', '', '', 'k.p', 'k.q', 'l.p'),
  version: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, -1),
  chart: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1),
});
type Asked = typeof Asked extends fc.Arbitrary<infer T> ? T : never;
const Scene = fc.record({
  /** What there was before, and what has become of it. */
  before: fc.array(fc.tuple(Asked, fc.constantFrom('held', 'held', 'sold', 'sold in part', 'expired')), {
    maxLength: 10,
  }),
  batches: fc.array(fc.array(Asked, { minLength: 1, maxLength: 16 }), { minLength: 1, maxLength: 3 }),
});

function askedHold({ event, seating }: EventOnSale, asked: Asked): AskedHold {
  const section = seating.sections.find(({ id }) => id === asked.kind);
  return {
    version: event.version + asked.version,
    numbering: event.chartVersion + asked.chart,
    holdId: `${asked.buyer}${asked.hold}`,
    buyer: asked.buyer,
    holdMs: LONG_MS,
    holdMaxMs: LONG_MS,
    atOnce: AT_ONCE,
    terms: `terms-of-${asked.buyer}${asked.hold}`,
    key: asked.networks.length > 0 ? asked.key.replaceAll(/[a-z]/g, (letter) => letter.repeat(22)) : '',
    ...(asked.networks.length > 0 && { kept: { minMs: LONG_MS / 2, networks: asked.networks, seatsTotal: TOTAL } }),
    wanted: section
      ? { section, quantity: asked.quantity, accessible: 0 }
      : { seats: asked.seats.toSorted((a, b) => a - b) },
  };
}

/** Asks for holds of several events in one call. */
const sendAll = async (asked: readonly (readonly [EventOnSale, Asked[]])[]) =>
  makeHolds(
    shard.redis,
    asked.flatMap(([{ event }]) => seatKeys(event.id)),
    holdArguments(
      asked.map(([onSale, holds]) => holds.map((one) => askedHold(onSale, one))),
      RULES,
    ),
  );
const send = async (onSale: EventOnSale, holds: Asked[]) => sendAll([[onSale, holds]]);

/** Sells what was held, of several events in one call. */
const sellAll = async (sold: readonly (readonly [EventOnSale, readonly (string | number)[]])[]) =>
  confirm(
    shard.redis,
    sold.flatMap(([{ event }]) => seatKeys(event.id)),
    sold.flatMap(([, seats]) => [seats.length, ...seats]),
  );

/** What is to be sold of a call: each hold that was made in it, but for the last seat of those with several. */
function toSell(asked: readonly Asked[], replies: readonly (string | number)[][]): (string | number)[] {
  const made = new Map(
    asked.flatMap(({ buyer, hold }, index) => {
      const [verdict, , , , , ...seats] = replies[index] ?? [];
      return verdict === 'ok' ? [[`${buyer}${hold}`, seats.length > 2 ? seats.slice(0, -1) : seats] as const] : [];
    }),
  );
  return [...made].flatMap(([id, seats]) => [id, `ord_${id}`, seats.length, ...seats]);
}

/** Without the moment, which is not the same for both. */
const outcomeOf = ([verdict, ...rest]: (string | number)[]) => [
  verdict,
  ...(verdict === 'ok'
    ? rest.slice(3)
    : verdict === 'same'
      ? [rest[0], ...rest.slice(4)]
      : verdict === 'paused'
        ? []
        : rest
  ).map(String),
];

async function prepare(onSale: EventOnSale, before: readonly (readonly [Asked, string])[]): Promise<number> {
  const keys = seatKeys(onSale.event.id);
  await shard.redis.del(...keys);
  await rebuildSeats(shard.redis, shard.pool, onSale.event.id);
  await shard.redis.hset(keys[0] ?? '', 'event', onSale.event.version);
  for (const [asked, outcome] of before) {
    const [reply] = await send(onSale, [asked]);
    const id = `${asked.buyer}${asked.hold}`;
    if (reply?.[0] !== 'ok' || outcome === 'held') continue;
    const seats = reply.slice(5);
    if (outcome === 'expired') await expireHold(keys, id);
    else {
      const sold = outcome === 'sold' ? seats : seats.slice(0, 1);
      await confirm(shard.redis, keys, [3 + sold.length, id, `ord_${id}`, sold.length, ...sold]);
    }
  }
  return Number(await shard.redis.hget(keys[0] ?? '', 'version'));
}

/** As if its time were over, without waiting for that. */
async function expireHold(keys: readonly string[], id: string): Promise<void> {
  const json = await shard.redis.hget(keys[4] ?? '', id);
  await shard.redis.hset(keys[4] ?? '', id, JSON.stringify({ ...JSON.parse(json ?? ''), expires: 1 }));
  await shard.redis.zadd(keys[5] ?? '', 1, id);
}

/** What the state is, and what readers were told of since. */
async function stateOf(onSale: EventOnSale, since: number) {
  const snapshot = await snapshotOf(shard, onSale);
  checkShape(snapshot);
  const look = await readSeats(shard.redis, onSale.event.id, onSale.event, { since });
  const { owners, held, sold, holds, buyers, networks } = snapshot;
  const strikes = await shard.redis.zrange(seatKeys(onSale.event.id)[8] ?? '', '0', '-1', 'WITHSCORES');
  return {
    owners: [...owners].toSorted(([a], [b]) => a - b),
    held: [...held],
    sold: [...sold],
    holds: [...holds]
      .map(([id, { buyer, seats, terms, keys }]) => ({ id, buyer, seats, terms, keys }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    buyers,
    networks,
    /** How often, without when. */
    strikes: Object.fromEntries(
      strikes.flatMap((buyer, index) => (index % 2 === 0 ? [[buyer, Number(strikes[index + 1]) % 1]] : [])),
    ),
    changed: typeof look === 'string' ? look : look.changed?.toSorted((a, b) => a - b),
  };
}

test('holds made together end as the same holds made one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(Scene, async ({ before, batches }) => {
      const [together, apart] = events;
      const since = [await prepare(together, before), await prepare(apart, before)] as const;
      for (const batch of batches) {
        const [replies, singles] = await Promise.all([
          send(together, batch),
          Promise.all(batch.map((asked) => send(apart, [asked]))),
        ]);
        assert.deepEqual(replies.map(outcomeOf), singles.flat().map(outcomeOf));
      }
      assert.deepEqual(await stateOf(together, since[0]), await stateOf(apart, since[1]));
    }),
    { numRuns: 1_500, seed: 20_261_124 },
  );
}, 240_000);

test('holds and sales of two events in one call end as those in a call for each', async () => {
  const [one, two, own, other] = await Promise.all([publish(), publish(), publish(), publish()]);
  await fc.assert(
    fc.asyncProperty(Scene, async ({ before, batches }) => {
      const back = before.toReversed();
      const since = [await prepare(one, before), await prepare(two, back)] as const;
      const sinceOwn = [await prepare(own, before), await prepare(other, back)] as const;
      for (const batch of batches) {
        const turned = batch.toReversed();
        const [together, first, second] = await Promise.all([
          sendAll([
            [one, batch],
            [two, turned],
          ]),
          send(own, batch),
          send(other, turned),
        ]);
        assert.deepEqual(together.map(outcomeOf), [...first, ...second].map(outcomeOf));
        const [sold, soldOther] = [toSell(batch, first), toSell(turned, second)];
        if (sold.length === 0 || soldOther.length === 0) continue;
        const odd = await sellAll([
          [one, sold],
          [two, soldOther],
        ]);
        assert.deepEqual(odd, [...(await sellAll([[own, sold]])), ...(await sellAll([[other, soldOther]]))]);
      }
      assert.deepEqual(await stateOf(one, since[0]), await stateOf(own, sinceOwn[0]));
      assert.deepEqual(await stateOf(two, since[1]), await stateOf(other, sinceOwn[1]));
    }),
    { numRuns: 300, seed: 20_261_129 },
  );
}, 240_000);
