/** Seats that are added while others are held and sold. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SeatStream } from '../../scripts/testing/booking/seat-follower.ts';
import { eventBody, publishOn, untilSold } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../scripts/testing/test-system.ts';

const PATIENCE_MS = 120_000;

let system: TestSystem;
let ada: Person;
let buyers: Person[];
let ben: Person;

beforeAll(async () => {
  // Two processes sell the same seats: what one of them remembers of a chart is not what the other does.
  system = await startTestSystem({
    annotations: { 'book-e0': { 'autoscaling.knative.dev/min-scale': '2', 'autoscaling.knative.dev/max-scale': '2' } },
  });
  [ada, ...buyers] = (await Promise.all(Array.from({ length: 9 }, (_, index) => system.user(`Buyer ${index}`)))) as [
    Person,
    ...Person[],
  ];
  ben = buyers[0] as Person;
});
afterAll(() => system.close());

const general = (id: string, capacity: number) => ({
  id,
  name: 'Floor',
  kind: 'general',
  priceCategory: 'P2',
  capacity,
});
const stalls = (...rows: Record<string, unknown>[]) => ({
  id: 'A',
  name: 'Stalls',
  kind: 'seated',
  priceCategory: 'P1',
  rows,
});
const row = (label: string, seats: number) => ({ label, seats });
/** General admission stands first, so whatever it gets is numbered after the stalls. */
const FIRST = { sections: [general('GA', 4), stalls(row('1', 4), row('2', 4))] };
const GROWN = {
  sections: [general('N', 2), general('GA', 6), stalls(row('1', 5), row('1a', 3), row('2', 4)), general('Z', 1)],
};

const publish = (chart: unknown, more = {}) => publishOn(system, ada, 'e0', { chart, ...more });
const change = (id: string, chart: unknown) =>
  system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body: { chart } });
const read = async (id: string, path: string) => (await system.ask('GET', `/v1/events/${id}${path}`)).body;
const hold = (id: string, wish: unknown, who = ben) =>
  system.ask('POST', `/v1/events/${id}/holds`, { token: who.token, body: wish });
const order = (id: string, key: string, wish: unknown, who = ben) =>
  system.ask('POST', `/v1/events/${id}/orders`, { token: who.token, key, body: wish });

/** The labels of a chart by number, as a client reads them. */
async function labelsOf(id: string): Promise<string[]> {
  const { sections, numbers, seatsTotal } = await read(id, '/chart');
  const labels: string[] = sections.flatMap(
    (section: { id: string; capacity: number; rows?: { label: string; seats: number }[] }) =>
      (section.rows ?? [{ label: '', seats: section.capacity }]).flatMap(({ label, seats }) =>
        Array.from({ length: seats }, (_, place) =>
          [section.id, label, place + 1].filter((part) => part !== '').join('-'),
        ),
      ),
  );
  const ranges: [number, number][] = numbers ?? [[0, seatsTotal - 1]];
  const inOrder = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  const byNumber: string[] = [];
  for (const [index, seat] of inOrder.entries()) byNumber[seat] = labels[index] as string;
  return byNumber;
}

const inRanges = (ranges: [number, number][], labels: string[]) =>
  ranges.flatMap(([from, to]) => labels.slice(from, to + 1)).toSorted();

describe('200 for more capacity, rows, seats of a row and sections once seats are sold', () => {
  test('what is sold and held stays so under its name, and all that was added can be had', async () => {
    const id = await publish(FIRST);
    expect((await order(id, 'first', { seats: ['GA-2', 'A-2-1'] })).status).toBe(201);
    const held = await hold(id, { seats: ['A-1-4', 'GA-4'] });
    await untilSold(system, id, 2);
    const before = await read(id, '/availability?seats=compact');
    const stream = new SeatStream();
    await stream.open(`${system.url}/v1/events/${id}/availability/stream`, {});
    await system.until('the stream begins', async () => stream.events[0]);

    expect((await change(id, GROWN)).body).toMatchObject({ seatsTotal: 21, version: 2 });
    await system.until('watchers get everything anew', async () => stream.last?.data.chartVersion === 2);
    expect(stream.last).toMatchObject({ event: 'snapshot', data: { counts: { free: 17, held: 2, sold: 2 } } });
    await stream.leave();

    const since = await read(id, `/availability?since=${before.version}`);
    expect(since).toMatchObject({ kind: 'snapshot', chartVersion: 2, counts: { free: 17, held: 2, sold: 2 } });
    expect(since.sections).toEqual({
      N: { free: 2, held: 0, sold: 0 },
      GA: { free: 4, held: 1, sold: 1 },
      A: { free: 10, held: 1, sold: 1 },
      Z: { free: 1, held: 0, sold: 0 },
    });
    const labels = await labelsOf(id);
    expect(labels.slice(0, 12)).toEqual([
      'GA-1',
      'GA-2',
      'GA-3',
      'GA-4',
      ...['1', '2'].flatMap((label) => [1, 2, 3, 4].map((place) => `A-${label}-${place}`)),
    ]);
    expect(new Set(labels).size).toBe(21);
    expect(inRanges(since.sold, labels)).toEqual(['A-2-1', 'GA-2']);
    expect(inRanges(since.held, labels)).toEqual(['A-1-4', 'GA-4']);

    const kept = await system.ask('GET', `/v1/events/${id}/holds/${held.body.id}`, { token: ben.token });
    expect([kept.status, kept.body.seats, kept.body.expiresAt]).toEqual([200, ['GA-4', 'A-1-4'], held.body.expiresAt]);
    expect(
      (await order(id, 'held', { holdId: held.body.id })).body.items.map((item: { seat: string }) => item.seat),
    ).toEqual(['GA-4', 'A-1-4']);
    const named = await order(id, 'named', { seats: ['A-1-5', 'A-1a-2', 'N-1', 'Z-1', 'GA-6'] });
    expect([named.status, named.body.totalCents]).toEqual([201, 2 * 5_000 + 3 * 2_000]);
    // GA-1, GA-3 are left of the first ones, GA-5 of the others.
    const floor = await order(id, 'floor', { section: 'GA', quantity: 3 });
    expect(floor.body.items.map((item: { seat: string }) => item.seat).toSorted()).toEqual(['GA-1', 'GA-3', 'GA-5']);
    expect((await order(id, 'more', { section: 'GA', quantity: 1 })).body).toMatchObject({
      status: 409,
      reason: 'capacity',
    });
    const best = await order(id, 'best', { section: 'A', quantity: 3 });
    expect(best.body.items.map((item: { seat: string }) => item.seat)).toEqual(['A-1-1', 'A-1-2', 'A-1-3']);

    await untilSold(system, id, 15);
    await system.redis.flushall();
    const rebuilt = await read(id, '/availability');
    expect(rebuilt.counts).toEqual({ free: 6, held: 0, sold: 15 });
    expect(inRanges(rebuilt.sold, labels)).toContain('A-1a-2');
    await system.until('the listing has the seats', async () => {
      const { items } = (await system.ask('GET', `/v1/events?organizerId=${ada.id}`)).body;
      const listed = items.find((item: { id: string }) => item.id === id);
      return listed?.seatsTotal === 21 && listed.seatsLeft === 6;
    });
  });

  test('again and again, with holds over all of it; who has them releases what was added', async () => {
    const id = await publish(FIRST);
    await order(id, 'first', { seats: ['A-1-1'] });
    const holds: Reply[] = [];
    for (let capacity = 5; capacity <= 7; capacity++) {
      expect((await change(id, { sections: [general('GA', capacity), FIRST.sections[1]] })).status).toBe(200);
      holds.push(await hold(id, { seats: [`GA-${capacity}`] }));
    }
    expect(holds.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await read(id, '/availability')).sections.GA).toEqual({ free: 4, held: 3, sold: 0 });
    const list = await system.ask('GET', `/v1/events/${id}/holds`, { token: ben.token });
    expect(list.body.items.flatMap(({ seats }: { seats: string[] }) => seats)).toEqual(['GA-5', 'GA-6', 'GA-7']);
    await system.ask('DELETE', `/v1/events/${id}/holds/${holds[1]?.body.id}`, { token: ben.token });
    expect((await read(id, '/availability')).sections.GA).toEqual({ free: 5, held: 2, sold: 0 });
  });

  test('holds last also before anything is sold', async () => {
    const id = await publish(FIRST);
    const held = await hold(id, { seats: ['A-1-1'] });
    expect((await change(id, GROWN)).status).toBe(200);
    expect((await order(id, 'held', { holdId: held.body.id })).status).toBe(201);
  });
});

test.each([
  ['a section is gone', { sections: [FIRST.sections[1]] }],
  ['sections change places', { sections: FIRST.sections.toReversed() }],
  ['a section gets less', { sections: [general('GA', 3), FIRST.sections[1]] }],
  ['a row is gone', { sections: [FIRST.sections[0], stalls(row('1', 4))] }],
  ['a row has another name', { sections: [FIRST.sections[0], stalls(row('1', 4), row('B', 4))] }],
  ['rows change places', { sections: [FIRST.sections[0], stalls(row('2', 4), row('1', 4))] }],
  ['its seats cost something else', { sections: [{ ...general('GA', 9), priceCategory: 'P1' }, FIRST.sections[1]] }],
  ['an aisle is moved in', { sections: [FIRST.sections[0], stalls({ ...row('1', 4), aisleAfter: [2] }, row('2', 4))] }],
])('409 chart_locked where %s, also beside what is added', async (_, chart) => {
  const id = await publish(FIRST);
  await order(id, 'first', { seats: ['A-1-1'] });
  expect((await change(id, chart)).body).toMatchObject({ status: 409, code: 'chart_locked' });
  const more = { sections: [...(chart as { sections: unknown[] }).sections, general('Z', 1)] };
  expect((await change(id, more)).body).toMatchObject({ status: 409, code: 'chart_locked' });
  expect((await read(id, '/chart')).chartVersion).toBe(1);
});

test('seats of a draft are numbered anew in the order of its chart, unless some are blocked', async () => {
  const draft = await system.ask('POST', '/v1/events', {
    token: ada.token,
    body: eventBody({ status: 'draft', chart: FIRST }),
  });
  const { id } = draft.body;
  const chartOf = async () => (await system.ask('GET', `/v1/events/${id}/chart`, { token: ada.token })).body;
  await change(id, { sections: [general('GA', 6), FIRST.sections[1]] });
  expect(await chartOf()).toMatchObject({ chartVersion: 2, seatsTotal: 14 });
  expect((await chartOf()).numbers).toBeUndefined();
  const blocked = await system.ask('POST', `/v1/events/${id}/blocks`, {
    token: ada.token,
    key: 'b',
    body: { seats: ['A-2-4'] },
  });
  expect(blocked.status).toBe(201);
  await change(id, { sections: [general('GA', 7), FIRST.sections[1]] });
  expect((await chartOf()).numbers).toEqual([
    [0, 5],
    [14, 14],
    [6, 13],
  ]);
});

test(
  'while it sells, seats are added: none is sold twice, none is lost, every hold is honoured, and all of them sell',
  async () => {
    const id = await publish(FIRST, { limitPerOrder: 4 });
    const kept = await hold(id, { seats: ['A-2-4', 'GA-4'] });
    const sold: string[] = [];
    const odd: unknown[] = [];
    let isGrowing = true;
    const buy = async (who: Person, index: number) => {
      for (let count = 0, refused = 0; refused < (isGrowing ? Infinity : 2); count++) {
        const key = `k${index}-${count}`;
        const wish = { section: (index + count) % 2 === 0 ? 'GA' : 'A', quantity: 1 + (count % 2) };
        const isHeld = count % 3 === 0;
        const held = isHeld ? await hold(id, wish, who) : undefined;
        const reply =
          held && held.status !== 201 ? held : await order(id, key, held ? { holdId: held.body.id } : wish, who);
        if (reply.status === 201) sold.push(...reply.body.items.map((item: { seat: string }) => item.seat));
        else if (reply.body.code !== 'capacity_exceeded') odd.push([reply.status, reply.body.code]);
        refused = reply.status === 201 ? 0 : refused + 1;
      }
    };
    const grow = async () => {
      for (let step = 1; step <= 8; step++) {
        const rows = Array.from({ length: step }, (_, index) => row(`x${index}`, 3));
        const chart = { sections: [general('GA', 4 + 5 * step), stalls(row('1', 4 + step), ...rows, row('2', 4))] };
        let reply = await change(id, chart);
        while (reply.body.code === 'event_changed') reply = await change(id, chart);
        expect(reply.status).toBe(200);
        await system.until('some of it is sold', async () => sold.length >= 6 * step);
      }
      isGrowing = false;
    };
    await Promise.all([grow(), ...buyers.map(buy)]);
    const last = await order(id, 'kept', { holdId: kept.body.id });
    expect([last.status, last.body.items?.length]).toEqual([201, 2]);
    sold.push(...last.body.items.map((item: { seat: string }) => item.seat));
    // What is left is single seats that a pair found too few of.
    const rest = buyers[1] as Person;
    for (const section of ['GA', 'A'])
      for (let count = 0; ; count++) {
        const reply = await order(id, `rest-${section}-${count}`, { section, quantity: 1 }, rest);
        if (reply.status !== 201) break;
        sold.push(...reply.body.items.map((item: { seat: string }) => item.seat));
      }
    expect(odd).toEqual([]);
    const labels = await labelsOf(id);
    expect(labels).toHaveLength(84);
    expect(sold.toSorted()).toEqual(labels.toSorted());
    const [claims] = (await system
      .database('e0')
      .query('SELECT seat FROM seat_claims WHERE event_id = ? ORDER BY seat', [id])) as unknown as [{ seat: number }[]];
    expect(claims.map(({ seat }) => seat)).toEqual([...labels.keys()]);
    await untilSold(system, id, labels.length);
    expect((await read(id, '/availability')).counts).toEqual({ free: 0, held: 0, sold: labels.length });
  },
  PATIENCE_MS,
);
