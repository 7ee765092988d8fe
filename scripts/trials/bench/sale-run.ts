/** One measurement of orders against one program, on events of its own; nothing is left of it. */
import { until } from '../../testing/until.ts';
import type { Buyer } from './scene/buyers.ts';
import { countRows, type Ground } from './scene/variant.ts';
import { drive, figuresOf } from './load/drive.ts';
import type { CallResult } from './load/job.ts';
import type { Figures } from './load/figures.ts';
import type { Program } from './scene/program.ts';
import type { Site } from './scene/private-servers.ts';
import { type Hall, orderRequests, pairsIn, stageEvents } from './scene/events.ts';

/** Who sells, and how one sees what was sold. */
export interface Seller {
  program: Program;
  ground: Ground;
  /** The program's, with a slot of it. */
  shard: string;
  slot: number;
  /** The tables of orders and of claims: a row an order, and a row a seat. */
  orders: string;
  claims: string;
  /** Tables beside those that are to be emptied after a run. */
  more: readonly string[];
  /** Its events are told: they must be gone before the next run. */
  tells: boolean;
}

/** How orders are placed. */
export interface SaleOptions {
  callers: number;
  hall: Hall;
  events: number;
  ms: number;
  buyers: readonly Buyer[];
  /** Waited for when all is prepared, where several are to begin together. */
  together?: () => Promise<void>;
}

const SEATS_PER_ORDER = 2;
/** Nothing here sells faster than this. */
const MOST_PER_SECOND = 25_000;
const TOLD_MS = 60_000;

/**
 * Sells for a while.
 * @throws Error when an order was refused, or MySQL has more or fewer orders than were acknowledged
 */
export async function runSale(site: Site, seller: Seller, options: SaleOptions): Promise<Figures> {
  const { ground } = seller;
  try {
    const pool = ground.pool(seller.shard);
    const ids = await stageEvents(pool, options.hall, options.events, seller.slot);
    await options.together?.();
    const result = await sell(site, seller, ids, options);
    const outboxLeft = seller.tells ? await countRows(pool, 'outbox') : 0;
    await checkSold(seller, result.acknowledged);
    if (seller.tells) await until('the outbox is told', async () => (await countRows(pool, 'outbox')) === 0, TOLD_MS);
    return { ...figuresOf(result), outboxLeft };
  } finally {
    for (const table of seller.more) await ground.pool(seller.shard).query(`TRUNCATE TABLE ${table}`);
    await ground.clear(seller.shard);
  }
}

/** Each event is asked for by one buyer first: what a process reads of it at first sight is not what is measured. */
function sell(
  site: Site,
  { program }: Seller,
  ids: readonly string[],
  { callers, hall, ms, buyers }: SaleOptions,
): Promise<CallResult> {
  const most = Math.ceil((ms / 1_000 + 1) * MOST_PER_SECOND);
  return drive({
    port: program.port,
    requests: orderRequests(ids, pairsIn(hall, site.random), buyers, most),
    callers,
    ahead: ids.length,
    expect: 201,
    ms,
    folder: site.folder,
    watch: { node: program.pid, mariadb: site.pids['mariadb'] ?? 0, redis: site.pids['redis'] ?? 0 },
  });
}

async function checkSold({ ground, shard, orders, claims }: Seller, acknowledged: number): Promise<void> {
  const sold = await countRows(ground.pool(shard), orders);
  const seats = await countRows(ground.pool(shard), claims);
  if (sold !== acknowledged || seats !== acknowledged * SEATS_PER_ORDER)
    throw new Error(`${acknowledged} orders were acknowledged, but MySQL has ${sold} of ${seats} seats`);
}
