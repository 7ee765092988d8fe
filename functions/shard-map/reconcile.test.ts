/** What follows the map, on a server that is Kubernetes' API: in which order, what stays as it is, and what is refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { valueIn } from '../shared/sharding/services-in-map.ts';
import { EVENTS, install, type MappedInstallation } from './fixtures/mapped-installation.ts';
import type { ServedObject } from './fixtures/api-server.ts';
import type { MapStatus } from './map-status.ts';
import { FINALIZER, reconcile } from './reconcile.ts';

const LIMIT = { timeout: 60_000 };
let there: MappedInstallation;
beforeEach(async () => {
  there = await install();
  there.say(EVENTS);
  there.settle();
});
afterEach(() => there.close());

const look = () => reconcile(there.reconciling);
const map = () => there.server.find('ShardMap', 'seatmesh')!;
const status = () => (map().status ?? { conditions: [] }) as unknown as MapStatus;
const condition = (type: string) => status().conditions.find((one) => one.type === type);
const service = (name: string) => there.server.find('Service', name) as ServedObject & Parameters<typeof valueIn>[0];
const writes = () => there.server.writes.splice(0);
const events = () => there.server.all('Event').map(({ reason, note }) => `${String(reason)}: ${String(note)}`);
/** Until nothing follows any more. */
async function followed(): Promise<void> {
  for (let looks = 0; looks < 6; looks += 1) {
    const before = there.server.writes.length;
    await look();
    there.settle();
    if (there.server.writes.length === before) break;
  }
  expect(condition('Ready')).toMatchObject({ status: 'True' });
}
/** To which Service an event in a slot is led. */
function leads(slot: string): string[] {
  const path = `/v1/events/evt_${slot}_01JDCMX0C1E6S9T4W2VZQK8M5F/holds`;
  const rules = there.server.all('HTTPRoute').flatMap(({ spec }) => (spec as unknown as { rules: Rule[] }).rules);
  return rules
    .filter(({ matches }) =>
      matches.some(({ method, path: { value } }) => method === 'POST' && new RegExp(`^(?:${value})$`).test(path)),
    )
    .map(({ filters }) => filters[0]?.urlRewrite.hostname.split('.')[0] ?? '');
}
interface Rule {
  matches: { method: string; path: { value: string } }[];
  filters: { urlRewrite: { hostname: string } }[];
}

const MOVING = 'e0=000-3ff+400-4ff>e2+500-7ff,e1=800-fff,e2=';
const MOVED = 'e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff<e0';

test('without a map, or its kind, there is nothing to do', LIMIT, async () => {
  there.server.drop('ShardMap', 'seatmesh');
  await look();
  expect(writes()).toEqual([]);
});

test('what is as the map says is taken over as it is: belongs to the map, and no pod is replaced', LIMIT, async () => {
  const before = there.server.all('Service').map(({ spec }) => spec);
  await followed();
  expect(status()).toMatchObject({ observedGeneration: 1, users: 'u0=000-7ff,u1=800-fff', events: EVENTS });
  expect(map().metadata['finalizers']).toEqual([FINALIZER]);
  expect(service('book-e0').metadata['ownerReferences']).toMatchObject([{ kind: 'ShardMap', uid: map().metadata.uid }]);
  expect(service('book').metadata['ownerReferences']).toBeUndefined();
  expect(there.server.all('Service').map(({ spec }) => spec)).toEqual(before);
  writes();
  const all = JSON.stringify(['Service', 'HTTPRoute', 'ShardMap'].map((kind) => there.server.all(kind)));
  await look();
  expect(writes()).toEqual([]);
  expect(JSON.stringify(['Service', 'HTTPRoute', 'ShardMap'].map((kind) => there.server.all(kind)))).toBe(all);
});

test(
  'slots move: Services with the new map, then routes; a new shard has Services like its sisters',
  LIMIT,
  async () => {
    await followed();
    there.say(MOVING);
    await look();
    expect(leads('400')).toEqual(['book-e0']);
    expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Following', observedGeneration: 2 });
    const made = service('book-e2');
    expect(valueIn(made, 'SHARDS')).toBe('e2');
    expect(JSON.stringify(made.spec)).toContain('"name":"MYSQL_E2","valueFrom":{"secretKeyRef":{"name":"mysql-e2"');
    expect(JSON.stringify(made.spec)).not.toMatch(/MYSQL_E0|EVENT_KEY_E0/);
    expect(JSON.stringify(made.spec)).toContain('r.example.org/book@sha256:0f');
    expect(valueIn(service('book'), 'SHARDS')).toBe('e0,e1,e2');
    expect(valueIn(service('warm'), 'BOOK_URL')).toContain('e2=http://book-e2.seatmesh.svc.cluster.local');
    expect(JSON.stringify(service('order-record-u0').spec)).toContain('EVENT_KEY_E2');
    // The catalog is no shard, and what an installation reads by another name is read by that.
    expect(JSON.stringify(service('event-global').spec)).toContain('mysql-catalog-0123456789');
    expect(JSON.stringify(service('book').spec)).toContain('mysql-e0-0123456789');

    there.settle(['event-detail-e2']);
    await look();
    expect(leads('400')).toEqual(['book']);
    expect(condition('RoutesReady')?.message).toContain('waits for event-detail');
    await followed();
    there.say(MOVED);
    await followed();
    expect(['3ff', '400', '4ff', '500', 'fff'].flatMap(leads)).toEqual([
      'book-e0',
      'book-e2',
      'book-e2',
      'book-e0',
      'book-e1',
    ]);
    expect(status().events).toBe(MOVED);
    expect(events().filter((line) => line.startsWith('AsTheMapSays'))).toHaveLength(3);
  },
);

test(
  'traffic that is led to a revision with another map holds up the routes, and the status says so',
  LIMIT,
  async () => {
    await followed();
    there.say(MOVING);
    await look();
    there.settle();
    const { metadata, ...book } = service('book');
    there.server.put({
      ...book,
      metadata,
      status: { ...book.status, traffic: [{ revisionName: 'book-00001', percent: 90 }, { percent: 10 }] },
    });
    await look();
    expect(leads('400')).toEqual(['book-e0']);
    expect(condition('Ready')?.message).toContain('90 % of its traffic is led to book-00001');
  },
);

test('a map with holes changes nothing, and says so', LIMIT, async () => {
  await followed();
  writes();
  const { metadata, spec, ...rest } = map();
  const holed = structuredClone(spec) as { events: { ranges: { to: string }[] } };
  holed.events.ranges[0]!.to = '7fe';
  there.server.put({ ...rest, metadata, spec: holed });
  await look();
  expect(writes().filter((write) => !/shardmaps|events$/.test(write))).toEqual([]);
  expect(condition('Valid')).toMatchObject({ status: 'False', message: 'shard map: nobody owns slot 7ff' });
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'NotAMap' });
  expect(status().events).toBe(EVENTS);
  expect(events().at(-1)).toContain('nobody owns slot 7ff');
  await look();
  expect(writes()).toEqual([]);
});

test(
  'a shard that the map does not name any more stays while it has data, is led to, or is not known; then it goes',
  LIMIT,
  async () => {
    there.say(MOVED);
    await followed();
    there.say('e0=000-3ff+400-4ff<e2+500-7ff,e1=800-fff,e2=');
    await followed();
    there.say(EVENTS);
    for (const [state, why] of [
      [undefined, 'not known here'],
      [false, 'has data'],
      [new Error('away'), 'does not answer'],
    ] as const) {
      if (state !== undefined) there.empty.set('e2', state);
      await followed();
      expect(condition('ShardsGone')).toMatchObject({
        status: 'False',
        message: expect.stringContaining(why) as string,
      });
      expect(service('book-e2')).toBeDefined();
      expect(valueIn(service('book'), 'SHARDS')).toBe('e0,e1,e2');
    }
    there.empty.set('e2', true);
    await followed();
    for (const name of ['book-e2', 'publish-e2', 'event-detail-e2']) expect(service(name)).toBeUndefined();
    expect(valueIn(service('book'), 'SHARDS')).toBe('e0,e1');
    expect(JSON.stringify(there.server.all('Service'))).not.toMatch(/E2/);
    expect(condition('ShardsGone')).toBeUndefined();
  },
);

test('a shard that still owns slots by its routes is not deleted, empty or not', LIMIT, async () => {
  there.say(MOVED);
  await followed();
  there.empty.set('e2', true);
  there.say(EVENTS);
  await look();
  expect(service('book-e2')).toBeDefined();
  expect(condition('ShardsGone')?.message).toContain('is led to');
  await followed();
  expect(service('book-e2')).toBeUndefined();
});

test('whoever has called a Service like a shard for something else keeps it', LIMIT, async () => {
  there.server.put({ ...structuredClone(service('book')), metadata: { ...service('book').metadata, name: 'book-x' } });
  await followed();
  expect(service('book-x')).toBeDefined();
  expect(condition('ShardsGone')).toBeUndefined();
});

test(
  'an update that was lost (409) is made anew, of what is there then: a deployment at the same moment keeps its image',
  LIMIT,
  async () => {
    await followed();
    there.say(MOVING);
    let lost = 0;
    there.server.before = (method, place) => {
      if (method !== 'PATCH' || place !== 'services/book' || lost > 0) return undefined;
      lost += 1;
      there.server.put(JSON.parse(JSON.stringify(service('book')).replace('@sha256:0f', '@sha256:1e')) as ServedObject);
      return undefined;
    };
    await look();
    expect(lost).toBe(1);
    expect(valueIn(service('book'), 'SHARDS')).toBe('e0,e1,e2');
    expect(JSON.stringify(service('book').spec)).toContain('r.example.org/book@sha256:1e');
  },
);

test('what somebody has deleted or changed by hand is as the map says again', LIMIT, async () => {
  await followed();
  there.server.drop('Service', 'book-e1');
  there.server.drop('HTTPRoute', 'book');
  await followed();
  expect(valueIn(service('book-e1'), 'SHARDS')).toBe('e1');
  expect(leads('fff')).toEqual(['book-e1']);
});

test('a function that an installation has not got gets neither Services nor routes', LIMIT, async () => {
  for (const name of ['publish', 'publish-e0', 'publish-e1']) there.server.drop('Service', name);
  for (const { metadata } of there.server.all('HTTPRoute'))
    if (metadata.name.startsWith('publish')) there.server.drop('HTTPRoute', metadata.name);
  there.say(MOVING);
  await followed();
  expect(service('publish-e2')).toBeUndefined();
  expect(there.server.find('HTTPRoute', 'publish')).toBeUndefined();
});

test('a map that somebody has deleted is followed no more; nothing goes with it', LIMIT, async () => {
  await followed();
  const { metadata, ...rest } = map();
  there.server.put({ ...rest, metadata: { ...metadata, deletionTimestamp: '2030-01-01T00:00:00Z' } });
  writes();
  await look();
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Deleted' });
  expect(writes().filter((write) => !/shardmaps|events$/.test(write))).toEqual([]);
});
