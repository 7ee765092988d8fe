import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalog, type EventType } from '../../../events/catalog.ts';
import { objection } from './checks.ts';
import { formerSourceOf, sourceOf } from './proof.ts';
import { newId, newUlid } from '../ids.ts';
import { parseShardMap, slotName } from '../slots.ts';

const maps = {
  users: parseShardMap('u0=000-7ff,u1=800-fff'),
  events: parseShardMap('e0=000-7ff,e1=800-fff'),
};
const now = new Date('2026-11-29T12:00:00Z');
const types = Object.keys(catalog) as EventType[];

// Tests change data of many shapes.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;
const exampleOf = (type: EventType): Data =>
  JSON.parse(readFileSync(new URL(`../../../events/examples/${type}.json`, import.meta.url), 'utf8'));

function attributesOf(data: Data) {
  const subject: string = data.orderId ?? data.eventId ?? data.userId;
  const slot = subject.slice(4, 7);
  const map = data.userId === undefined ? maps.events : maps.users;
  const source = sourceOf(map.ownerOf(Number.parseInt(slot, 16)));
  return { id: newUlid(now.getTime()), source, subject, slot, time: now.toISOString() };
}

const judged = (type: EventType, data: Data, attributes = {}) =>
  objection({ type, data }, { ...attributesOf(data), ...attributes }, maps, now);

test.each(types)('nothing speaks against the example of %s', (type) => {
  expect(judged(type, exampleOf(type))).toBeUndefined();
});

test('nothing speaks against the end of an order as it was told before items had a status', () => {
  expect(judged('order.cancelled.v1', { ...exampleOf('order.cancelled.v1'), ...PLAIN })).toBeUndefined();
  expect(judged('order.cancelled.v1', { ...exampleOf('order.cancelled.v1'), version: 3 })).toBeUndefined();
});

test('nothing speaks against an order as it was told before messages said where and until when', () => {
  const { updatedAt: _changed, event: whole, ...order } = exampleOf('order.confirmed.v1');
  const { endsAt: _endsAt, organizerId: _organizerId, venue: _venue, updatedAt: _updatedAt, ...event } = whole;
  expect(catalog['order.confirmed.v1'].safeParse({ ...order, event }).success).toBe(true);
  expect(judged('order.confirmed.v1', { ...order, event })).toBeUndefined();
});

test('nothing speaks against an order of any slot that its own shard tells of, and everything if another does', () => {
  const example = exampleOf('order.confirmed.v1');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_095 }), (slot) => {
      const data = { ...example, orderId: newId('ord', slot), event: { ...example.event, id: newId('evt', slot) } };
      const other = slot < 0x800 ? 'e1' : 'e0';
      expect(judged('order.confirmed.v1', data)).toBeUndefined();
      const own = slot < 0x800 ? 'e0' : 'e1';
      expect(judged('order.confirmed.v1', data, { source: formerSourceOf(own) })).toBeUndefined();
      for (const source of [sourceOf(other), formerSourceOf(other)])
        expect(judged('order.confirmed.v1', data, { source })).toMatch(/^source: /);
      expect(judged('order.confirmed.v1', data, { slot: slotName((slot + 1) % 4_096) })).toMatch(/^slot: /);
    }),
  );
});

test('of a slot that moves, or has moved, both shards are believed, and no third', () => {
  const data = exampleOf('order.confirmed.v1');
  for (const text of ['e0=000-7ff>e2,e1=800-fff,e2=', 'e0=,e1=800-fff,e2=000-7ff<e0']) {
    const moving = { ...maps, events: parseShardMap(text) };
    const said = (shard: string) =>
      objection({ type: 'order.confirmed.v1', data }, { ...attributesOf(data), source: sourceOf(shard) }, moving, now);
    expect([said('e0'), said('e2')]).toEqual([undefined, undefined]);
    expect(said('e1')).toMatch(/^source: /);
  }
});

describe.each(types)('%s', (type) => {
  test.each([
    ['another source', { source: sourceOf('e9') }, /^source: /],
    ['another former source', { source: formerSourceOf('e9') }, /^source: /],
    ['a source that only begins or ends as one', { source: 'urn:seatmesh:shard:e0/seatmesh/e0' }, /^source: /],
    ['the source of a test', { source: '/somewhere/e0' }, /^source: /],
    ['a shard of the other kind', { source: sourceOf(type.startsWith('user.') ? 'e0' : 'u0') }, /^source: /],
    ['another subject', { subject: 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5G' }, /^subject: /],
    ['no subject', { subject: undefined }, /^subject: /],
    ['another slot', { slot: '0a8' }, /^slot: /],
    ['no slot', { slot: undefined }, /^slot: /],
    ['an id that is no ULID', { id: 'forged' }, /^id: /],
    ['a time to come', { time: '2026-11-29T12:06:00Z' }, /^time: /],
    ['no time', { time: undefined }, /no time/],
  ])('%s speaks against it', (_what, attributes, reason) => {
    expect(judged(type, exampleOf(type), attributes)).toMatch(reason);
  });

  test('a time within what clocks differ by does not', () => {
    expect(judged(type, exampleOf(type), { time: '2026-11-29T12:04:00Z' })).toBeUndefined();
  });
});

const EVENT = 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F';
const GONE = { seat: 'A-12-8', priceCents: 4_500, status: 'cancelled' };
/** Items without a status, as the end of an order was told before seats could be cancelled by themselves. */
const PLAIN = { items: ['A-12-7', 'A-12-8'].map((seat) => ({ seat, priceCents: 4_500 })), totalCents: 9_000 };
const TWICE = { seat: 'A-12-7', priceCents: 4_500 };
test.each<[EventType, string, Data, RegExp]>([
  ['order.confirmed.v1', 'an order that is none', { orderId: EVENT }, /not an id of kind ord/],
  ['order.confirmed.v1', "an order of another event's slot", { event: { id: newId('evt', 8) } }, /^event.id: /],
  ['order.confirmed.v1', 'an event that is none', { event: { id: 'evt' } }, /not an id of kind evt/],
  ['order.confirmed.v1', 'a buyer that is none', { buyerId: 'usr_zzz_01JDCMX3HS8E5B9W0TQYRA2NVK' }, /kind usr/],
  ['order.confirmed.v1', 'a version that a confirmation never has', { version: 2_000_000_000 }, /^version: /],
  ['order.cancelled.v1', 'a version that a cancellation never has', { version: 4 }, /^version: /],
  ['order.cancelled.v1', 'the first version', { version: 1 }, /^version: /],
  ['order.cancelled.v1', 'an item that is not', { items: [{ seat: 'A-1', priceCents: 0 }, GONE] }, /^items: /],
  ['order.cancelled.v1', 'a sum that is left', { totalCents: 4_500 }, /^totalCents: /],
  ['order.cancelled.v1', 'an older end with a later version', { ...PLAIN, version: 3 }, /^version: /],
  ['order.confirmed.v1', 'an item that is cancelled', { items: [GONE], totalCents: 0 }, /^items: /],
  ['order.updated.v1', 'the first version', { version: 1 }, /^version: /],
  ['order.updated.v1', 'more versions than seats are gone', { version: 3 }, /^version: /],
  ['order.updated.v1', 'no item that is cancelled', PLAIN, /^(version|items): /],
  ['order.updated.v1', 'no item that is left', { items: [GONE], totalCents: 0 }, /^items: /],
  ['order.updated.v1', 'a sum of all', { totalCents: 9_000 }, /^totalCents: /],
  ['order.updated.v1', 'another status', { status: 'cancelled' }, /^status: /],
  ['order.updated.v1', 'an end', { cancelledAt: '2026-01-09T00:00:00Z' }, /^cancelledAt: /],
  ['order.confirmed.v1', 'another status', { status: 'cancelled' }, /^status: /],
  ['order.cancelled.v1', 'another status', { status: 'confirmed' }, /^status: /],
  ['order.confirmed.v1', 'a cancellation', { cancelledAt: '2026-01-09T00:00:00Z' }, /^cancelledAt: /],
  ['order.cancelled.v1', 'no cancellation', { cancelledAt: null }, /^cancelledAt: /],
  ['order.confirmed.v1', 'a sum that is none', { totalCents: 1 }, /^totalCents: /],
  ['order.confirmed.v1', 'a seat twice', { items: [TWICE, TWICE] }, /^items: /],
  ['order.confirmed.v1', 'tomorrow', { createdAt: '2026-11-30T00:00:00Z' }, /^createdAt: /],
  ['order.cancelled.v1', 'cancelled tomorrow', { cancelledAt: '2026-11-30T00:00:00Z' }, /^cancelledAt: /],
  ['order.updated.v1', 'changed tomorrow', { updatedAt: '2026-11-30T00:00:00Z' }, /^updatedAt: /],
  ['order.updated.v1', 'an event of tomorrow', { event: { updatedAt: '2026-11-30T00:00:00Z' } }, /^event.updatedAt: /],
  ['event.updated.v1', 'changed tomorrow', { updatedAt: '2026-11-30T00:00:00Z' }, /^updatedAt: /],
  ['order.confirmed.v1', 'an organizer that is none', { event: { organizerId: 'me' } }, /kind usr/],
  [
    'order.confirmed.v1',
    'an end before the beginning',
    { event: { endsAt: '2020-01-01T00:00:00Z' } },
    /^event.endsAt: /,
  ],
  ['order.confirmed.v1', 'a date without a place', { event: { startsAt: '0000-01-01T00:00:00Z' } }, /calendar/],
  ['order.updated.v1', 'a change without a place', { updatedAt: '0000-01-01T00:00:00Z' }, /^updatedAt: .*calendar/],
  [
    'order.updated.v1',
    'so of its event',
    { event: { updatedAt: '0001-01-01T00:00:00Z' } },
    /^event.updatedAt: .*calendar/,
  ],
  ['order.confirmed.v1', 'a purchase without a place', { createdAt: '0001-01-01T00:00:00Z' }, /^createdAt: .*calendar/],
  ...(['doorsAt', 'onSaleAt', 'offSaleAt', 'updatedAt'] as const).map((field): [EventType, string, Data, RegExp] => [
    'event.updated.v1',
    `${field} without a place`,
    { [field]: '0001-01-01T00:00:00Z' },
    new RegExp(`^${field}: .*calendar`),
  ]),
  ['user.deleted.v1', 'an end without a place', { deletedAt: '0001-01-01T00:00:00Z' }, /^deletedAt: .*calendar/],
  ['event.discarded.v1', 'an organizer that is none', { organizerId: 'me' }, /kind usr/],
  ['event.discarded.v1', 'the first version', { version: 1 }, /^version: /],
  ['event.discarded.v1', 'tomorrow', { discardedAt: '2026-11-30T00:00:00Z' }, /^discardedAt: /],
  ['event.drafted.v1', 'an organizer that is none', { organizerId: 'me' }, /kind usr/],
  ['event.published.v1', 'cancelled', { status: 'cancelled' }, /^status: /],
  ['event.updated.v1', 'the first version', { version: 1 }, /^version: /],
  ['event.cancelled.v1', 'the first version', { version: 1 }, /^version: /],
  ['event.updated.v1', 'a chart newer than itself', { chartVersion: 3 }, /^chartVersion: /],
  ['event.updated.v1', 'cancelled', { status: 'cancelled' }, /^status: /],
  ['event.cancelled.v1', 'published', { status: 'published' }, /^status: /],
  ['event.updated.v1', 'an organizer that is none', { organizerId: 'me' }, /kind usr/],
  ['event.updated.v1', 'an end before the beginning', { endsAt: '2020-01-01T00:00:00Z' }, /^endsAt: /],
  ['event.updated.v1', 'a date without a place', { startsAt: '0999-01-01T00:00:00Z' }, /calendar/],
  ['availability.changed.v1', 'more seats than there are', { seatsSold: 9_999_999 }, /^seatsSold: /],
  ['user.registered.v1', 'tomorrow', { registeredAt: '2026-11-30T00:00:00Z' }, /^registeredAt: /],
  ['user.deleted.v1', 'tomorrow', { deletedAt: '2026-11-30T00:00:00Z' }, /^deletedAt: /],
])('%s: %s speaks against it', (type, _what, changes, reason) => {
  const example = exampleOf(type);
  const data = { ...example, ...changes, ...(changes.event && { event: { ...example.event, ...changes.event } }) };
  expect(catalog[type].safeParse(data).success).toBe(true);
  expect(judged(type, data)).toMatch(reason);
});

test('a draft of any version is published as any later one', () => {
  for (const type of ['event.drafted.v1', 'event.published.v1'] as const)
    expect(judged(type, { ...exampleOf(type), version: 5 })).toBeUndefined();
});

test('who has no map of a kind believes none of its shards', () => {
  const data = exampleOf('user.registered.v1');
  const { events } = maps;
  expect(objection({ type: 'user.registered.v1', data }, attributesOf(data), { events }, now)).toMatch(/no shard map/);
});
