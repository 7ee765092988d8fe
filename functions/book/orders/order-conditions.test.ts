/** If-Match on holds, orders and blocks: what is meant is what is changed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, slotOf } from '../../shared/ids.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
let ben: Person;
let event: string;

beforeAll(async () => {
  system = await startTestSystem();
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
});
afterAll(() => system.close());
beforeEach(async () => {
  event = await publishEvent(system, ada);
});

const send = (
  method: string,
  path: string,
  ifMatch?: string,
  more: { body?: unknown; key?: string; who?: Person } = {},
) => {
  const { who = ada, ...rest } = more;
  const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
  return system.ask(method, `/v1/events/${event}/${path}`, { token: who.token, headers, ...rest });
};
const tagOf = ({ headers }: Reply) => headers.get('etag') ?? '';
const holdSeat = () => send('POST', 'holds', undefined, { body: { seats: ['A-1-1'] } });
const placeOrder = (key: string, seats = ['A-1-1']) =>
  send('POST', 'orders', undefined, { key, body: { seats }, who: ben });
const blockSeats = (ifMatch?: string) =>
  send('POST', 'blocks', ifMatch, { key: 'k', body: { seats: ['A-1-1', 'A-1-2'] } });
const failed = { status: 412, code: 'precondition_failed' };
const counts = async () => (await system.ask('GET', `/v1/events/${event}/availability`)).body.counts;

describe('a hold', () => {
  test('its tag is the same in every answer, and another once it ends at another time', async () => {
    const made = await holdSeat();
    const path = `holds/${made.body.id}`;
    expect(tagOf(made)).toMatch(/^"h\d+\.1"$/);
    expect(tagOf(await send('GET', path))).toBe(tagOf(made));
    const extended = await send('PATCH', path, tagOf(made));
    expect(extended.status).toBe(200);
    expect(tagOf(extended)).not.toBe(tagOf(made));
    expect(tagOf(await send('GET', path))).toBe(tagOf(extended));
    const known = await system.ask('GET', `/v1/events/${event}/${path}`, {
      token: ada.token,
      headers: { 'if-none-match': tagOf(extended) },
    });
    expect(known.status).toBe(304);
  });

  test('412 to extend or release another than the one that is meant, and nothing is done', async () => {
    const made = await holdSeat();
    const path = `holds/${made.body.id}`;
    for (const tag of [
      '"h1"',
      '"h1.1"',
      tagOf(made).replace('.1', '.2'),
      `W/${tagOf(made)}`,
      '"e1"',
      'h',
      '',
      `"h${'1'.repeat(40)}"`,
    ])
      for (const method of ['PATCH', 'DELETE']) expect((await send(method, path, tag)).body).toMatchObject(failed);
    expect((await send('GET', path)).body).toEqual(made.body);
    expect((await send('DELETE', path, `"h1", ${tagOf(made)}`)).status).toBe(204);
    expect(await counts()).toMatchObject({ held: 0 });
  });

  test('412 to release one that is gone under any condition, 204 without', async () => {
    const path = `holds/${(await holdSeat()).body.id}`;
    expect((await send('DELETE', path, '*')).status).toBe(204);
    expect((await send('DELETE', path, '*')).body).toMatchObject(failed);
    expect((await send('DELETE', path)).status).toBe(204);
  });

  test('one of ten who extend the same wins', async () => {
    const made = await holdSeat();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => send('PATCH', `holds/${made.body.id}`, tagOf(made))),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 412)).toHaveLength(9);
  });

  test('412 to make one of an event that is not as the buyer saw it, and nothing is held', async () => {
    await send('POST', 'holds', undefined, { body: { seats: ['A-2-1'] } });
    await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { title: 'Renamed' } });
    expect((await send('POST', 'holds', '"e1"', { body: { seats: ['A-1-1'] } })).body).toMatchObject(failed);
    expect(await counts()).toMatchObject({ held: 1 });
    expect((await send('POST', 'holds', '"e2"', { body: { seats: ['A-1-1'] } })).body.eventVersion).toBe(2);
  });
});

describe('an order', () => {
  test('412 to cancel another version than the one that is meant; a repeat under the old tag is one, too', async () => {
    const placed = await placeOrder('k');
    expect([tagOf(placed), tagOf(await placeOrder('k'))]).toEqual(['"o1"', '"o1"']);
    const path = `orders/${placed.body.id}/cancel`;
    for (const tag of ['"o2"', '"e1"', 'W/"o1"'])
      expect((await send('POST', path, tag, { who: ben })).body).toMatchObject(failed);
    await expect.poll(counts).toMatchObject({ sold: 1 });
    const ended = await send('POST', path, '"o1"', { who: ben });
    expect([ended.status, ended.body.status, tagOf(ended)]).toEqual([200, 'cancelled', '"o2"']);
    expect((await send('POST', path, '"o1"', { who: ben })).body).toMatchObject(failed);
    expect((await send('POST', path, '"o2"', { who: ben })).status).toBe(200);
    expect((await send('POST', path, undefined, { who: ben })).status).toBe(200);
  });

  test('one of ten who cancel the same version wins', async () => {
    const { body } = await placeOrder('k');
    const all = await Promise.all(
      Array.from({ length: 10 }, () => send('POST', `orders/${body.id}/cancel`, '"o1"', { who: ben })),
    );
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 412)).toHaveLength(9);
  });

  test('each seat that is cancelled makes another version; of two who cancel seats of the same one wins', async () => {
    const { body } = await placeOrder('k', ['A-1-1', 'A-1-2', 'A-1-3']);
    const path = `orders/${body.id}/cancel`;
    const seats = (label: string) => ({ who: ben, body: { seats: [label] } });
    const both = await Promise.all(['A-1-1', 'A-1-2'].map((label) => send('POST', path, '"o1"', seats(label))));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const won = both.find(({ status }) => status === 200);
    expect([won?.body.status, won && tagOf(won)]).toEqual(['confirmed', '"o2"']);
    expect((await send('POST', path, '"o1"', { who: ben })).body).toMatchObject(failed);
    expect((await send('POST', path, '"o2"', { who: ben })).body.status).toBe('cancelled');
  });

  test('somebody else is told the same as of one that never was', async () => {
    const { body } = await placeOrder('k');
    const who = await system.user();
    for (const id of [body.id, newId('ord', slotOf(event))]) {
      expect((await send('POST', `orders/${id}/cancel`, undefined, { who })).body.code).toBe('order_not_found');
      for (const tag of ['*', '"o1"', 'x'])
        expect((await send('POST', `orders/${id}/cancel`, tag, { who })).body).toMatchObject(failed);
    }
    await expect.poll(counts).toMatchObject({ sold: 1 });
  });
});

describe('a block', () => {
  test('its tag changes with its seats; 412 to release seats of another state of it', async () => {
    const made = await blockSeats();
    expect(tagOf(made)).toBe('"b2"');
    const path = `blocks/${made.body.id}`;
    const some = await send('DELETE', `${path}?seats=A-1-1`, '"b2"');
    expect([some.status, tagOf(some)]).toEqual([204, '"b1"']);
    expect(tagOf(await send('DELETE', `${path}?seats=A-1-1`))).toBe('"b1"');
    for (const tag of ['"b2"', '"b0"', 'W/"b1"']) expect((await send('DELETE', path, tag)).body).toMatchObject(failed);
    await expect.poll(counts).toMatchObject({ sold: 1 });
    expect(tagOf(await blockSeats())).toBe('"b1"');
    expect((await send('DELETE', path, '"b1"')).status).toBe(204);
    expect(await counts()).toMatchObject({ sold: 0 });
  });

  test('the listing tells the tag of each, and a block whose seats are all released has none', async () => {
    const made = await blockSeats();
    expect(made.body.etag).toBe('"b2"');
    const path = `blocks/${made.body.id}`;
    await send('DELETE', `${path}?seats=A-1-1`);
    const [listed] = (await send('GET', 'blocks')).body.items;
    expect(listed).toMatchObject({ id: made.body.id, seats: ['A-1-2'], etag: '"b1"' });
    const last = await send('DELETE', path, listed.etag);
    expect([last.status, last.headers.get('etag')]).toEqual([204, null]);
    const again = await blockSeats();
    expect([again.status, again.body.etag, again.headers.get('etag')]).toEqual([200, null, null]);
  });

  test('412 to block seats of an event that is not as the organizer saw it; the same key again is the same block', async () => {
    expect((await blockSeats('"e2"')).body).toMatchObject(failed);
    expect(await counts()).toMatchObject({ sold: 0, held: 0 });
    const made = await blockSeats('"e1"');
    expect(made.status).toBe(201);
    await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { title: 'Renamed' } });
    expect((await blockSeats('"e1"')).status).toBe(200);
  });
});

/** What never was, with what is said of it without a condition. */
const unknown = () => {
  const slot = slotOf(event);
  return [
    ['PATCH', `holds/${newId('hld', slot)}`, 404],
    ['DELETE', `holds/${newId('hld', slot)}`, 404],
    ['DELETE', `blocks/${newId('blk', slot)}`, 404],
    ['POST', `orders/${newId('ord', slot)}/cancel`, 404],
  ] as const;
};

describe('what is not there', () => {
  test('412 under any If-Match; without one as the operation has it', async () => {
    for (const [method, path, status] of unknown()) {
      for (const tag of ['*', '"x"', '"h1"', 'W/"b1"', ''])
        expect([path, tag, (await send(method, path, tag)).body]).toMatchObject([path, tag, failed]);
      expect([path, (await send(method, path)).status]).toEqual([path, status]);
    }
  });

  test('412 for what was there, under any If-Match; 204 without', async () => {
    const hold = await holdSeat();
    await send('DELETE', `holds/${hold.body.id}`);
    const block = await blockSeats();
    await send('DELETE', `blocks/${block.body.id}`);
    for (const path of [`holds/${hold.body.id}`, `blocks/${block.body.id}`]) {
      for (const tag of ['*', '"b0"', '"b2"', tagOf(hold)])
        expect([path, tag, (await send('DELETE', path, tag)).body]).toMatchObject([path, tag, failed]);
      expect([path, (await send('DELETE', path)).status]).toEqual([path, 204]);
    }
  });

  test('404 of an event that is not there, and 403 of a block of another organizer, whatever the condition', async () => {
    const nowhere = newId('evt', slotOf(event));
    for (const [method, path] of unknown().filter(([, one]) => !one.startsWith('orders'))) {
      const reply = await system.ask(method, `/v1/events/${nowhere}/${path}`, {
        token: ada.token,
        headers: { 'if-match': '*' },
      });
      expect([path, reply.body.code]).toEqual([path, 'event_not_found']);
    }
    for (const method of ['PATCH', 'POST']) {
      const path = `/v1/events/${nowhere}${method === 'POST' ? '/cancel' : ''}`;
      const body = method === 'PATCH' ? { body: { title: 'x' } } : {};
      const reply = await system.ask(method, path, { token: ada.token, headers: { 'if-match': '*' }, ...body });
      expect([method, reply.body.code]).toEqual([method, 'event_not_found']);
    }
    const { body } = await blockSeats();
    expect((await send('DELETE', `blocks/${body.id}`, '*', { who: ben })).body.code).toBe('not_organizer');
  });
});
