/** How long nobody can write to a slot of 100,000 sold seats while it moves to another shard, with and without people who buy. */
import { setTimeout as wait } from 'node:timers/promises';
import { cleanSlots, moveSlots, onWay, type ShardsOfMove } from '../../../operate/reshard/move-slots.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import { CORES } from '../load/pinned.ts';
import type { OpenPart } from '../part.ts';
import type { Options } from '../options.ts';
import { ARENA, pairsIn } from '../scene/bench-events.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { type SignedInUser, signedInBuyers } from '../scene/buyers.ts';
import { type Program, startProgram } from '../scene/measured-program.ts';
import { startOwn, urlOf } from '../scene/start-programs.ts';
import { openTestBed, type TestBed } from '../scene/test-bed.ts';
import { setUp } from '../scene/undo.ts';
import { countNew, forgetNew, sellBefore, SOLD_MOST, SOLD_SECTIONS } from '../scene/used-databases.ts';
import { MOVED } from '../part-names.ts';

const [HOME, AWAY] = ['e0', 'e1'] as const;
/** Where the scene's events are. */
const SLOT = 1;
/** The map in which it is on its way. */
const MOVING_MAP = `${HOME}=000-000+001-001>${AWAY}+002-7ff,${AWAY}=800-fff`;
const SOLD = { usual: 100_000, quick: 10_000 };
const CALLERS = 8;
/** Between two orders of a caller: flat out they would sell all there is before a slot of that size has moved. */
const ORDER_PAUSE_MS = 80;
/** One that is answered 503 asks again within so long. */
const AGAIN_MS = 100;
const FENCE_LIMIT_MS = 30_000;
const OUTBOX_MS = 60_000;

interface Setup {
  testBed: TestBed;
  sink: Program;
  eventId: string;
  buyers: () => Promise<SignedInUser[]>;
}

/** Sets up two databases, one with a slot that has sold, and moves that there and back. */
export function openMoves(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const seats = options.quick ? SOLD.quick : SOLD.usual;
    const testBed = undo.add(await openTestBed(run, { shards: [HOME, AWAY] }), (open) => open.close());
    const sink = undo.add(await startOwn(run, 'sink', {}, CORES.callers), (program) => program.stop());
    const eventId = await sellBefore(testBed.pool(HOME), seats, run.signal);
    await testBed.pool(HOME).query('DROP TABLE numbers');
    const buyers = signedInBuyers(run, (await testBed.service('book')).env);
    const setup = { testBed, sink, eventId, buyers };
    return {
      variants: [
        { name: MOVED.quiet, round: () => thereAndBack(run, setup) },
        { name: MOVED.selling, round: () => whileItSells(run, setup) },
      ],
      notes: [
        `One slot with ${seats.toLocaleString('en')} sold seats, two an order, of ${Math.ceil(seats / SOLD_MOST)} events: as large as a slot gets, so the fence of a slot is that of the whole range. fenceMs is from before the first lock to after the last commit; tookMs is from the first row to the end of the fence; cleanMs removes what is left. Both databases are on one server.`,
        `While it sells, ${CALLERS} callers order two seats at a time of one of the events, by the function of all shards, with ${ORDER_PAUSE_MS} ms between two orders of each, and ask again after ${AGAIN_MS} ms when they are answered 503; orderMs is the longest that one of them waited for its order. Then it moves back while nobody buys.`,
      ],
      close: () => undo.all(),
    };
  });
}

function shardsOf({ testBed }: Setup, from: string, to: string): ShardsOfMove {
  return { from: { name: from, url: testBed.url(from) }, to: { name: to, url: testBed.url(to) } };
}

async function move(setup: Setup, from: string, to: string, signal: AbortSignal): Promise<LoadFigures> {
  return onWay(shardsOf(setup, from, to), async (way) => {
    const began = performance.now();
    const { moved } = await moveSlots(way, [SLOT], { fenceLimitMs: FENCE_LIMIT_MS, signal });
    const [slot] = moved;
    if (!slot) throw new Error('nothing was moved');
    return {
      fenceMs: slot.fenceMs,
      tookMs: performance.now() - began,
      rows: Object.values(slot.rows).reduce((sum, count) => sum + count, 0),
    };
  });
}

async function clean(setup: Setup, from: string, to: string): Promise<number> {
  const began = performance.now();
  const left = await onWay(shardsOf(setup, from, to), (way) => cleanSlots(way, [SLOT], OUTBOX_MS));
  if (left.length > 0) throw new Error('the outbox was never empty');
  return performance.now() - began;
}

/** The worse of both ways. */
async function thereAndBack({ signal }: BenchRun, setup: Setup): Promise<LoadFigures> {
  const there = await move(setup, HOME, AWAY, signal);
  const cleanMs = await clean(setup, HOME, AWAY);
  const back = await move(setup, AWAY, HOME, signal);
  await clean(setup, AWAY, HOME);
  const worse = Object.keys(there).map((name) => [name, Math.max(there[name] ?? NaN, back[name] ?? NaN)] as const);
  return { ...Object.fromEntries(worse), cleanMs };
}

async function whileItSells(run: BenchRun, setup: Setup): Promise<LoadFigures> {
  const { testBed, sink, eventId } = setup;
  const env = { SHARD_MAP_EVENTS: MOVING_MAP };
  const book = await startProgram(await testBed.service('book', { sink: urlOf(sink), env }));
  try {
    const pairs = pairsIn(ARENA, run.random, SOLD_SECTIONS);
    const buyers = await setup.buyers();
    const stopping = new AbortController();
    const waits: number[] = [];
    const callers = Array.from({ length: CALLERS }, async () => {
      while (!stopping.signal.aborted) {
        const seats = pairs.pop();
        if (!seats) throw new Error('everything is sold: the move took too long');
        waits.push(await order(book, eventId, seats, buyers[pairs.length % buyers.length]?.token ?? ''));
        await wait(ORDER_PAUSE_MS * (0.5 + Math.random()));
      }
    });
    const selling = Promise.all(callers);
    selling.catch(() => {}); // looked at below
    const figures = await move(setup, HOME, AWAY, run.signal).finally(() => stopping.abort());
    await selling;
    const sold = await countNew(testBed.pool(AWAY));
    if (sold !== waits.length) throw new Error(`${waits.length} orders were acknowledged, but MySQL has ${sold}`);
    const cleanMs = await clean(setup, HOME, AWAY);
    return { ...figures, cleanMs, orderMs: Math.max(...waits), orders: waits.length };
  } finally {
    await book.stop();
    await move(setup, AWAY, HOME, run.signal);
    await clean(setup, AWAY, HOME);
    await forgetNew(testBed.pool(HOME), [eventId], SOLD_MOST);
    await testBed.redis.flushdb();
  }
}

/** @returns how long it took until it was acknowledged */
async function order(book: Program, eventId: string, seats: [string, string], token: string): Promise<number> {
  const began = performance.now();
  const body = JSON.stringify({ seats });
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'idempotency-key': `moved-${seats[0]}-${began}`,
  };
  for (;;) {
    const signal = AbortSignal.timeout(30_000);
    const url = `${urlOf(book)}/v1/events/${eventId}/orders`;
    const answer = await fetch(url, { method: 'POST', headers, body, signal });
    const text = await answer.text();
    if (answer.ok) return performance.now() - began;
    if (answer.status !== 503) throw new Error(`an order was answered ${answer.status} ${text}`);
    await wait(AGAIN_MS * (0.5 + Math.random() / 2));
  }
}
