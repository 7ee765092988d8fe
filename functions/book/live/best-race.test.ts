import { afterAll, beforeAll, expect, test } from 'vitest';
import { FROM_ONE_ADDRESS } from '../../../scripts/system/own-limits.ts';
import { publishOn } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type Reply, type TestSystem } from '../../../scripts/testing/test-system.ts';

/** Some two thousand requests on a busy machine. */
const PATIENCE_MS = 180_000;
const CLIENTS = 60;
const ROWS = 20;
const SEATS_IN_ROW = 30;
const TOTAL = ROWS * SEATS_IN_ROW;

let system: TestSystem;
let people: Person[];

beforeAll(async () => {
  // Three processes choose seats in one section, so nothing can rest on one process's memory.
  system = await startTestSystem({
    annotations: { 'book-e0': { 'autoscaling.knative.dev/min-scale': '3', 'autoscaling.knative.dev/max-scale': '3' } },
    env: { '*': FROM_ONE_ADDRESS },
  });
  people = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => system.user(`Guest ${index}`)));
  await system.until('three processes sell', async () => system.platform.pids('book-e0').length === 3);
});
afterAll(() => system.close());

/** What a client asked for, and when: an answer is judged by what can have been taken until then. */
interface Asked {
  quantity: number;
  began: number;
  ended: number;
  reply: Reply;
}

/** Party sizes as people have them: 12 % one, 50 % two, 38 % three to six. */
function partySize(chance: number): number {
  if (chance < 0.12) return 1;
  return chance < 0.62 ? 2 : 3 + Math.floor(((chance - 0.62) / 0.38) * 4);
}

/** Buys again and again, less when there is not enough for more, until not even one seat is left. */
async function buyOut(event: string, client: number): Promise<Asked[]> {
  const { token } = people[client] as Person;
  const asked: Asked[] = [];
  for (let step = 0, most = 6; most > 0; step++) {
    const quantity = Math.min(most, partySize(((client * 37 + step * 61) % 100) / 100));
    const began = performance.now();
    const body = { section: 'A', quantity };
    let reply: Reply;
    if ((client + step) % 2 === 0) {
      reply = await system.ask('POST', `/v1/events/${event}/orders`, { token, key: `${client}-${step}`, body });
    } else {
      reply = await system.ask('POST', `/v1/events/${event}/holds`, { token, body });
      const holdId = reply.body.id as string;
      if (reply.status === 201)
        reply = await system.ask('POST', `/v1/events/${event}/orders`, {
          token,
          key: `${client}-${step}`,
          body: { holdId },
        });
    }
    asked.push({ quantity, began, ended: performance.now(), reply });
    if (reply.status !== 201) most = quantity - 1;
  }
  return asked;
}

test(
  '60 clients in three processes buy out a section by best available seats: none twice, all sold, 409 only when too few are left',
  async () => {
    const event = await publishOn(system, people[0] as Person, 'e0', {
      chart: {
        sections: [
          {
            id: 'A',
            name: 'Stalls',
            kind: 'seated',
            priceCategory: 'P1',
            rows: Array.from({ length: ROWS }, (_, index) => ({ label: `${index + 1}`, seats: SEATS_IN_ROW })),
          },
        ],
      },
    });
    const asked = (await Promise.all(people.map((_, client) => buyOut(event, client)))).flat();
    const placed = asked.filter(({ reply }) => reply.status === 201);
    const refused = asked.filter(({ reply }) => reply.status !== 201);
    expect(new Set(refused.map(({ reply }) => reply.body.code))).toEqual(new Set(['capacity_exceeded']));

    const seats = placed.flatMap(
      ({ reply }) => reply.body.items.map((item: { seat: string }) => item.seat) as string[],
    );
    expect([seats.length, new Set(seats).size]).toEqual([TOTAL, TOTAL]);
    const [claims] = await system.database('e0').query('SELECT order_id FROM seat_claims WHERE event_id = ?', [event]);
    expect(new Set((claims as { order_id: string }[]).map((claim) => claim.order_id))).toEqual(
      new Set(placed.map(({ reply }) => reply.body.id as string)),
    );

    // Seats are never given back here, so what had begun by the end of a call is the most that can have been taken by then.
    const falsely = refused.filter(({ quantity, ended }) => {
      const taken = placed.filter(({ began }) => began < ended).reduce((sum, order) => sum + order.quantity, 0);
      return TOTAL - taken >= quantity;
    });
    expect(falsely).toEqual([]);

    // Nearly everybody sits side by side: only the last ones have what is left.
    const parted = placed.filter(({ reply, quantity }) => {
      const numbers = reply.body.items.map((item: { seat: string }) => item.seat.split('-').map(Number)) as number[][];
      const [first, last] = [numbers[0] ?? [], numbers.at(-1) ?? []];
      return first[1] !== last[1] || (last[2] ?? 0) - (first[2] ?? 0) !== quantity - 1;
    });
    expect(parted.length).toBeLessThan(placed.length / 10);
  },
  PATIENCE_MS,
);
