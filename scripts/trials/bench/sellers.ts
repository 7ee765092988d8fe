/** Who sells orders to measure: book alone, the usual way, the limit harness. Each on databases of its own. */
import { LIMIT_TABLES } from './programs/coalescer.ts';
import { USUAL_TABLES, USUAL_WHOLE_TABLES } from './programs/usual-tables.ts';
import type { Seller } from './sale-run.ts';
import { CORES } from './load/pinned.ts';
import type { BenchRun } from './scene/bench-run.ts';
import { startBook, startOwn, startStock, urlOf } from './scene/start-programs.ts';
import { openTestBed, type TestBed } from './scene/test-bed.ts';
import type { Undo } from './scene/undo.ts';

/** Their shard. */
export const SHARD = 'e0';
/** Where each sells. */
const PLACE = { shard: SHARD, slot: 1 };

async function testBedOf(run: BenchRun, undo: Undo): Promise<TestBed> {
  return undo.add(await openTestBed(run, { shards: [SHARD] }), (testBed) => testBed.close());
}

/** One book process as its manifest says, asked without a gateway; its outbox is published to a sink. @param isTold the sink is its collector, too */
export async function openBook(run: BenchRun, undo: Undo, isTold = false): Promise<Seller> {
  const testBed = await testBedOf(run, undo);
  const sink = undo.add(await startOwn(run, 'sink', {}, CORES.callers), (program) => program.stop());
  const env = isTold ? { OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(sink) } : undefined;
  const program = undo.add(await startBook(testBed, sink, env), (started) => started.stop());
  return {
    program,
    testBed,
    ...PLACE,
    orders: 'orders',
    claims: 'seat_claims',
    more: [],
    publishes: true,
  };
}

/** The usual way; `whole`: with the buyer's record and the listing's figure, in the same transaction. */
export async function openUsualWay(run: BenchRun, undo: Undo, whole = false): Promise<Seller> {
  const testBed = await testBedOf(run, undo);
  const tables = { ...USUAL_TABLES, ...(whole && USUAL_WHOLE_TABLES) };
  for (const ddl of Object.values(tables)) await testBed.pool(SHARD).query(ddl);
  const env = { ...(await baselineEnv(testBed)), ...(whole && { WHOLE: '1' }) };
  const program = undo.add(await startStock(run, 'usual-way', 'usual', env), (started) => started.stop());
  const more = Object.keys(tables);
  return {
    program,
    testBed,
    ...PLACE,
    orders: 'orders',
    claims: 'seat_claims',
    more,
    publishes: false,
  };
}

/** The least that an order with its claims and a message can be. */
export async function openHarness(run: BenchRun, undo: Undo): Promise<Seller> {
  const testBed = await testBedOf(run, undo);
  for (const ddl of Object.values(LIMIT_TABLES)) await testBed.pool(SHARD).query(ddl);
  const program = undo.add(await startOwn(run, 'limit-harness', await baselineEnv(testBed)), (started) =>
    started.stop(),
  );
  const more = Object.keys(LIMIT_TABLES);
  return {
    program,
    testBed,
    ...PLACE,
    orders: 'limit_orders',
    claims: 'limit_claims',
    more,
    publishes: false,
  };
}

/** What checks tokens needs, as book has it, and a database. */
async function baselineEnv(testBed: TestBed): Promise<Record<string, string>> {
  const { env } = await testBed.service('book-e0');
  const { JWKS = '', TOKEN_ISSUER = '', TOKEN_AUDIENCE = '', MYSQL_CONNECTIONS = '' } = env;
  return { DATABASE_URL: testBed.url(SHARD), CONNECTIONS: MYSQL_CONNECTIONS, JWKS, TOKEN_ISSUER, TOKEN_AUDIENCE };
}
