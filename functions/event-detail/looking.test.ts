/** What looking costs: memory of Redis, and work of MySQL. Sizes are bounds, not timings. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent, publishOn } from '../../scripts/testing/events.ts';
import { askFrom } from '../../scripts/testing/neighbours.ts';
import { openShard, type TestShard } from '../../scripts/testing/booking/shard.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { makeHolds, holdArguments } from '../book/live/hold-script.ts';
import { HOLD_RULES } from '../book/live/hold-limits.ts';
import { confirm, release } from '../book/live/held-seats-scripts.ts';
import type { StoredEvent } from '../shared/event/row.ts';
import { newId } from '../shared/ids.ts';
import { LOOKED_KEY, noteLooked } from '../shared/seats/looked-states.ts';
import { LOOKED_MS, seatKeys, STRIKES_MS } from '../shared/seats/seat-keys.ts';
import { rebuildSeats } from '../shared/seats/rebuild.ts';
import { readSeats } from '../shared/seats/state.ts';

const BUILDS = 3;
const LOOKERS = 20;
const HOUR_MS = 3_600_000;
const HOLD_MAX_MS = HOUR_MS;

let system: TestSystem;
let organizer: Person;
let shard: TestShard;
beforeAll(async () => {
  system = await startTestSystem({ env: { '*': { BUILDS_PER_MINUTE: String(BUILDS) } } });
  shard = await openShard();
  organizer = await system.user('Olga');
}, 60_000);
afterAll(async () => {
  await shard.close();
  await system.close();
});

const section = (id: string) => ({ id, name: id, kind: 'general', priceCategory: 'P1', capacity: 10_000 });
const arena = { sections: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'].map(section) };
const keysThere = async (eventId: string) => {
  const keys = seatKeys(eventId);
  const there = await Promise.all(keys.map((key) => shard.redis.exists(key)));
  return keys.filter((_, index) => there[index] === 1);
};
async function bytesOf(eventId: string): Promise<number> {
  let bytes = 0;
  for (const key of await keysThere(eventId)) bytes += (await shard.redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
  return bytes;
}
async function longestMs(eventId: string): Promise<number> {
  const lives = await Promise.all((await keysThere(eventId)).map((key) => shard.redis.pttl(key)));
  return lives.includes(-1) ? Infinity : Math.max(...lives);
}
const hold = (event: StoredEvent, holdId: string, seats: number[], expiresMs = 600_000) =>
  makeHolds(
    shard.redis,
    seatKeys(event.id),
    holdArguments(
      [
        [
          {
            version: event.version,
            numbering: event.chartVersion,
            holdId,
            buyer: 'buyer',
            holdMs: expiresMs,
            holdMaxMs: HOLD_MAX_MS,
            atOnce: 10,
            wanted: { seats },
            terms: '',
            key: '',
            kept: { minMs: expiresMs, networks: ['n'], seatsTotal: event.seatsTotal },
          },
        ],
      ],
      HOLD_RULES,
    ),
  );

test('a look at an event of 100,000 seats costs few bytes for ten minutes; looks at many, as much each', async () => {
  for (let looked = 0; looked < LOOKERS; looked++) {
    const event = await shard.publish({ chart: arena });
    await rebuildSeats(shard.redis, shard.pool, event.id);
    expect(typeof (await readSeats(shard.redis, event.id, event))).toBe('object');
    expect(await bytesOf(event.id)).toBeLessThan(8_192);
    expect(await longestMs(event.id)).toBeLessThanOrEqual(LOOKED_MS);
  }
});

test('looking again does not make it stay longer; what has gone is rebuilt with a greater version', async () => {
  const event = await shard.publish({ chart: arena });
  await rebuildSeats(shard.redis, shard.pool, event.id);
  const before = await readSeats(shard.redis, event.id, event);
  for (const key of await keysThere(event.id)) await shard.redis.pexpire(key, 5_000);
  await readSeats(shard.redis, event.id, event);
  expect(await longestMs(event.id)).toBeLessThanOrEqual(5_000);
  await shard.redis.del(...seatKeys(event.id));
  expect(await readSeats(shard.redis, event.id, event)).toBe('unready');
  await rebuildSeats(shard.redis, shard.pool, event.id);
  const after = await readSeats(shard.redis, event.id, event);
  if (typeof before === 'string' || typeof after === 'string') throw new Error('no state');
  expect(after.version).toBeGreaterThan(before.version);
});

test('a hold of its last seat stays as long as a hold may last and an hour, and costs little once it is given back', async () => {
  const event = await shard.publish({ chart: arena });
  await rebuildSeats(shard.redis, shard.pool, event.id);
  expect((await hold(event, 'h1', [99_999]))[0]?.[0]).toBe('ok');
  expect(await bytesOf(event.id)).toBeLessThan(40_960);
  const stays = await longestMs(event.id);
  expect(stays).toBeGreaterThan(HOLD_MAX_MS);
  expect(stays).toBeLessThanOrEqual(HOLD_MAX_MS + HOUR_MS);
  await release(shard.redis, seatKeys(event.id), ['h1', 'buyer', '']);
  expect(await bytesOf(event.id)).toBeLessThan(8_192);
});

test('once seats were sold all of it stays for a week, and nothing makes it go sooner', async () => {
  const week = 7 * 24 * HOUR_MS;
  const event = await shard.publish({ chart: arena });
  const keys = seatKeys(event.id);
  await rebuildSeats(shard.redis, shard.pool, event.id);
  await hold(event, 'h1', [7]);
  await confirm(shard.redis, keys, [4, 'h1', 'ord_1', 1, 7]);
  const shortest = async () =>
    Math.min(...(await Promise.all((await keysThere(event.id)).map((key) => shard.redis.pttl(key)))));
  expect(await shortest()).toBeGreaterThan(week - HOUR_MS);
  // A hold that ends is found by a look; another is made where there was none.
  await hold(event, 'h2', [8], 1);
  await expect.poll(() => readSeats(shard.redis, event.id, event)).toMatchObject({ holdEndsInMs: undefined });
  await hold(event, 'h3', [9]);
  const strikes = keys[8] as string;
  expect(await shard.redis.pttl(strikes)).toBeLessThanOrEqual(STRIKES_MS + 1_000);
  await shard.redis.del(strikes);
  expect(await shortest()).toBeGreaterThan(week - HOUR_MS);
  await noteLooked(shard.redis, event.id, 0);
  expect(await keysThere(event.id)).toContain(keys[0]);
});

test('of states that nobody has used there is a bounded number: the oldest make room, and those with holds stay', async () => {
  await shard.redis.del(LOOKED_KEY);
  const events = [];
  for (let index = 0; index < 6; index++) {
    const event = await shard.publish();
    events.push(event);
    await rebuildSeats(shard.redis, shard.pool, event.id);
    if (index === 1) await hold(event, 'h1', [3]);
    await noteLooked(shard.redis, event.id, 3);
  }
  const left = await Promise.all(events.map(async ({ id }) => (await keysThere(id)).length > 0));
  expect(left).toEqual([false, true, false, true, true, true]);
  expect(await shard.redis.zcard(LOOKED_KEY)).toBe(3);
  expect(await shard.redis.pttl(LOOKED_KEY)).toBeGreaterThan(0);
});

test('no state is built of what does not exist, was cancelled or has ended; what was sold is told all the same', async () => {
  const ended = { startsAt: '2020-05-14T18:30:00Z', endsAt: '2020-05-14T22:00:00Z' };
  const [over, cancelled] = [await publishEvent(system, organizer, ended), await publishEvent(system, organizer)];
  await system.ask('POST', `/v1/events/${cancelled}/cancel`, { token: organizer.token });
  const unknown = newId('evt', 5);
  const look = (id: string) => askFrom(system, '127.0.1.1', 'GET', `/v1/events/${id}/availability`);
  expect([(await look(over)).status, (await look(cancelled)).status, (await look(unknown)).status]).toEqual([
    200, 200, 404,
  ]);
  const stream = await askFrom(system, '127.0.1.1', 'GET', `/v1/events/${over}/availability/stream`);
  expect([stream.status, stream.body.code]).toEqual([409, 'event_ended']);
  expect((await look(over)).body.counts).toEqual({ free: 50, held: 0, sold: 0 });
  expect(await system.redis.exists(...seatKeys(over), ...seatKeys(cancelled), ...seatKeys(unknown))).toBe(0);
});

test('429 who looks at one event after the other that nobody has looked at; what others look at costs nothing', async () => {
  const look = (address: string, id: string) => askFrom(system, address, 'GET', `/v1/events/${id}/availability`);
  const events = [];
  for (let index = 0; index < BUILDS + 2; index++) events.push(await publishOn(system, organizer, 'e0'));
  const replies = [];
  for (const id of events) replies.push(await look('127.0.2.1', id));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(replies.at(-1)?.body.code).toBe('too_many_requests');
  expect(replies.at(-1)?.retryAfterSeconds).toBeGreaterThan(0);
  const refused = events.at(-1) as string;
  expect(await system.redis.exists(...seatKeys(refused))).toBe(0);
  expect((await askFrom(system, '127.0.2.1', 'GET', `/v1/events/${refused}/availability/stream`)).status).toBe(429);
  expect((await look('127.0.2.2', refused)).status).toBe(200);
  // It is there now: whoever was refused to build it may look at it, as often as he likes.
  for (let turn = 0; turn < 5; turn++) expect((await look('127.0.2.1', refused)).status).toBe(200);
});
