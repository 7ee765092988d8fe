/** What an order costs as a system fills: sold seats, events, shards in the map. */
import { SLOT_COUNT, slotName } from '../../../../functions/shared/slots.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { signedInBuyers, type SignedInUser } from '../scene/buyers.ts';
import { countNew, forgetNew, publishBefore, sellBefore, SOLD_MOST, SOLD_SECTIONS } from '../scene/used-databases.ts';
import { countRows, type TestBed, openTestBed } from '../scene/test-bed.ts';
import { drive, figuresOf } from '../load/drive.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { OpenPart } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import type { Program } from '../scene/measured-program.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { ARENA, orderRequests, pairsIn, THEATRE } from '../scene/bench-events.ts';
import { startBook, startOwn } from '../scene/start-programs.ts';
import { setUp } from '../scene/undo.ts';
import { until } from '../../../testing/until.ts';

const SHARD = 'e0';
const CALLERS = 64;
const MOST_PER_SECOND = 12_000;
const PUBLISHED_MS = 60_000;
const ASKED = 100;
/** Seven processes, each little used: their code is to be compiled before it is compared. */
const WARM_MS = 1_000;

/** What stands in a database before it is measured, and what is sold of it then. */
interface Workload {
  name: string;
  fill: (testBed: TestBed, signal: AbortSignal) => Promise<readonly string[]>;
  pairs: (random: SeededRandom) => [string, string][];
  fromSeat: number;
  env?: Record<string, string>;
}

/** Sets up a database and a process for each size. */
export function openGrowth(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const sink = undo.add(await startOwn(run, 'sink', {}, CORES.callers), (program) => program.stop());
    const variants: OpenPart['variants'][number][] = [];
    for (const workload of workloads(options.quick)) {
      const testBed = undo.add(await openTestBed(run, { shards: [SHARD] }), (open) => open.close());
      const events = await workload.fill(testBed, run.signal);
      const program = undo.add(await startBook(testBed, sink, workload.env), (started) => started.stop());
      const buyersOf = signedInBuyers(run, (await testBed.service('book-e0')).env);
      const sell = async () =>
        sellTo(run, { testBed, program, events, workload }, options.seconds * 1_000, await buyersOf());
      variants.push({ name: workload.name, round: sell });
    }
    return {
      variants,
      notes: [
        `${CALLERS} callers. Sold seats lie in arenas half of which are sold, 50,000 seats each, and orders go to one of them; with 10² and 10⁵ events orders go to ${ASKED} of them, theatres. Each size has a database, a live state and a process of its own, all on the same servers (buffer pool 128 MB, as configured).`,
        'The cost of an order is its CPU in node, MariaDB and Redis together.',
      ],
      close: () => undo.all(),
    };
  });
}

function workloads(quick: boolean): Workload[] {
  return [
    sold('10³', 1_000),
    ...(quick ? [] : [sold('10⁵', 100_000)]),
    sold(quick ? '10⁵' : '10⁶', quick ? 100_000 : 1_000_000),
    published('10²', 100),
    published(quick ? '10⁴' : '10⁵', quick ? 10_000 : 100_000),
    mapped(2),
    mapped(64),
  ];
}

function sold(count: string, seats: number): Workload {
  return {
    name: `${count} sold seats`,
    fill: async (testBed, signal) => [await sellBefore(testBed.pool(SHARD), seats, signal)],
    pairs: (random) => pairsIn(ARENA, random, SOLD_SECTIONS),
    fromSeat: SOLD_MOST,
  };
}

function published(count: string, events: number): Workload {
  return {
    name: `${count} events`,
    fill: (testBed) => publishBefore(testBed.pool(SHARD), THEATRE, ASKED, events - ASKED),
    pairs: (random) => pairsIn(THEATRE, random),
    fromSeat: 0,
  };
}

function mapped(shards: number): Workload {
  const env = { SHARD_MAP_EVENTS: mapOf(shards) };
  return { ...sold('', 1_000), name: `${shards} shards in the map`, env };
}

/** Equal shards e0, e1 …; a power of two of them. */
function mapOf(shards: number): string {
  const size = SLOT_COUNT / shards;
  const range = (index: number): string => `${slotName(index * size)}-${slotName((index + 1) * size - 1)}`;
  return Array.from({ length: shards }, (_, index) => `e${index}=${range(index)}`).join(',');
}

interface Setup {
  testBed: TestBed;
  program: Program;
  events: readonly string[];
  workload: Workload;
}

async function sellTo(
  run: BenchRun,
  { testBed, program, events, workload }: Setup,
  ms: number,
  buyers: SignedInUser[],
): Promise<LoadFigures> {
  const pool = testBed.pool(SHARD);
  try {
    const most = Math.ceil(((ms + WARM_MS) / 1_000 + 1) * MOST_PER_SECOND);
    const result = await drive({
      port: program.port,
      requests: orderRequests(events, workload.pairs(run.random), buyers, most),
      callers: CALLERS,
      ahead: events.length,
      expect: 201,
      warmMs: WARM_MS,
      ms,
      folder: run.folder,
      watch: { node: program.pid, mariadb: run.pids['mariadb'] ?? 0, redis: run.pids['redis'] ?? 0 },
    });
    const kept = await countNew(pool);
    if (kept !== result.acknowledged)
      throw new Error(`${result.acknowledged} orders were acknowledged, but MySQL has ${kept}`);
    await until('the outbox is empty', async () => (await countRows(pool, 'outbox')) === 0, PUBLISHED_MS);
    return figuresOf(result);
  } finally {
    await forgetNew(pool, events, workload.fromSeat);
    await testBed.redis.flushdb();
  }
}
