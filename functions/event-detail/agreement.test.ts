/**
 * When things are quiet, everyone agrees: MySQL, the full form, who follows the stream, who asks with `since`. Before that,
 * buyers hold, extend, order, cancel and walk away at random in several processes, and Redis is flushed among it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FEW_FOR_MANY } from '../../scripts/system/own-limits.ts';
import { publishOn } from '../../scripts/testing/events.ts';
import {
  SeatStream,
  FollowedSeats,
  seatsOf,
  type FollowedUpdate,
} from '../../scripts/testing/booking/seat-follower.ts';
import { until } from '../../scripts/testing/until.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

const SEATS = 120;
const STEPS = 120;
const chart = {
  sections: [
    { id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', seats: 60 }] },
    { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: SEATS - 60 },
  ],
};

let system: TestSystem;
let buyers: Person[];
let path: string;
const sale = new AbortController();

beforeAll(async () => {
  const twice = { 'autoscaling.knative.dev/min-scale': '2' };
  system = await startTestSystem({
    annotations: { 'event-detail-e0': twice, 'book-e0': twice },
    // Streams end again and again; some of the holds run out, others are ordered before that.
    env: { '*': { HOLD_SECONDS: '2', ...FEW_FOR_MANY }, 'event-detail-e0': { STREAM_SECONDS: '2' } },
  });
  buyers = [await system.user('Ada'), await system.user('Ben'), await system.user('Cem')];
  path = `/v1/events/${await publishOn(system, buyers[0]!, 'e0', { chart })}`;
});
afterAll(() => system.close());

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
const label = () =>
  Math.random() < 0.5 ? `A-1-${1 + Math.floor(Math.random() * 60)}` : `GA-${1 + Math.floor(Math.random() * 60)}`;

/** One buyer's way through the sale. What is refused is refused. */
async function buy({ token }: Person, name: string): Promise<void> {
  const orders: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    const seats = [...new Set([label(), label()])];
    const chance = Math.random();
    if (chance < 0.45) {
      const held = await system.ask('POST', `${path}/holds`, { token, body: { seats } });
      if (held.status !== 201) continue;
      const way = Math.random();
      const hold = `${path}/holds/${held.body.id}`;
      if (way < 0.25) await system.ask('DELETE', hold, { token });
      else if (way < 0.4) await system.ask('PATCH', hold, { token });
      else if (way < 0.7) await order({ holdId: held.body.id });
    } else if (chance < 0.75) await order({ seats });
    else if (chance < 0.85) await order({ section: 'GA', quantity: 2 });
    else if (orders.length > 0)
      await system.ask(
        'POST',
        `${path}/orders/${orders.splice(Math.floor(Math.random() * orders.length), 1)[0]}/cancel`,
        { token },
      );

    async function order(body: unknown): Promise<void> {
      const placed = await system.ask('POST', `${path}/orders`, { token, key: `${name}-${step}`, body });
      if (placed.status === 201) orders.push(placed.body.id);
    }
  }
}

/** Follows the stream alone, coming back with Last-Event-ID for as long as the sale goes on. */
async function followStream(view: FollowedSeats, names: string[]): Promise<void> {
  let lastEventId: string | undefined;
  while (!sale.signal.aborted) {
    const stream = new SeatStream(view);
    const status = await stream.open(
      `${system.url}${path}/availability/stream`,
      lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    );
    if (status === 200) await Promise.race([stream.over, until('the end', async () => sale.signal.aborted, 120_000)]);
    await stream.leave();
    lastEventId = stream.events.findLast(({ id }) => id !== undefined)?.id ?? lastEventId;
    names.push(...stream.events.map(({ event }) => event));
  }
}

async function askSince(view: FollowedSeats, kinds: Set<string>): Promise<void> {
  const { body } = await system.ask(
    'GET',
    `${path}/availability?since=${view.version}&seats=${pick(['ranges', 'compact'])}`,
  );
  view.apply(body as FollowedUpdate);
  kinds.add(body.kind);
}

test('whatever has happened, and after a flush in the middle: the same seats are free, held and sold for everyone', async () => {
  const [streamed, asked] = [new FollowedSeats(), new FollowedSeats()];
  const names: string[] = [];
  const kinds = new Set<string>();
  const following = followStream(streamed, names);
  const asking = (async () => {
    while (!sale.signal.aborted) await askSince(asked, kinds);
  })();
  await until('the stream has begun', async () => streamed.version > 0);
  const begun = streamed.version;
  const buying = Promise.all(buyers.map((buyer, index) => buy(buyer, `b${index}`)));
  await until('seats are sold', async () => streamed.counts.sold > 10);
  await system.redis.flushdb();
  await buying;

  const sold = async (): Promise<number[]> => {
    const [claims] = await system
      .database('e0')
      .query('SELECT seat FROM seat_claims WHERE event_id = ? ORDER BY seat', [path.slice(11)]);
    return (claims as { seat: number }[]).map(({ seat }) => seat);
  };
  /** What a client knows otherwise than MySQL: also of an order that was under way when its buyer was answered. */
  const misled = async ({ seats }: FollowedSeats) => {
    const known = await sold();
    return {
      held: seats.held,
      unheard: known.filter((seat) => !seats.sold.includes(seat)),
      wrong: seats.sold.filter((seat) => !known.includes(seat)),
    };
  };
  const nothing = { held: [], unheard: [], wrong: [] };
  // Holds that nobody ended run out: for the follower by the stream alone.
  await expect.poll(async () => misled(streamed), { timeout: 30_000 }).toEqual(nothing);
  await expect.poll(async () => misled(asked), { timeout: 30_000 }).toEqual(nothing);
  const truth = { held: [], sold: await sold() };
  expect(truth.sold.length).toBeGreaterThan(10);
  const { body: full } = await system.ask('GET', `${path}/availability`);
  sale.abort();
  await Promise.all([following, asking]);
  expect({ held: seatsOf(full.held), sold: seatsOf(full.sold) }).toEqual(truth);
  const counts = { free: SEATS - truth.sold.length, held: 0, sold: truth.sold.length };
  expect([full.counts, streamed.counts, asked.counts]).toEqual([counts, counts, counts]);
  expect(streamed.prices).toEqual(full.prices);
  expect([asked.sections, asked.prices]).toEqual([full.sections, full.prices]);
  expect(full.version).toBeGreaterThan(begun);
  // It was all of this: ends of streams, changes, and a snapshot after the flush.
  expect(names).toEqual(expect.arrayContaining(['change', 'closing', 'snapshot']));
  expect([...kinds].toSorted()).toEqual(['change', 'snapshot']);
}, 150_000);
