/** The whole story as two people live it, through the gateway alone. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type Person, type TestSystem } from './test-system.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Real conferences where they are at hand, otherwise made-up ones of the same form. */
const REAL = join(ROOT, '../shared/data/conferences.json');
const FILE = existsSync(REAL) ? REAL : join(ROOT, 'scripts/operate/import/fixtures/conferences.json');

let system: TestSystem;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

async function importEvents(): Promise<{ code: number | null; report: string }> {
  const args = ['scripts/import.ts', FILE, '--url', system.url, '--email', 'programme@example.com'];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, SEATMESH_PASSWORD: 'correct horse battery' },
  });
  let report = '';
  child.stdout.on('data', (data) => (report += String(data)));
  child.stderr.on('data', (data) => (report += String(data)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, report };
}

test('idle, there is no process', () => {
  expect(Object.values(system.platform.replicas()).every((replicas) => replicas === 0)).toBe(true);
});

test('two people register and log in', async () => {
  [ada, ben] = await Promise.all([system.user('Ada'), system.user('Ben')]);
  const seen = await system.ask('POST', '/v1/auth/verify', { body: { token: ada.token } });
  expect(seen.body).toMatchObject({ active: true, sub: ada.id });
});

test('real events are imported, and importing them again makes no duplicates', { timeout: 120_000 }, async () => {
  const first = await importEvents();
  expect(first.report).toMatch(/\d+ published, 0 changed, 0 cancelled, 0 unchanged, 0 refused/);
  expect(first.code).toBe(0);
  const again = await importEvents();
  expect(again.report).toMatch(/\b0 published, 0 changed/);
  const published = Number(/(\d+) published, 0 changed/.exec(first.report)?.[1]);
  expect(Number(/ 0 cancelled, (\d+) unchanged/.exec(again.report)?.[1])).toBe(published);
  const listed = await system.until(
    'all are listed',
    async () => {
      const ids: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await system.ask('GET', `/v1/events?from=2019-01-01&limit=100${cursor}`);
        ids.push(...body.items.map((item: { id: string }) => item.id));
        if (!body.next) return ids.length === published && ids;
        cursor = `&cursor=${body.next}`;
      }
    },
    60_000,
  );
  expect(new Set(listed).size).toBe(published);
});

test('they browse, hold, collide on a seat, order, order again, cancel, and the seat is free again', async () => {
  const { body: page } = await system.ask('GET', '/v1/events?limit=5');
  const [listing] = page.items;
  expect(Date.parse(listing.endsAt)).toBeGreaterThan(Date.now());
  const word = listing.title.split(/[^\p{L}\p{N}]+/u).find((part: string) => part.length > 2);
  const found = await system.ask('GET', `/v1/events?q=${encodeURIComponent(word)}&limit=100`);
  expect(found.body.items.map((item: { id: string }) => item.id)).toContain(listing.id);

  const events = `/v1/events/${listing.id}`;
  const { body: chart } = await system.ask('GET', `${events}/chart`);
  const section = chart.sections.find((entry: { kind: string }) => entry.kind === 'seated');
  const seats = [1, 2].map((number) => `${section.id}-${section.rows[0].label}-${number}`);

  const held = await system.ask('POST', `${events}/holds`, { token: ada.token, body: { seats } });
  expect([held.status, held.body.seats]).toEqual([201, seats]);
  const collided = await system.ask('POST', `${events}/holds`, { token: ben.token, body: { seats: seats.slice(1) } });
  expect(collided.body).toMatchObject({
    status: 409,
    code: 'seats_unavailable',
    reason: 'unavailable',
    seats: seats.slice(1),
  });

  const order = () =>
    system.ask('POST', `${events}/orders`, { token: ada.token, key: 'story', body: { holdId: held.body.id } });
  const placed = await order();
  expect([placed.status, placed.body.totalCents]).toEqual([201, held.body.totalCents]);
  const again = await order();
  expect([again.status, again.body]).toEqual([200, placed.body]);

  const records = `/v1/users/${ada.id}/orders`;
  const record = await system.until('the order has its record', async () => {
    const reply = await system.ask('GET', `${records}/${placed.body.id}`, { token: ada.token });
    return reply.status === 200 && reply.body;
  });
  expect(record).toMatchObject({
    ...placed.body,
    event: {
      id: listing.id,
      title: listing.title,
      startsAt: listing.startsAt,
      endsAt: listing.endsAt,
      timeZone: listing.timeZone,
      venue: listing.venue,
    },
  });
  expect((await system.ask('GET', `${records}/${placed.body.id}`, { token: ben.token })).status).toBe(404);
  await system.until('browsing shows two seats fewer', async () => {
    const { body } = await system.ask('GET', '/v1/events?limit=5');
    return body.items.find((item: { id: string }) => item.id === listing.id)?.seatsLeft === listing.seatsTotal - 2;
  });

  const cancelled = await system.ask('POST', `${events}/orders/${placed.body.id}/cancel`, { token: ada.token });
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
  await system.until('the record says so', async () => {
    const { body } = await system.ask('GET', records, { token: ada.token });
    return body.items[0]?.status === 'cancelled';
  });
  const { body: availability } = await system.ask('GET', `${events}/availability`);
  expect(availability.counts).toEqual({ free: listing.seatsTotal, held: 0, sold: 0 });
  expect((await system.ask('POST', `${events}/holds`, { token: ben.token, body: { seats } })).status).toBe(201);
});

test('one that has ended is listed when asked for by date, and cannot be booked', async () => {
  const { body } = await system.ask('GET', '/v1/events?from=2019-01-01&to=2026-01-01&limit=1');
  const [ended] = body.items;
  expect(Date.parse(ended.endsAt)).toBeLessThan(Date.now());
  const { body: chart } = await system.ask('GET', `/v1/events/${ended.id}/chart`);
  const reply = await system.ask('POST', `/v1/events/${ended.id}/holds`, {
    token: ben.token,
    body: { section: chart.sections[0].id, quantity: 1 },
  });
  expect(reply.body).toMatchObject({ status: 409, code: 'event_ended', reason: 'ended' });
});

test('left alone, everything falls back to zero', { timeout: 90_000 }, async () => {
  await system.platform.idle(80_000);
  expect(Object.values(system.platform.replicas()).every((replicas) => replicas === 0)).toBe(true);
});
