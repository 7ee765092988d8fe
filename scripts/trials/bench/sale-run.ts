/** One measurement of orders against one program, on events of its own; nothing is left of it. */
import { until } from '../../testing/until.ts';
import type { SignedInUser } from './scene/buyers.ts';
import { countRows, type TestBed } from './scene/test-bed.ts';
import { drive, figuresOf } from './load/drive.ts';
import type { CallResult } from './load/job.ts';
import type { LoadFigures } from './load/load-figures.ts';
import type { Program } from './scene/measured-program.ts';
import type { BenchRun } from './scene/bench-run.ts';
import { type BenchHall, orderRequests, pairsIn, insertEvents } from './scene/bench-events.ts';

/** Who sells, and how one sees what was sold. */
export interface Seller {
  program: Program;
  testBed: TestBed;
  /** The program's, with a slot of it. */
  shard: string;
  slot: number;
  /** The tables of orders and of claims: a row an order, and a row a seat. */
  orders: string;
  claims: string;
  /** Tables beside those that are to be emptied after a run. */
  more: readonly string[];
  /** Whether it publishes its outbox: it must be empty before the next run. */
  publishes: boolean;
}

/** How orders are placed. */
export interface SaleOptions {
  callers: number;
  hall: BenchHall;
  events: number;
  ms: number;
  buyers: readonly SignedInUser[];
  /** Waited for when all is prepared, where several are to begin together. */
  together?: () => Promise<void>;
}

const SEATS_PER_ORDER = 2;
/** Nothing here sells faster than this. */
const MOST_PER_SECOND = 25_000;
const PUBLISHED_MS = 60_000;

/**
 * Sells for a while.
 * @throws Error when an order was refused, or MySQL has more or fewer orders than were acknowledged
 */
export async function runSale(run: BenchRun, seller: Seller, options: SaleOptions): Promise<LoadFigures> {
  const { testBed } = seller;
  try {
    const pool = testBed.pool(seller.shard);
    const ids = await insertEvents(pool, options.hall, options.events, seller.slot);
    await options.together?.();
    const result = await sell(run, seller, ids, options);
    const outboxLeft = seller.publishes ? await countRows(pool, 'outbox') : 0;
    await checkSold(seller, result.acknowledged);
    if (seller.publishes)
      await until('the outbox is empty', async () => (await countRows(pool, 'outbox')) === 0, PUBLISHED_MS);
    return { ...figuresOf(result), outboxLeft };
  } finally {
    for (const table of seller.more) await testBed.pool(seller.shard).query(`TRUNCATE TABLE ${table}`);
    await testBed.clear(seller.shard);
  }
}

/** Each event is asked for by one buyer first: what a process reads of it at first sight is not what is measured. */
function sell(
  run: BenchRun,
  { program }: Seller,
  ids: readonly string[],
  { callers, hall, ms, buyers }: SaleOptions,
): Promise<CallResult> {
  const most = Math.ceil((ms / 1_000 + 1) * MOST_PER_SECOND);
  return drive({
    port: program.port,
    requests: orderRequests(ids, pairsIn(hall, run.random), buyers, most),
    callers,
    ahead: ids.length,
    expect: 201,
    ms,
    folder: run.folder,
    watch: { node: program.pid, mariadb: run.pids['mariadb'] ?? 0, redis: run.pids['redis'] ?? 0 },
  });
}

async function checkSold({ testBed, shard, orders, claims }: Seller, acknowledged: number): Promise<void> {
  const sold = await countRows(testBed.pool(shard), orders);
  const seats = await countRows(testBed.pool(shard), claims);
  if (sold !== acknowledged || seats !== acknowledged * SEATS_PER_ORDER)
    throw new Error(`${acknowledged} orders were acknowledged, but MySQL has ${sold} of ${seats} seats`);
}
