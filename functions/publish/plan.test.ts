import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { chosenEventId } from '../shared/event/chosen-id.ts';

let system: TestSystem;
let ada: Person;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
});
afterAll(() => system.close());

const PLAN = {
  focus: [0, -600],
  sections: {
    A: { at: [0, 0], radius: 1_800, rows: { 2: { shift: [30, 0] } } },
    GA: { at: [0, 900], size: [800, 400] },
  },
  shapes: [{ kind: 'stage', at: [0, -600], size: [1_200, 300], text: 'Stage' }],
  views: [{ section: 'A', row: '1', image: 'https://hall.example/a1.jpg', alt: 'The stage from the first row' }],
};
const OTHER = { ...PLAN, focus: [0, -700] };

const chart = (id: string, headers: Record<string, string> = {}) =>
  system.ask('GET', `/v1/events/${id}/chart`, { headers });
const change = (id: string, body: object, headers: Record<string, string> = {}) =>
  system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body, headers });

test('201 with a plan: it stands beside the chart, not in the event; the chart’s tag is of both', async () => {
  const id = await publishEvent(system, ada, { plan: PLAN });
  const { body, headers } = await chart(id);
  expect(body).toMatchObject({ chartVersion: 1, planVersion: 1, plan: PLAN });
  expect(body.sections).toEqual((eventBody()['chart'] as { sections: unknown }).sections);
  const event = await system.ask('GET', `/v1/events/${id}`);
  for (const hidden of ['plan', 'planVersion', 'chart', 'chartVersion']) expect(event.body).not.toHaveProperty(hidden);
  const etag = headers.get('etag') ?? '';
  expect((await chart(id, { 'if-none-match': etag })).status).toBe(304);
  const changed = await change(id, { plan: OTHER });
  expect([changed.status, changed.body.version]).toEqual([200, 2]);
  expect(changed.body).not.toHaveProperty('plan');
  const after = await chart(id, { 'if-none-match': etag });
  expect([after.status, after.body.plan, after.body.planVersion, after.body.chartVersion]).toEqual([200, OTHER, 2, 1]);
});

test('200 it can be said later, and taken back; said again it is no change, and other changes leave it as it is', async () => {
  const id = await publishEvent(system, ada);
  const bare = await chart(id);
  expect(bare.body).not.toHaveProperty('plan');
  expect(bare.headers.get('etag')).toContain('"c1"');
  expect((await change(id, { plan: PLAN })).body.version).toBe(2);
  const { focus, ...rest } = PLAN;
  expect((await change(id, { plan: { ...rest, focus } })).body.version).toBe(2);
  expect((await change(id, { title: 'Another evening' })).body.version).toBe(3);
  expect((await chart(id)).body).toMatchObject({ planVersion: 2, plan: PLAN });
  expect((await change(id, { plan: null })).body.version).toBe(4);
  expect((await chart(id)).body).toEqual(bare.body);
  expect((await change(id, { plan: null })).body.version).toBe(4);
  expect((await change(id, { plan: PLAN })).body.version).toBe(5);
  expect((await chart(id)).body).toMatchObject({ planVersion: 5, plan: PLAN });
});

test('200 while seats are sold and held: the plan moves no number, and holds last', async () => {
  const id = await publishEvent(system, ada, { plan: PLAN });
  const hold = await system.ask('POST', `/v1/events/${id}/holds`, { token: ada.token, body: { seats: ['A-1-1'] } });
  const sold = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ada.token,
    key: 'one',
    body: { seats: ['A-2-1'] },
  });
  expect([hold.status, sold.status]).toEqual([201, 201]);
  expect((await change(id, { plan: OTHER })).status).toBe(200);
  const order = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ada.token,
    key: 'two',
    body: { holdId: hold.body.id },
  });
  expect([order.status, order.body.items[0].seat]).toEqual([201, 'A-1-1']);
});

const chartOf = (row: object, more: object[] = []) => ({
  sections: [{ id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', ...row }, ...more] }],
});

test('once a seat is sold, rows grow with their numbers, prices and places; what was there stays, or 409 chart_locked', async () => {
  const first = { seats: 2, numbers: { first: 101, step: 2 }, otherPrices: [{ priceCategory: 'P2', places: [2] }] };
  const planned = { sections: { A: { at: [0, 0], rows: { 1: { shift: [5, 0] } } } } };
  const id = await publishEvent(system, ada, { chart: chartOf(first), plan: planned });
  const sold = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ada.token,
    key: 'a',
    body: { seats: ['A-1-2'] },
  });
  expect(sold.body.items).toMatchObject([{ priceCents: 2_000, shown: { seat: '103' } }]);
  for (const row of [
    { ...first, numbers: { first: 1, step: 2 } },
    { ...first, otherPrices: [] },
    { ...first, name: 'Front' },
    { ...first, restricted: [2] },
  ])
    expect((await change(id, { chart: chartOf(row) })).body.code, JSON.stringify(row)).toBe('chart_locked');
  const grown = chartOf({ ...first, seats: 3, numbers: ['101', '103', '7b'] }, [
    { label: 'X', seats: 2, priceCategory: 'P2' },
  ]);
  const further = { sections: { A: { at: [0, 0], rows: { X: { table: { kind: 'round', size: [150, 150] } } } } } };
  expect((await change(id, { chart: grown, plan: further })).status).toBe(200);
  expect((await chart(id)).body).toMatchObject({ chartVersion: 2, planVersion: 2, plan: further });
  const { body } = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ada.token,
    key: 'b',
    body: { seats: ['A-1-3', 'A-X-1'], expectedTotalCents: 7_000 },
  });
  expect(body.items.map(({ shown }: { shown: { seat: string } }) => shown.seat)).toEqual(['7b', '1']);
});

test('412 of two editors who change it at once, the second does not overwrite the first', async () => {
  const id = await publishEvent(system, ada, { plan: PLAN });
  const { headers } = await system.ask('GET', `/v1/events/${id}`);
  const seen = { 'if-match': headers.get('etag') ?? '' };
  expect((await change(id, { plan: OTHER }, seen)).status).toBe(200);
  expect((await change(id, { plan: null }, seen)).status).toBe(412);
  expect((await chart(id)).body.plan).toEqual(OTHER);
});

describe('PUT', () => {
  test('200 the same with its plan changes nothing; 409 event_exists with another', async () => {
    const path = `/v1/events/${chosenEventId(ada.id, 'planned')}`;
    const put = (body: object) => system.ask('PUT', path, { token: ada.token, body });
    expect((await put(eventBody({ plan: PLAN }))).status).toBe(201);
    expect((await put(eventBody({ plan: PLAN }))).status).toBe(200);
    expect((await put(eventBody({ plan: OTHER }))).body.code).toBe('event_exists');
    expect((await put(eventBody())).body.code).toBe('event_exists');
    const id = path.split('/').at(-1) as string;
    expect((await change(id, { plan: OTHER })).body.version).toBe(2);
    // What equals the event as it is by now.
    expect((await put(eventBody({ plan: OTHER }))).status).toBe(200);
  });
});

test('a draft that is thrown away takes its plan with it', async () => {
  const id = await publishEvent(system, ada, { status: 'draft', plan: PLAN });
  expect((await system.ask('GET', `/v1/events/${id}/chart`, { token: ada.token })).body.plan).toEqual(PLAN);
  expect((await chart(id)).status).toBe(404);
  expect((await system.ask('DELETE', `/v1/events/${id}`, { token: ada.token })).status).toBe(204);
  for (const shard of ['e0', 'e1']) {
    const [left] = await system.database(shard).query('SELECT event_id FROM event_plans WHERE event_id = ?', [id]);
    expect(left).toEqual([]);
  }
});

describe('422 names what a plan says of what is not there', () => {
  test.each([
    [{ sections: { B: {} } }, 'plan.sections.B'],
    [{ sections: { A: { rows: { 3: {} } } } }, 'plan.sections.A.rows.3'],
    [{ sections: { A: { size: [1, 1] } } }, 'plan.sections.A.size'],
    [{ sections: { A: { floor: '1' } } }, 'plan.sections.A.floor'],
    [{ sections: { GA: { radius: 500 } } }, 'plan.sections.GA.radius'],
    [{ sections: { A: { at: [0, 1.5] } } }, 'plan.sections.A.at.1'],
    [{ shapes: [{ kind: 'bar' }] }, 'plan.shapes.0'],
    [{ views: [{ section: 'A', row: '9', image: 'https://a.example', alt: 'x' }] }, 'plan.views.0.row'],
  ])('%j', async (plan, path) => {
    const { status, body } = await system.ask('POST', '/v1/events', { token: ada.token, body: eventBody({ plan }) });
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
  });

  test('also when it is the chart that has changed', async () => {
    const id = await publishEvent(system, ada, { plan: PLAN });
    const general = (eventBody()['chart'] as { sections: { kind: string }[] }).sections.find(
      (one) => one.kind === 'general',
    );
    const smaller = { sections: [general] };
    const refused = await change(id, { chart: smaller });
    const errors = ['plan.sections.A', 'plan.views.0.section'].map((path) => ({
      path: 'chart',
      message: `does not go with ${path}: the chart has no section A`,
    }));
    expect([refused.status, refused.body.errors]).toEqual([422, errors]);
    expect((await change(id, { chart: smaller, plan: { sections: { GA: { at: [0, 0] } } } })).status).toBe(200);
    expect((await change(id, { chart: eventBody()['chart'] })).status).toBe(200);
  });
});

test('a hall of 50,400 seats is answered in less than 5 KB', async () => {
  const rows = Array.from({ length: 14 }, (_, index) => ({ label: String(index + 1), seats: 30, aisleAfter: [15] }));
  const sections = Array.from({ length: 120 }, (_, index) => ({
    id: `B${index}`,
    name: `Block ${index}`,
    kind: 'seated',
    priceCategory: index < 40 ? 'P1' : 'P2',
    rows,
  }));
  const rules = sections.map(({ id }, index) => {
    const [ring, turn] = [Math.floor(index / 30), (index % 30) * 12];
    const radius = 3_000 + ring * 1_600;
    const angle = (turn * Math.PI) / 180;
    return [
      id,
      { at: [Math.round(radius * Math.sin(angle)), Math.round(radius * Math.cos(angle))], turn: -turn, radius },
    ];
  });
  const id = await publishEvent(system, ada, { chart: { sections }, plan: { sections: Object.fromEntries(rules) } });
  const response = await fetch(`${system.url}/v1/events/${id}/chart`, { headers: { 'accept-encoding': 'gzip' } });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  const { body } = await chart(id);
  expect(body.seatsTotal).toBe(50_400);
  expect(Number(response.headers.get('content-length'))).toBeLessThan(5_000);
});
