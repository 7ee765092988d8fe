/** Seats kept from others without being bought: by many accounts of one network, by one account again and again. */
import { describe, expect, test } from 'vitest';
import { shardOf, untilSold } from '../../../scripts/testing/events.ts';
import { askFrom, type NeighbourReply } from '../../../scripts/testing/neighbours.ts';
import type { Person } from '../../../scripts/testing/test-system.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import {
  chart,
  hold,
  HOLD_S,
  holdFrom,
  one,
  order,
  organizer,
  people,
  person,
  publish,
  release,
  SEATS,
  startWithHoarders,
  statuses,
  system,
  ten,
  times,
} from './fixtures/hoarders.ts';

startWithHoarders();

const SHORT_S = 300;

const counts = async (event: string) => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;

const secondsOf = (held: NeighbourReply): number => (Date.parse(held.body.expiresAt) - Date.now()) / 1_000;

/** Past the gateway, which has no IPv6 address to be called from. */
const insideFrom = (event: string, address: string, who: Person) =>
  system.inside(`book-${shardOf(event)}`, 'POST', `/v1/events/${event}/holds`, {
    token: who.token,
    body: ten,
    headers: { 'x-envoy-external-address': address },
  });

describe('many accounts', () => {
  test('429 of one network hold a share of the seats, however many they are; the rest is for others', async () => {
    const event = await publish();
    const replies = await Promise.all(people.map((who) => holdFrom('127.0.7.7', who, event)));
    expect(statuses(replies).filter((status) => status === 201)).toHaveLength(4);
    const refused = replies.filter(({ status }) => status !== 201);
    for (const { status, body, retryAfterSeconds } of refused)
      expect([status, body.code, retryAfterSeconds]).toEqual([429, 'too_many_requests', 30]);
    expect(await counts(event)).toMatchObject({ held: 40, free: 60 });
    expect((await holdFrom('127.0.7.8', person(0), event)).status).toBe(201);
  });

  test('201 as many people from as many networks hold it all', async () => {
    const event = await publish();
    const crowd = people.slice(0, 10).map((who, index) => holdFrom(`127.0.8.${index + 1}`, who, event));
    expect(new Set(statuses(await Promise.all(crowd)))).toEqual(new Set([201]));
    expect(await counts(event)).toMatchObject({ held: SEATS, free: 0 });
  });

  test('201 a campus behind one address buys all seats: by orders at once, and from holds one after the other', async () => {
    const [atOnce, inTurn] = [await publish(), await publish()];
    const orders = people.slice(0, 10).map((who) => order(who, atOnce, 'campus', ten));
    expect(new Set(statuses(await Promise.all(orders)))).toEqual(new Set([201]));
    for (const [index, who] of people.slice(0, 10).entries()) {
      const held = await hold(who, inTurn, ten);
      expect(held.status).toBe(201);
      expect((await order(who, inTurn, 'campus', { holdId: held.body.id })).status).toBe(201);
      // A hold counts against its network until its seats are marked as sold.
      await untilSold(system, inTurn, (index + 1) * 10);
    }
    await untilSold(system, atOnce, SEATS);
  });

  test('429 a network that is given many /64s has three parts together', async () => {
    const large = await publish({ chart: { sections: [{ ...chart.sections[0], capacity: 400 }] } });
    const near = [];
    for (const who of people) near.push((await insideFrom(large, '2001:db8:6:1::7', who)).status);
    // A quarter of what is left free is 80 of 400.
    expect(near).toEqual([...times(8, 201), ...times(4, 429)]);

    const other = await publish({ chart: { sections: [{ ...chart.sections[0], capacity: 400 }] } });
    const wide = [];
    for (const [index, who] of [...people, ...people].entries())
      wide.push((await insideFrom(other, `2001:db8:5:${index}::7`, who)).status);
    // Three quarters are 170.
    expect(wide).toEqual([...times(17, 201), ...times(7, 429)]);
  });

  test('what is given back or bought is not counted any more', async () => {
    const event = await publish();
    const held = [];
    for (const who of people.slice(0, 4)) held.push(await hold(who, event, ten));
    const refused = await hold(person(5), event, ten);
    expect([refused.status, refused.body['violated-policies']]).toEqual([429, ['held-by-network']]);
    expect(refused.rateLimit).toBe('"held-by-network";r=0;t=30');
    await release(person(0), event, held[0]?.body.id);
    expect((await order(person(1), event, 'k', { holdId: held[1]?.body.id })).status).toBe(201);
    await untilSold(system, event, 10);
    expect((await hold(person(5), event, ten)).status).toBe(201);
    // Half of the 90 that are unsold.
    expect((await hold(person(6), event, ten)).status).toBe(201);
    expect((await hold(person(7), event, ten)).status).toBe(429);
  });

  test('201 a campus of which each holds a few seats, beside those who hold many; three quarters of what is unsold at most', async () => {
    const event = await publish();
    const four = { section: 'GA', quantity: 4 };
    for (const who of people.slice(0, 4)) expect((await hold(who, event, ten)).status).toBe(201);
    const campus = [];
    for (const who of people.slice(4)) campus.push(await hold(who, event, four));
    expect(statuses(campus)).toEqual(times(8, 201));
    const more = [];
    for (const who of people.slice(4, 7)) more.push(await hold(who, event));
    expect(statuses(more), 'with a fifth seat one has many').toEqual(times(3, 429));
    const late = await system.user('Late');
    expect(statuses([await hold(late, event, { section: 'GA', quantity: 3 }), await hold(late, event)])).toEqual([
      201, 429,
    ]);
    expect((await holdFrom('127.0.7.8', person(0), event)).status).toBe(201);
  });
});

describe('while many want seats', () => {
  test('holds are shorter, as the answer tells, and are extended less; never below what a person needs', async () => {
    const event = await publish();
    const calm = await holdFrom('127.0.9.100', person(0), event, one);
    expect(secondsOf(calm)).toBeGreaterThan(HOLD_S - 10);
    for (let index = 1; index <= 5; index++) await holdFrom(`127.0.9.${index}`, person(index), event);
    const between = secondsOf(await holdFrom('127.0.9.101', person(6), event, one));
    expect(between).toBeGreaterThan(SHORT_S + 10);
    expect(between).toBeLessThan(HOLD_S - 10);
    for (let index = 7; index <= 10; index++) await holdFrom(`127.0.9.${index}`, person(index), event);
    const crowded = await holdFrom('127.0.9.102', person(11), event, one);
    expect(secondsOf(crowded)).toBeGreaterThan(SHORT_S - 10);
    expect(secondsOf(crowded)).toBeLessThanOrEqual(SHORT_S);

    const extend = (who: Person, id: string) =>
      askFrom(system, '127.0.0.1', 'PATCH', `/v1/events/${event}/holds/${id}`, { token: who.token });
    const extended = await extend(person(11), crowded.body.id);
    expect(extended.status).toBe(200);
    expect(secondsOf(extended)).toBeLessThanOrEqual(SHORT_S);
    // What was promised before stays: nobody's time is taken away.
    expect((await extend(person(0), calm.body.id)).body.code).toBe('limit_exceeded');
    const path = `/v1/events/${event}/holds/${calm.body.id}`;
    expect((await system.ask('GET', path, { token: person(0).token })).body).toEqual(calm.body);
  });

  test('409 limit_exceeded a hold that has had twice the shortest time is not extended', async () => {
    const event = await publish();
    const held = await holdFrom('127.0.10.100', person(0), event, one);
    for (let index = 1; index <= 8; index++) await holdFrom(`127.0.10.${index}`, person(index), event);
    // As if it had been made ten minutes ago, and been extended since.
    const holds = seatKeys(event)[4] as string;
    const record = JSON.parse((await system.redis.hget(holds, held.body.id)) ?? '{}');
    const latest = record.latest - 2 * SHORT_S * 1_000;
    await system.redis.hset(holds, held.body.id, JSON.stringify({ ...record, latest }));
    const refused = await askFrom(system, '127.0.0.1', 'PATCH', `/v1/events/${event}/holds/${held.body.id}`, {
      token: person(0).token,
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'limit_exceeded']);
  });
});

describe('minAccountAgeMinutes', () => {
  test('409 account_too_new to hold or order, until the account is old enough; nobody else is refused', async () => {
    const event = await publish({ minAccountAgeMinutes: 60 });
    const refused = [await hold(person(0), event), await order(person(0), event, 'new')];
    for (const { status, body, retryAfterSeconds } of refused) {
      expect([status, body.code, body.reason]).toEqual([409, 'account_too_new', 'account_age']);
      expect(retryAfterSeconds).toBeGreaterThan(3_000);
      expect(retryAfterSeconds).toBeLessThanOrEqual(3_600);
    }
    const change = (minAccountAgeMinutes: number | null) =>
      system.ask('PATCH', `/v1/events/${event}`, { token: organizer.token, body: { minAccountAgeMinutes } });
    expect((await change(null)).body.minAccountAgeMinutes).toBe(null);
    const held = await hold(person(0), event);
    expect(held.status).toBe(201);
    // A hold that was given is honoured.
    expect((await change(60)).body.minAccountAgeMinutes).toBe(60);
    expect((await order(person(0), event, 'held', { holdId: held.body.id })).status).toBe(201);
  });
});
