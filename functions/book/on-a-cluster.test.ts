/** Redis as a cluster of three masters, on which each function has an account of its own: holds, orders, streams, ended sessions. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redisUserLines } from '../../scripts/servers/redis-users.ts';
import { SeatStream } from '../../scripts/testing/booking/seat-follower.ts';
import { publishOn } from '../../scripts/testing/events.ts';
import {
  type ClusterServer,
  type RedisCluster,
  startRedisCluster,
} from '../../scripts/testing/servers/redis-cluster.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { seatKeys } from '../shared/seats/seat-keys.ts';
import { RUN_KEY } from '../shared/seats/restarts.ts';

const PASSWORD = 'of the administrator';
let cluster: RedisCluster;
let system: TestSystem;
let people: Person[];
/** An event of each server. */
let events: string[];
const streams: SeatStream[] = [];

const serverOf = (event: string) => cluster.ownerOf(seatKeys(event)[0] ?? '');
const buyer = (index: number) => people[index % people.length] as Person;
const order = (event: string, by: Person, key: string, seats: string[]) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: by.token, key, body: { seats } });
const hold = (event: string, by: Person, seats: string[]) =>
  system.ask('POST', `/v1/events/${event}/holds`, { token: by.token, body: { seats } });
const countsOf = async (event: string) => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;

beforeAll(async () => {
  cluster = await startRedisCluster({ masters: 3, replicasEach: 1 });
  for (const { admin } of [...cluster.masters, ...cluster.replicas.flat()])
    for (const line of redisUserLines(PASSWORD, { tellsReads: true }))
      await admin.call('ACL', 'SETUSER', ...line.split(' ').slice(1));
  const url = new URL(cluster.url);
  url.password = PASSWORD;
  system = await startTestSystem({ redis: { url: url.href, isCluster: true, withAccounts: true } });
  people = await Promise.all(Array.from({ length: 5 }, (_, index) => system.user(`Buyer ${index}`)));
  const byServer = new Map<ClusterServer, string>();
  for (let attempt = 0; byServer.size < 3 && attempt < 40; attempt++) {
    const event = await publishOn(system, buyer(0), 'e0');
    byServer.set(await serverOf(event), event);
  }
  events = [...byServer.values()];
}, 180_000);
afterAll(async () => {
  await Promise.all(streams.map((stream) => stream.leave()));
  await system?.close();
  await cluster?.stop();
});

test('seats of events on every server are held, sold and freed, and streams of all of them tell it', async () => {
  expect(events).toHaveLength(3);
  const watched = events.map(() => new SeatStream());
  streams.push(...watched);
  for (const [index, stream] of watched.entries())
    expect(await stream.open(`${system.url}/v1/events/${events[index]}/availability/stream`)).toBe(200);
  for (const [index, event] of events.entries()) {
    const stream = watched[index] as SeatStream;
    const held = await hold(event, buyer(1), ['A-1-1', 'A-1-2']);
    expect(held.status).toBe(201);
    await system.until('the hold arrives', async () => stream.view.held.size === 2);
    const from = `/v1/events/${event}/orders`;
    const ordered = await system.ask('POST', from, { token: buyer(1).token, key: 'k', body: { holdId: held.body.id } });
    expect(ordered.status).toBe(201);
    await system.until('the order arrives', async () => stream.view.sold.size === 2);
    const cancelled = await system.ask('POST', `${from}/${ordered.body.id}/cancel`, { token: buyer(1).token });
    expect(cancelled.status).toBe(200);
    await system.until('its end arrives', async () => stream.view.sold.size === 0);
    expect(await countsOf(event)).toEqual({ free: 50, held: 0, sold: 0 });
  }
  // Nobody looked elsewhere instead.
  expect(watched.flatMap((stream) => stream.events.filter((one) => one.event === 'stale'))).toEqual([]);
}, 60_000);

test('40 callers race for the same 20 seats of each event: exactly those are sold, none twice', async () => {
  const seats = Array.from({ length: 20 }, (_, index) => `A-${index < 10 ? 1 : 2}-${(index % 10) + 1}`);
  for (const event of events) {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, caller) =>
        order(event, buyer(caller), `race-${caller}`, [seats[(caller * 7) % 20] as string]),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(replies.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    await system.until('all are marked', async () => (await countsOf(event)).sold === 20);
    const [claims] = (await system
      .database('e0')
      .query('SELECT seat FROM seat_claims WHERE event_id = ?', [event])) as unknown as [unknown[]];
    expect(claims).toHaveLength(20);
  }
}, 60_000);

test('401 at the next request after a logout, wherever it was noted', async () => {
  const [event = ''] = events;
  for (const [index, name] of ['Cyd', 'Dot', 'Eve'].entries()) {
    const seats = [`GA-${index + 1}`];
    const person = await system.user(name);
    expect((await hold(event, person, seats)).status).toBe(201);
    await system.ask('POST', '/v1/auth/logout', { body: { refreshToken: person.refreshToken } });
    expect((await order(event, person, 'after', seats)).status).toBe(401);
    const verified = await system.ask('POST', '/v1/auth/verify', { body: { token: person.token } });
    expect(verified.body).toEqual({ active: false });
  }
}, 60_000);

test('a server that was started anew loses its own states, which are rebuilt; holds on the others stay', async () => {
  const held = await Promise.all(events.map((event) => hold(event, buyer(2), ['GA-7', 'GA-8'])));
  expect(held.map(({ status }) => status)).toEqual([201, 201, 201]);
  const anew = await serverOf(events[1] as string);
  const keys = await anew.admin.keys(`${RUN_KEY}*`);
  expect(keys).toHaveLength(1);
  await anew.admin.set(keys[0] as string, 'the former run');
  await anew.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const look = async (index: number) =>
    (await system.ask('GET', `/v1/events/${events[index]}/holds/${held[index]?.body.id}`, { token: buyer(2).token }))
      .status;
  await system.until('its hold is lost', async () => (await look(1)) === 404);
  expect([await look(0), await look(2)]).toEqual([200, 200]);
  await system.until('its sold seats are back', async () => (await countsOf(events[1] as string)).sold === 20);
}, 60_000);

test('a fail-over in mid-sale: every order is answered, each seat is sold once, and holds go on', async () => {
  const event = events[2] as string;
  const { sold: before } = await countsOf(event);
  const old = await serverOf(event);
  const [replica] = cluster.replicas[cluster.masters.indexOf(old)] ?? [];
  const replies = [];
  for (let seat = 10; seat < 30; seat++) {
    if (seat === 15) await replica?.admin.call('CLUSTER', 'FAILOVER');
    replies.push(await order(event, buyer(seat), `over-${seat}`, [`GA-${seat}`]));
  }
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
  await system.until('another server has the event', async () => (await serverOf(event)) === replica);
  const held = await system.until('it is held from', async () => {
    const reply = await hold(event, buyer(3), ['GA-9']);
    return reply.status === 201 && reply;
  });
  expect(held.body.seats).toEqual(['GA-9']);
  await system.until('all are marked', async () => (await countsOf(event)).sold === before + 20);
  const again = await order(event, buyer(4), 'again', ['GA-10']);
  expect(again.body).toMatchObject({ code: 'seats_unavailable' });
}, 60_000);
