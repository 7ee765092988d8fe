import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishEvent, publishOn, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

/** A port that nothing listens on: connections are refused at once. */
const NOBODY = '127.0.0.1:9';

const general = (id: string, capacity: number) => ({ id, name: id, kind: 'general', priceCategory: 'P1', capacity });

describe('with Redis down', () => {
  let system: TestSystem;
  let ada: Person;
  beforeAll(async () => {
    system = await startTestSystem({ env: { '*': { REDIS_URL: `redis://${NOBODY}` } } });
    ada = await system.user('Ada');
  });
  afterAll(() => system.close());

  test('503 unavailable with Retry-After for a hold', async () => {
    const event = await publishEvent(system, ada);
    const reply = await system.ask('POST', `/v1/events/${event}/holds`, {
      token: ada.token,
      body: { seats: ['A-1-1'] },
    });
    expect(reply.body).toMatchObject({ status: 503, code: 'unavailable' });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('201 orders go on straight on MySQL, and no seat is sold twice', async () => {
    const event = await publishEvent(system, ada);
    const order = (key: string, body: unknown) =>
      system.ask('POST', `/v1/events/${event}/orders`, { token: ada.token, key, body });
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => order(`k${index}`, { seats: ['A-1-1', 'A-1-2'] })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status, body }) => status === 409 && body.seats.length > 0)).toHaveLength(19);
    const parties = await Promise.all(
      Array.from({ length: 9 }, (_, index) => order(`a${index}`, { section: 'A', quantity: 2 })),
    );
    const seated = parties.filter(({ status }) => status === 201);
    // Nobody named a seat, so nobody is told that one is taken.
    expect(parties.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    expect(new Set(seated.flatMap(({ body }) => body.items.map((item: { seat: string }) => item.seat))).size).toBe(
      seated.length * 2,
    );
    const sections = await Promise.all(
      Array.from({ length: 8 }, (_, index) => order(`ga${index}`, { section: 'GA', quantity: 3 })),
    );
    const placed = sections.filter(({ status }) => status === 201);
    expect(new Set(placed.flatMap(({ body }) => body.items.map((item: { seat: string }) => item.seat))).size).toBe(
      placed.length * 3,
    );
    const availability = await system.ask('GET', `/v1/events/${event}/availability`);
    expect(availability.body).toMatchObject({
      version: 0,
      counts: { held: 0, sold: 2 + seated.length * 2 + placed.length * 3 },
    });
    // What Redis could not be told is noted, to be set right when it is back.
    const [repairs] = (await system
      .database(shardOf(event))
      .query('SELECT * FROM seat_repairs WHERE event_id = ?', [event])) as unknown as [unknown[]];
    expect(repairs).toHaveLength(1 + seated.length + placed.length);
  });

  test('201 all seats of a section that was added to twice, and none of its neighbours’', async () => {
    const event = await publishEvent(system, ada, { chart: { sections: [general('GA', 2), general('B', 3)] } });
    const order = (key: string, body: unknown) =>
      system.ask('POST', `/v1/events/${event}/orders`, { token: ada.token, key, body });
    expect((await order('first', { seats: ['B-2'] })).status).toBe(201);
    for (const [capacity, beside] of [
      [4, 5],
      [5, 6],
    ] as const) {
      const chart = { sections: [general('GA', capacity), general('B', beside)] };
      const changed = await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { chart } });
      expect(changed.status).toBe(200);
    }
    const placed = await order('all', { section: 'GA', quantity: 5 });
    expect(placed.body.items.map(({ seat }: { seat: string }) => seat)).toEqual([
      'GA-1',
      'GA-2',
      'GA-3',
      'GA-4',
      'GA-5',
    ]);
    expect((await order('more', { section: 'GA', quantity: 1 })).body.code).toBe('capacity_exceeded');
  });
});

describe('with the broker down', () => {
  let system: TestSystem;
  let ada: Person;
  beforeAll(async () => {
    system = await startTestSystem({ env: { 'book-e0': { K_SINK: `http://${NOBODY}` } } });
    ada = await system.user('Ada');
  });
  afterAll(() => system.close());

  test('201 orders go on, their events wait in the outbox, and a tick elsewhere sends them', async () => {
    const event = await publishOn(system, ada, 'e0');
    const { status, body } = await system.ask('POST', `/v1/events/${event}/orders`, {
      token: ada.token,
      key: 'k',
      body: { seats: ['A-1-1'] },
    });
    expect(status).toBe(201);
    const waiting = async () =>
      (
        (
          await system.database('e0').query('SELECT * FROM outbox WHERE subject IN (?, ?)', [body.id, event])
        )[0] as unknown[]
      ).length;
    expect(await waiting()).toBe(1);
    const { id } = body;
    const cancelled = await system.ask('POST', `/v1/events/${event}/orders/${id}/cancel`, { token: ada.token });
    expect(cancelled.status).toBe(200);
    expect(await waiting()).toBe(2);
    await system.until('the sweep has sent them', async () => {
      // Rows must have waited for some seconds before somebody else takes them.
      const tick = await system.deliver('book', { type: 'dev.knative.sources.ping', data: {} });
      expect(tick.status).toBe(204);
      return (await waiting()) === 0;
    });
    await system.until('the order has its record, with its end', async () => {
      const record = await system.ask('GET', `/v1/users/${ada.id}/orders/${body.id}`, { token: ada.token });
      return record.status === 200 && record.body.status === 'cancelled';
    });
  });
});
