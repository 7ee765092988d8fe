/** Two book processes on two shards against one: whether shards are apart. */
import { availableParallelism } from 'node:os';
import { signedInBuyers } from '../scene/buyers.ts';
import { openTestBed } from '../scene/test-bed.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { OpenPart } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import { startProgram } from '../scene/measured-program.ts';
import { runSale, type Seller } from '../sale-run.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { ARENA } from '../scene/bench-events.ts';
import { startOwn, urlOf } from '../scene/start-programs.ts';
import { setUp, type Undo } from '../scene/undo.ts';

const CALLERS = 64;
/** Each shard with a slot of it, and the core of its process. */
const SHARDS = [
  { shard: 'e0', slot: 0x001, core: CORES.program },
  { shard: 'e1', slot: 0x801, core: CORES.secondProgram },
] as const;

/** Sets up both processes, each with a database and a live state of its own, all on one MariaDB and one Redis. */
export function openShardsPart(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const sellers: Seller[] = [];
    for (const entry of SHARDS) sellers.push(await openSeller(run, undo, entry));
    const [first, second] = sellers as [Seller, Seller];
    const buyersOf = signedInBuyers(run, (await first.testBed.service('book-e0')).env);
    const sale = { callers: CALLERS, hall: ARENA, events: 1, ms: options.seconds * 1_000 };
    const one = async (): Promise<LoadFigures> => runSale(run, first, { ...sale, buyers: await buyersOf() });
    const two = async (): Promise<LoadFigures> => {
      const buyers = await buyersOf();
      const together = meeting(2);
      const both = await Promise.all(
        [first, second].map((seller) => runSale(run, seller, { ...sale, buyers, together })),
      );
      return {
        perSecond: both.reduce((sum, figures) => sum + (figures['perSecond'] ?? 0), 0),
        p50Ms: Math.max(...both.map((figures) => figures['p50Ms'] ?? 0)),
        p99Ms: Math.max(...both.map((figures) => figures['p99Ms'] ?? 0)),
      };
    };
    return {
      variants: [
        { name: 'one process, one shard', round: one },
        { name: 'two processes, two shards', round: two },
      ],
      notes: [
        `${CALLERS} callers for each process, one event a shard. ${
          availableParallelism() >= 4
            ? `The processes run on cores ${CORES.program} and ${CORES.secondProgram}; callers on core ${CORES.callers}; both shards are databases of one MariaDB.`
            : 'This machine has no core for a second process beside callers and database: what two come to here says what the machine has left, not how shards scale.'
        }`,
      ],
      close: () => undo.all(),
    };
  });
}

async function openSeller(run: BenchRun, undo: Undo, { shard, slot, core }: (typeof SHARDS)[number]): Promise<Seller> {
  const testBed = undo.add(await openTestBed(run, { shards: [shard] }), (open) => open.close());
  const sink = undo.add(await startOwn(run, 'sink', {}, CORES.callers), (program) => program.stop());
  const options = await testBed.service(`book-${shard}`, { sink: urlOf(sink), core });
  const program = undo.add(await startProgram(options), (started) => started.stop());
  return { program, testBed, shard, slot, orders: 'orders', claims: 'seat_claims', more: [], publishes: true };
}

/** Resolves for all who wait as soon as so many do. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let there = 0;
  return () => {
    there++;
    if (there === count) resolve();
    return promise;
  };
}
