/** GET …/orders and …/orders.csv: what an event's organizer sees of its orders. */
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishEvent, shardOf } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { sqlText } from '../../shared/mysql/sql-text.ts';
import { newId, newUlid, slotOf } from '../../shared/ids.ts';
import { pageQuery } from './store.ts';
import { slotName } from '../../shared/slots.ts';
import { TICK } from '../../shared/messages/ticks.ts';

let system: TestSystem;
/** Ada organizes. */
let ada: Person;
let lodz: Person;
let muller: Person;
let event: string;
const placed: Record<string, string> = {};

const list = (query = '', id = event, who = ada) =>
  system.ask('GET', `/v1/events/${id}/orders${query}`, { token: who.token });
const order = async (who: Person, seats: string[], id = event): Promise<string> => {
  const reply = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: who.token,
    key: seats.join(),
    body: { seats },
  });
  expect(reply.status).toBe(201);
  return reply.body.id as string;
};
const found = async (q: string, more = '') => {
  const { status, body } = await list(`?q=${encodeURIComponent(q)}${more}`);
  expect([q, status, body.errors]).toEqual([q, 200, undefined]);
  return body.items.map(({ id }: { id: string }) => Object.keys(placed).find((name) => placed[name] === id));
};

const csv = async (id: string) => {
  const reply = await fetch(`${system.url}/v1/events/${id}/orders.csv`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  return { headers: reply.headers, text: await reply.text() };
};

/** Orders as they would be after a large sale, of buyers with names that mean trouble. */
async function insertOrders(id: string, count: number): Promise<void> {
  const names = ['=1+1', '+49', '-Ada', '@x', 'King, Ada', 'O"Hara', 'Łódź', '東京 🎻', "D'Arc", '\tTab'];
  const db = system.database(shardOf(id));
  const base = Date.parse('2026-01-01T00:00:00Z');
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, index) => {
      const n = from + index;
      const orderId = `ord_${slotName(slotOf(id))}_${newUlid(base + n * 10)}`;
      const name = names[n % names.length] ?? '';
      return [
        orderId,
        id,
        newId('usr', n % 4096),
        `k${n}`,
        Buffer.alloc(32),
        1,
        'confirmed',
        100,
        'EUR',
        new Date(base + n * 10),
        JSON.stringify([[n, `GA-${n + 1}`, 100]]),
        name,
        `b${n}@example.com`,
        `${name}\nb${n}@example.com`,
      ];
    });
    await db.query(
      `INSERT INTO orders (id, event_id, buyer_id, idempotency_key, fingerprint, version, status, total_cents, currency, created_at,
         items, buyer_name, buyer_email, buyer_words) VALUES ?`,
      [rows],
    );
  }
}

beforeAll(async () => {
  system = await startTestSystem();
  [ada, lodz, muller] = await Promise.all([
    system.user('Ada King'),
    system.user('Łucja Łódź'),
    system.user('Jörg Müller'),
  ]);
  event = await publishEvent(system, ada);
  placed['lodz'] = await order(lodz, ['A-1-1', 'A-1-2']);
  placed['muller'] = await order(muller, ['A-2-1']);
  placed['gone'] = await order(muller, ['GA-1', 'GA-2']);
  await system.ask('POST', `/v1/events/${event}/orders/${placed['gone']}/cancel`, { token: muller.token });
}, 120_000);
afterAll(() => system.close());

describe('GET /v1/events/{eventId}/orders', () => {
  test('200 all orders with their buyers, newest first', async () => {
    const { status, body, headers } = await list();
    expect([status, headers.get('cache-control'), body.next]).toEqual([200, 'no-store', null]);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([placed['gone'], placed['muller'], placed['lodz']]);
    expect(body.items[2]).toMatchObject({
      status: 'confirmed',
      items: [{ seat: 'A-1-1', status: 'confirmed' }, { seat: 'A-1-2' }],
      buyer: { id: lodz.id, name: 'Łucja Łódź', email: lodz.email },
    });
    const one = await system.ask('GET', `/v1/events/${event}/orders/${placed['lodz']}`, { token: ada.token });
    expect(one.body).toEqual(body.items[2]);
    const own = await system.ask('GET', `/v1/events/${event}/orders/${placed['lodz']}`, { token: lodz.token });
    expect(own.body).not.toHaveProperty('buyer');
  });

  test('200 finds names however they are written, e-mail addresses, ids and seats; all words must be there', async () => {
    expect(await found('lodz')).toEqual(['lodz']);
    expect(await found('ŁUCJA lo')).toEqual(['lodz']);
    expect(await found('muller')).toEqual(['gone', 'muller']);
    expect(await found('Mueller')).toEqual(['gone', 'muller']);
    expect(await found('MÜLLER jorg', '&status=confirmed')).toEqual(['muller']);
    expect(await found(lodz.email.toUpperCase())).toEqual(['lodz']);
    expect(await found(placed['muller'] ?? '')).toEqual(['muller']);
    expect(await found((placed['muller'] ?? '').slice(0, -1))).toEqual(['muller']);
    expect(await found('a-2-1')).toEqual(['muller']);
    expect(await found('GA-2 muller')).toEqual(['gone']);
    for (const q of ['muller lodz', 'A-2', 'nobody', '%', '_', '🎻', '?', '\\', "' OR 1=1 --"])
      expect([q, await found(q)]).toEqual([q, []]);
    expect((await list('?status=cancelled')).body.items.map(({ id }: { id: string }) => id)).toEqual([placed['gone']]);
  });

  test('403 not_organizer for a buyer, 404 event_not_found, 401 without a token, 422 for what is not asked like this', async () => {
    for (const path of ['orders', 'orders.csv']) {
      const as = async (id: string, token?: string) =>
        (await system.ask('GET', `/v1/events/${id}/${path}`, token ? { token } : {})).body.code;
      expect(await as(event, lodz.token)).toBe('not_organizer');
      expect(await as(newId('evt', slotOf(event)), ada.token)).toBe('event_not_found');
      expect(await as(event)).toBe('token_missing');
    }
    for (const query of ['?status=held', '?limit=0', '?cursor=x', '?q=', '?q=a&q=b', '?buyer=x'])
      expect((await list(query)).status).toBe(422);
  });

  test('200 each order once, page by page, while others are sold and cancelled', async () => {
    const id = await publishEvent(system, ada);
    const orders = [];
    for (let row = 1; row <= 2; row += 1)
      for (let seat = 1; seat <= 10; seat += 1) orders.push(await order(lodz, [`A-${row}-${seat}`], id));
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page += 1) {
      const { body } = await list(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`, id);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.next;
      await order(muller, [`GA-${page + 1}`], id);
      await system.ask('POST', `/v1/events/${id}/orders/${orders[page * 3]}/cancel`, { token: ada.token });
    }
    expect(seen).toEqual(orders.toReversed());
  });

  test('of 50,000 orders, pages and searches go by the index of their event, and never look at those of others', async () => {
    const id = await publishEvent(system, ada);
    await insertOrders(id, 50_000);
    const db = system.database(shardOf(id));
    await db.query('ANALYZE TABLE orders');
    const first = (await list('?limit=100', id)).body;
    expect(first.items).toHaveLength(100);
    const second = (await list(`?limit=100&cursor=${first.next}`, id)).body;
    expect(new Set([...first.items, ...second.items].map((item: { id: string }) => item.id)).size).toBe(200);
    expect((await list('?q=b49999@example.com', id)).body.items).toMatchObject([
      { buyer: { email: 'b49999@example.com' } },
    ]);
    expect((await list('?q=b0@example.com', id)).body.items).toHaveLength(1);
    expect((await list('?q=GA-31234', id)).body.items).toHaveLength(1);
    expect((await list('?q=nobody-at-all', id)).body).toEqual({ items: [], next: null });
    const cursor = { at: new Date(), id: `ord_${id.slice(4, 7)}_01JDCMX9RB0N6D3H7KPF5ZYQ2C` };
    for (const query of [{}, { q: 'nobody' }, { cursor }, { cursor, q: 'a b', status: 'cancelled' as const }]) {
      const asked = pageQuery(id, { ...query, limit: 20 });
      const [plan] = await db.query(`EXPLAIN ${asked ? sqlText(asked) : ''}`);
      const steps = (plan as { table: string; key: string; Extra: string }[]).filter(({ table }) => table === 'orders');
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps)
        expect(step).toMatchObject({ key: 'by_status', Extra: expect.not.stringContaining('filesort') });
    }
  }, 120_000);
});

describe('GET /v1/events/{eventId}/orders.csv', () => {
  test('200 a line for each seat, a name for the file, and the last line says how many', async () => {
    const { headers, text } = await csv(event);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="orders-${event}.csv"`);
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(8);
    expect(lines[1]).toContain(`,A-1-1,confirmed,5000,EUR,${lodz.id},Łucja Łódź,${lodz.email},`);
    expect(lines[4]).toMatch(/,cancelled,.*,GA-1,cancelled,/);
    expect(lines.slice(6)).toEqual(['total,3 orders,,5 seats,,,,,,,,,,', '']);
  });

  test('200 of 20,000 orders whatever people are called, all of one moment, while others are sold', async () => {
    const id = await publishEvent(system, ada);
    await insertOrders(id, 20_000);
    const [{ text }] = await Promise.all([csv(id), order(lodz, ['A-1-1'], id), order(lodz, ['A-1-2'], id)]);
    const lines = text.split('\r\n');
    const total = /^total,(\d+) orders,,(\d+) seats/.exec(lines.at(-2) ?? '');
    expect(lines).toHaveLength(Number(total?.[2]) + 3);
    expect(Number(total?.[1])).toBeGreaterThanOrEqual(20_000);
    expect(new Set(lines.slice(1, -2).map((line) => line.slice(0, 34))).size).toBe(Number(total?.[1]));
    for (const line of lines) expect(line).not.toMatch(/,[=+@\t-]/);
  }, 120_000);

  test('who leaves in the middle, or reads nothing, gives the place back', async () => {
    const id = await publishEvent(system, ada);
    await insertOrders(id, 20_000);
    const { port, hostname } = new URL(system.url);
    const slow = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const asked = request(
          { hostname, port, path: `/v1/events/${id}/orders.csv`, headers: { authorization: `Bearer ${ada.token}` } },
          (reply) => resolve(reply.pause()),
        );
        asked.on('error', reject).end();
      });
    const open = [await slow(), await slow()];
    expect(open.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    for (const reply of open) reply.on('error', () => {}).destroy();
    await system.until('there is room again', async () => (await csv(id)).text.includes('\r\ntotal,20000 orders'));
  }, 120_000);
});

describe('whoever closes the account', () => {
  test('is forgotten by the orders, which stay; also by one that a token of before placed', async () => {
    const leaver = await system.user('Eve Leaver');
    const [id, elsewhere] = [await publishEvent(system, ada), await publishEvent(system, ada)];
    const orders = [await order(leaver, ['A-1-1'], id), await order(leaver, ['A-1-1'], elsewhere)];
    await order(lodz, ['A-1-2'], id);
    expect((await list('?q=leaver', id)).body.items).toHaveLength(1);
    const closed = await system.ask('DELETE', `/v1/users/${leaver.id}`, {
      token: leaver.token,
      body: { currentPassword: leaver.password },
    });
    expect(closed.status).toBe(204);
    await system.until('nobody is found', async () =>
      (await Promise.all([id, elsewhere].map((one) => list('?q=leaver', one)))).every(
        ({ body }) => body.items.length === 0,
      ),
    );
    const { body } = await list('', id);
    expect(body.items.map(({ buyer }: { buyer: object }) => buyer)).toEqual([
      { id: lodz.id, name: 'Łucja Łódź', email: lodz.email },
      { id: leaver.id, name: null, email: null },
    ]);
    // As if it had come through late; and the account was closed half an hour ago.
    const db = system.database(shardOf(id));
    await db.query("UPDATE orders SET buyer_name = 'Eve Leaver', buyer_words = 'eve leaver' WHERE id = ?", [orders[0]]);
    await db.query('UPDATE closed_organizers SET closed_at = closed_at - INTERVAL 30 MINUTE WHERE user_id = ?', [
      leaver.id,
    ]);
    const tick = await system.deliver('book', { type: TICK, source: '/apis/v1/pingsources/sweep', data: {} });
    expect(tick.status).toBe(204);
    await system.until('nobody is found', async () => (await list('?q=leaver', id)).body.items.length === 0);
  });
});
