/** What a buyer has on hold is his: asked for again, it is given again, and he finds it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, slotOf } from '../../shared/ids.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../../scripts/testing/test-system.ts';

const AT_MOST = 40;

let system: TestSystem;
let olga: Person;
let ada: Person;
let ben: Person;
let event: string;

const rows = [{ label: '1', seats: 10, accessible: [2, 9], companion: [1, 10] }];
const chart = {
  sections: [
    { id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows },
    { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 30 },
  ],
};

const hold = (who: Person, body: unknown, key?: string, headers = {}): Promise<Reply> =>
  system.ask('POST', `/v1/events/${event}/holds`, {
    token: who.token,
    body,
    headers,
    ...(key === undefined ? {} : { key }),
  });
const list = (who: Person, id = event, headers = {}) =>
  system.ask('GET', `/v1/events/${id}/holds`, { token: who.token, headers });
const release = (who: Person, id: string) =>
  system.ask('DELETE', `/v1/events/${event}/holds/${id}`, { token: who.token });
const counts = async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;
const statuses = (replies: readonly Reply[]) => replies.map(({ status }) => status).toSorted((a, b) => a - b);

beforeAll(async () => {
  system = await startTestSystem({ env: { '*': { HOLDS_PER_TEN_MINUTES: String(AT_MOST), HOLDS_GIVEN_BACK: '60' } } });
  olga = await system.user('Olga');
}, 60_000);
afterAll(() => system.close());
beforeEach(async () => {
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  event = await publishEvent(system, olga, { chart });
});

describe('the same seats again', () => {
  test('200 the hold that is there, its expiry and its tag, in whatever order they are named; nobody else gets it', async () => {
    const first = await hold(ada, { seats: ['A-1-3', 'GA-7', 'A-1-4'] });
    expect([first.status, first.body.seats]).toEqual([201, ['A-1-3', 'A-1-4', 'GA-7']]);
    for (const seats of [
      ['A-1-3', 'GA-7', 'A-1-4'],
      ['GA-7', 'A-1-4', 'A-1-3'],
    ]) {
      const again = await hold(ada, { seats });
      expect([again.status, again.body]).toEqual([200, first.body]);
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    }
    expect(await counts()).toMatchObject({ held: 3, sold: 0 });
    const others = await hold(ben, { seats: ['A-1-3', 'GA-7', 'A-1-4'] });
    expect(others.body).toMatchObject({ status: 409, code: 'seats_unavailable', seats: ['A-1-3', 'A-1-4', 'GA-7'] });
    expect(others.body.holdIds).toBe(undefined);
  });

  test('one hold comes of twenty at once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => hold(ada, { seats: ['A-1-1', 'A-1-2'] })));
    expect(statuses(replies)).toEqual([...Array.from({ length: 19 }, () => 200), 201]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect((await list(ada)).body.items).toHaveLength(1);
  });

  test('it is not counted: neither as a hold more, nor as one that was given back; 201 again once it is gone', async () => {
    const first = await hold(ada, { seats: ['A-1-1'] });
    for (let times = 0; times < AT_MOST + 5; times++)
      expect(await hold(ada, { seats: ['A-1-1'] })).toMatchObject({ status: 200, body: first.body });
    expect((await release(ada, first.body.id)).status).toBe(204);
    const anew = await hold(ada, { seats: ['A-1-1'] });
    expect([anew.status, anew.body]).toMatchObject([201, { seats: ['A-1-1'] }]);
    expect(anew.body.id).not.toBe(first.body.id);
  });

  test('200 at its price and with its time, after the event was changed and the hold extended', async () => {
    const first = await hold(ada, { seats: ['A-1-1'] });
    const path = `/v1/events/${event}/holds/${first.body.id}`;
    const extended = await system.ask('PATCH', path, { token: ada.token });
    const priceCategories = [
      { id: 'P1', name: 'Stalls', priceCents: 9900 },
      { id: 'P2', name: 'Floor', priceCents: 1 },
    ];
    await system.ask('PATCH', `/v1/events/${event}`, { token: olga.token, body: { priceCategories } });
    const again = await hold(ada, { seats: ['A-1-1'] });
    expect([again.status, again.body]).toEqual([200, extended.body]);
    expect(again.body.totalCents).toBe(5000);
  });
});

describe('others than those that are on hold', () => {
  test.each([
    ['fewer', ['A-1-3'], ['A-1-3']],
    ['more', ['A-1-3', 'A-1-4', 'A-1-5'], ['A-1-3', 'A-1-4']],
    ['some of them', ['A-1-4', 'A-1-5'], ['A-1-4']],
  ])(
    '409 already_held for %s, which says which hold it is; once it is released they are held',
    async (_, seats, held) => {
      const first = await hold(ada, { seats: ['A-1-3', 'A-1-4'] });
      const refused = await hold(ada, { seats });
      expect(refused.body).toMatchObject({
        status: 409,
        code: 'already_held',
        reason: 'held',
        seats: held,
        holdIds: [first.body.id],
      });
      expect((await list(ada)).body.items).toEqual([first.body]);
      await release(ada, first.body.id);
      expect((await hold(ada, { seats })).status).toBe(201);
    },
  );

  test('409 already_held names both of two holds; seats_unavailable names what others have, and his own hold beside it', async () => {
    const one = await hold(ada, { seats: ['A-1-3'] });
    const two = await hold(ada, { seats: ['A-1-5'] });
    await hold(ben, { seats: ['A-1-6'] });
    expect((await hold(ada, { seats: ['A-1-3', 'A-1-4', 'A-1-5'] })).body).toMatchObject({
      code: 'already_held',
      seats: ['A-1-3', 'A-1-5'],
      holdIds: [one.body.id, two.body.id],
    });
    expect((await hold(ada, { seats: ['A-1-5', 'A-1-6', 'A-1-7'] })).body).toMatchObject({
      code: 'seats_unavailable',
      seats: ['A-1-6'],
      holdIds: [two.body.id],
    });
    expect(await counts()).toMatchObject({ held: 3 });
  });

  test('201 for as many of a section once more without a key: another hold', async () => {
    const wish = { section: 'GA', quantity: 2 };
    const [one, two] = [await hold(ada, wish), await hold(ada, wish)];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body.id).not.toBe(one.body.id);
  });
});

describe('under an Idempotency-Key', () => {
  const wishes = [
    ['named seats', { seats: ['A-1-5', 'A-1-4'] }],
    ['so many of a section', { section: 'GA', quantity: 2 }],
    ['the best available', { section: 'A', quantity: 3 }],
    ['places for wheelchairs', { section: 'A', quantity: 2, accessible: 1 }],
  ] as const;

  test.each(wishes)(
    '200 the same hold for %s while it lasts; 422 for another body; 201 with a fresh key once it is gone',
    async (_, wish) => {
      const first = await hold(ada, wish, 'k1');
      expect(first.status).toBe(201);
      for (const key of ['k1', '"k1"']) {
        const again = await hold(ada, wish, key);
        expect([again.status, again.body]).toEqual([200, first.body]);
      }
      for (const other of [{ seats: ['GA-30'] }, { section: 'GA', quantity: 9 }])
        expect((await hold(ada, other, 'k1')).body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
      expect((await hold(ben, { seats: ['GA-30'] }, 'k1')).status, 'a key is its buyer’s').toBe(201);
      await release(ada, first.body.id);
      const anew = await hold(ada, wish, 'k2');
      expect(anew.status).toBe(201);
      expect(anew.body.id).not.toBe(first.body.id);
    },
  );

  test.each(wishes)('one hold of %s comes of ten at once', async (_, wish) => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => hold(ada, wish, 'k1')));
    expect(statuses(replies)).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    expect(await counts()).toMatchObject({ held: replies[0]?.body.seats.length });
  });

  test('200 although the section is full by now, the limits are lower, and the event is not as If-Match says', async () => {
    const wish = { section: 'GA', quantity: 8 };
    const first = await hold(ada, wish, 'k1', { 'if-match': '"e1"' });
    await hold(ben, { section: 'GA', quantity: 10 });
    await hold(ben, { section: 'GA', quantity: 10 });
    expect((await hold(ada, wish, 'k1')).body).toEqual(first.body);
    const body = { limitPerOrder: 2, minAccountAgeMinutes: 60, title: 'Renamed' };
    expect((await system.ask('PATCH', `/v1/events/${event}`, { token: olga.token, body })).status).toBe(200);
    const again = await hold(ada, wish, 'k1', { 'if-match': '"e1"' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await hold(ada, { section: 'GA', quantity: 2 }, 'k1')).body.code).toBe('account_too_new');
  });

  test('the same seats under other keys: all of them stand for it from then on', async () => {
    const seats = { seats: ['A-1-5'] };
    const first = await hold(ada, seats);
    for (const key of ['k1', 'k2']) {
      const again = await hold(ada, seats, key);
      expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    }
    for (const key of ['k1', 'k2'])
      expect((await hold(ada, { seats: ['A-1-6'] }, key)).body.code).toBe('idempotency_key_reused');
  });

  test('sixteen keys stand for one hold, a further one is refused and names it; none makes a new one once it is released', async () => {
    const seats = { seats: ['A-1-5'] };
    const first = await hold(ada, seats, 'k1');
    const keys = Array.from({ length: 16 }, (_, index) => `k${index + 1}`);
    for (const key of keys) expect((await hold(ada, seats, key)).body.id).toBe(first.body.id);
    const further = await hold(ada, seats, 'k17');
    expect(further.body).toMatchObject({ code: 'already_held', seats: seats.seats, holdIds: [first.body.id] });
    expect((await hold(ada, seats)).body, 'without a key').toEqual(first.body);
    await release(ada, first.body.id);
    for (const key of keys) {
      const { status, body } = await hold(ada, seats, key);
      expect([key, status, body.id, body.status]).toEqual([key, 200, first.body.id, 'released']);
      const other = await hold(ada, { seats: ['A-1-6'] }, key);
      expect([other.body.code, other.body.detail]).toEqual([
        'idempotency_key_reused',
        'it stands for another hold of yours, or one that you had; take a fresh key for a new one',
      ]);
    }
    expect(await counts()).toMatchObject({ held: 0 });
  });

  test('201 after a flush of Redis, which has forgotten the hold and its key', async () => {
    const first = await hold(ada, { section: 'GA', quantity: 2 }, 'k1');
    await system.redis.flushdb();
    const anew = await hold(ada, { section: 'GA', quantity: 3 }, 'k1');
    expect(anew.status).toBe(201);
    expect(anew.body.id).not.toBe(first.body.id);
  });

  test.each(['k 1', '"k1', 'x'.repeat(129)])('400 malformed_request for %j', async (key) => {
    expect((await hold(ada, { seats: ['A-1-5'] }, key)).body).toMatchObject({ status: 400, code: 'malformed_request' });
  });
});

describe('GET …/holds', () => {
  test('200 one’s own, the oldest first, as each is by itself; what was released or sold is not among them', async () => {
    expect((await list(ada)).body).toEqual({ items: [] });
    const one = await hold(ada, { seats: ['A-1-5', 'GA-1'] });
    const two = await hold(ada, { section: 'GA', quantity: 2 });
    const three = await hold(ada, { seats: ['A-1-6'] });
    await hold(ben, { seats: ['A-1-7'] });
    const found = await list(ada);
    expect([found.status, found.body]).toEqual([200, { items: [one.body, two.body, three.body] }]);
    const known = { 'if-none-match': found.headers.get('etag') ?? '' };
    expect((await list(ada, event, known)).status).toBe(304);
    await release(ada, two.body.id);
    expect((await list(ada, event, known)).body.items).toEqual([one.body, three.body]);
    const order = { token: ada.token, key: 'k', body: { holdId: one.body.id } };
    expect((await system.ask('POST', `/v1/events/${event}/orders`, order)).status).toBe(201);
    await expect.poll(async () => (await list(ada)).body.items).toEqual([three.body]);
  });

  test('200 nothing after a flush of Redis, and for whoever has nothing; 404 and 401 as of every event', async () => {
    await hold(ada, { seats: ['A-1-5'] });
    expect((await list(ben)).body).toEqual({ items: [] });
    await system.redis.flushdb();
    expect((await list(ada)).body).toEqual({ items: [] });
    expect((await list(ada, newId('evt', slotOf(event)))).body.code).toBe('event_not_found');
    expect((await system.ask('GET', `/v1/events/${event}/holds`)).body.code).toBe('token_missing');
  });

  test('an order’s own hold is not among them', async () => {
    const order = { token: ada.token, key: 'k', body: { section: 'GA', quantity: 2 } };
    await Promise.all([
      system.ask('POST', `/v1/events/${event}/orders`, order),
      ...Array.from({ length: 5 }, async () => expect((await list(ada)).body.items).toEqual([])),
    ]);
  });
});
