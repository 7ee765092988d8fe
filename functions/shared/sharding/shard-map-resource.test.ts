import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseShardMap, SLOT_COUNT } from '../slots.ts';
import { mapsIn, settingsOf, specOf } from './shard-map-resource.ts';

const USERS = 'u0=000-fff';
const hex = (slot: number) => slot.toString(16).padStart(3, '0');
const specWith = (shards: string[], ...ranges: object[]) => ({
  users: { shards: ['u0'], ranges: [{ from: '000', to: 'fff', shard: 'u0' }] },
  events: { shards, ranges },
});

test.each([
  'e0=000-7ff,e1=800-fff',
  'e0=000-3ff+400-4ff>e2+500-7ff,e1=800-fff,e2=',
  'e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff<e0',
])('%s as a resource is the same map', (events) => {
  const maps = { users: parseShardMap(USERS), events: parseShardMap(events) };
  expect(settingsOf(mapsIn(specOf(maps)))).toEqual({ SHARD_MAP_USERS: USERS, SHARD_MAP_EVENTS: events });
});

test('ranges in any order, cut anywhere, are the map that they are together', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: SLOT_COUNT - 1 }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, fc.infiniteStream(fc.nat({ max: 2 })), (at, owners) => {
      const starts = [0, ...at.toSorted((a, b) => a - b)];
      const ranges = starts.map((from, index) => {
        const shard = `e${owners.next().value}`;
        return { from: hex(from), to: hex((starts[index + 1] ?? SLOT_COUNT) - 1), shard };
      });
      const { events } = mapsIn(specWith(['e0', 'e1', 'e2'], ...ranges.toReversed()));
      for (const { from, to, shard } of ranges)
        for (const slot of [from, to]) expect(events.ownerOf(Number.parseInt(slot, 16))).toBe(shard);
    }),
    { numRuns: 50 },
  );
});

test.each([
  [
    'nobody owns slot 7ff',
    specWith(['e0'], { from: '000', to: '7fe', shard: 'e0' }, { from: '800', to: 'fff', shard: 'e0' }),
  ],
  [
    'slot 800 is owned by',
    specWith(['e0'], { from: '000', to: '800', shard: 'e0' }, { from: '800', to: 'fff', shard: 'e0' }),
  ],
  [
    'e9 has slots, and is not among shards',
    specWith(['e0'], { from: '000', to: 'fff', shard: 'e0' }, { from: '000', to: '000', shard: 'e9' }),
  ],
  ['e2 is no other shard', specWith(['e0'], { from: '000', to: 'fff', shard: 'e0', movingTo: 'e2' })],
  ['has no users and events', { events: {} }],
])('%s: no map', (message, spec) => {
  expect(() => mapsIn(spec)).toThrow(message);
});
