/** Orders by named seats: one book process, and what it is measured against. */
import { join } from 'node:path';
import { newId } from '../../../../functions/shared/ids.ts';
import { signedInBuyers } from '../scene/buyers.ts';
import { countRows, type TestBed } from '../scene/test-bed.ts';
import { drive, figuresOf } from '../load/drive.ts';
import { requestBytes } from '../load/job.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import type { Program } from '../scene/measured-program.ts';
import { LIMIT_TABLES } from '../programs/coalescer.ts';
import type { CeilingJob, CeilingResult } from '../programs/database-ceiling.ts';
import type { LoneHoldJob, LoneHoldResult } from '../programs/lone-hold.ts';
import type { LoneJob, LoneResult } from '../programs/lone-transaction.ts';
import { runSale, type Seller } from '../sale-run.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { ARENA, insertEvents, THEATRE } from '../scene/bench-events.ts';
import { startHello, startStock } from '../scene/start-programs.ts';
import { openBook, openHarness, openUsualWay, SHARD } from '../sellers.ts';
import { setUp } from '../scene/undo.ts';
import { work } from '../load/worker.ts';

const HUNDRED = 100;
const WARM_MS = 300;
const LIMIT_MS = 60_000;
const PROGRAMS = join(import.meta.dirname, '../programs');
/** What a hello is sent: as long as an order. */
const HELLO = requestBytes('POST', '/v1/hello', { 'idempotency-key': 'bench-0' }, { seats: ['S1-1-1', 'S1-1-2'] });

/** One event: an arena. A hundred: theatres. */
const onSale = {
  'one event': { hall: ARENA, events: 1 },
  'a hundred events': { hall: THEATRE, events: HUNDRED },
} as const;

/** Sets up book, the usual way, the limit harness and the hellos, each in a process of its own. */
export function openOrders(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const ms = options.seconds * 1_000;
    const book = await openBook(run, undo);
    const told = await openBook(run, undo, true);
    const usual = await openUsualWay(run, undo);
    const harness = await openHarness(run, undo);
    const buyersOf = signedInBuyers(run, (await book.testBed.service('book-e0')).env);
    const sale = (name: string, seller: Seller, callers: number, events: keyof typeof onSale): Variant => ({
      name: `${name}, ${callers} ${callers === 1 ? 'caller' : 'callers'}, ${events}`,
      round: async () => runSale(run, seller, { ...onSale[events], callers, ms, buyers: await buyersOf() }),
    });
    const stock = undo.add(await startStock(run, 'stock-hello', 'hello'), (program) => program.stop());
    const ours = undo.add(await startHello(run, 'hello'), (program) => program.stop());
    return {
      variants: [
        ...(options.quick ? [64] : [64, 512]).flatMap((callers) =>
          (['one event', 'a hundred events'] as const).flatMap((events) => [
            sale('book', book, callers, events),
            sale('the usual way', usual, callers, events),
          ]),
        ),
        sale('book that tells', told, 64, 'one event'),
        sale('limit harness', harness, 64, 'one event'),
        ...(options.quick ? [] : [sale('limit harness', harness, 512, 'one event')]),
        sale('book', book, 1, 'one event'),
        sale('the usual way', usual, 1, 'one event'),
        { name: 'plain transaction, 1 caller', round: () => plainTransactions(usual.testBed, ms) },
        { name: 'hold in Redis, 1 caller', round: () => loneHolds(usual.testBed, ms) },
        { name: 'our hello POST, 1 caller', round: () => hello(run, ours, ms, 1) },
        { name: 'database ceiling, 64 callers', round: () => databaseCeiling(harness.testBed, ms) },
        { name: 'stock hello POST, 64 callers', round: () => hello(run, stock, ms, 64) },
        { name: 'our hello POST, 64 callers', round: () => hello(run, ours, ms, 64) },
      ],
      notes: NOTES,
      close: () => undo.all(),
    };
  });
}

const NOTES = [
  'stolenMs is what other tenants of the machine took of its cores while a variant was measured: a p99 beside much of it says nothing of the program.',
  'stillMs is the time in which nothing at all was answered for more than 40 ms; nodeWaitedMs, mariadbWaitedMs and redisWaitedMs say how long the thread of each that waited longest was ready to run and had no core. As much of these as of the other: the machine stood still, not the program.',
  'An order is two neighbouring seats by name, with an Idempotency-Key, by one of 200 buyers whose tokens are remembered after their first use. One event has 100,000 seats; a hundred events have 1,000 each. Seats are taken in an order of chance.',
  'Callers are a closed loop: each sends its next order when its last was answered. Every answer must be 201, and afterwards MySQL must have as many orders and claims as were acknowledged, or the part fails.',
  'book is the bundle, run as its manifest says (LOG_LEVEL info, its log in a file), asked without a gateway; its outbox is published, during the sale, to a sink that answers 202 at once and runs on the callers’ core. The usual way tells nobody and keeps no sales figure, and has an order’s items in rows of their own.',
  'book that tells is the same with OTEL_EXPORTER_OTLP_ENDPOINT, as its manifest has the rest: figures every 15 s, and of orders, all of which ask for a trace, 20 traces a second.',
  'The limit harness and the database ceiling write an order, its claims and a row of outbox into tables of their own with no more than that. The plain transaction writes the rows of an order of Seatmesh in one round trip on one connection, and asks nothing. A hello, a claim and a plain transaction one after the other are the least that a lone order can take which asks Redis before it asks MySQL.',
];

async function plainTransactions(testBed: TestBed, ms: number): Promise<LoadFigures> {
  const pool = testBed.pool(SHARD);
  const [eventId = ''] = await insertEvents(pool, ARENA, 1);
  const job: LoneJob = { url: testBed.url(SHARD), eventId, buyerId: newId('usr', 1), warmMs: WARM_MS, ms };
  const script = join(PROGRAMS, 'lone-transaction.ts');
  const { sold, perSecond, p50Ms, p99Ms } = await work<LoneResult>(script, job, CORES.program, ms + LIMIT_MS);
  await expectRows(testBed, 'orders', sold);
  await testBed.clear(SHARD);
  return { perSecond, p50Ms, p99Ms };
}

async function loneHolds(testBed: TestBed, ms: number): Promise<LoadFigures> {
  const [eventId = ''] = await insertEvents(testBed.pool(SHARD), ARENA, 1);
  const job: LoneHoldJob = { url: testBed.url(SHARD), redisUrl: testBed.redisUrl, eventId, warmMs: WARM_MS, ms };
  const result = await work<LoneHoldResult>(join(PROGRAMS, 'lone-hold.ts'), job, CORES.program, ms + LIMIT_MS);
  await testBed.clear(SHARD);
  return { ...result };
}

async function databaseCeiling(testBed: TestBed, ms: number): Promise<LoadFigures> {
  const ids = { eventId: newId('evt', 1), buyerId: newId('usr', 1) };
  const job: CeilingJob = { url: testBed.url(SHARD), ...ids, callers: 64, warmMs: WARM_MS, ms };
  const script = join(PROGRAMS, 'database-ceiling.ts');
  const { sold, perSecond, p50Ms, p99Ms } = await work<CeilingResult>(script, job, CORES.program, ms + LIMIT_MS);
  await expectRows(testBed, 'limit_orders', sold);
  for (const table of Object.keys(LIMIT_TABLES)) await testBed.pool(SHARD).query(`TRUNCATE TABLE ${table}`);
  return { perSecond, p50Ms, p99Ms };
}

async function expectRows(testBed: TestBed, table: string, expected: number): Promise<void> {
  const found = await countRows(testBed.pool(SHARD), table);
  if (found !== expected) throw new Error(`${expected} sales were reported, but ${table} has ${found} rows`);
}

async function hello(run: BenchRun, { port, pid }: Program, ms: number, callers: number): Promise<LoadFigures> {
  const watch = { node: pid };
  const load = { port, requests: [HELLO], again: true, callers, expect: 201, ms, folder: run.folder, watch };
  return figuresOf(await drive(load));
}
