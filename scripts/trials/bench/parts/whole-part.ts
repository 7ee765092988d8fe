/** Whole orders: the system as `npm start` runs it, against book alone and against a whole written the usual way. */
import { join } from 'node:path';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { runSale, type Seller } from '../sale-run.ts';
import { openBook, openUsualWay } from '../sellers.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { signedInBuyers } from '../scene/buyers.ts';
import { ARENA, THEATRE, type Way } from '../scene/bench-events.ts';
import { setUp } from '../scene/undo.ts';
import { startWholeSystem } from '../scene/whole-system.ts';
import { sellWhole } from '../whole-sale.ts';

/** People buy once or twice, not all the time: a token is seldom one that was seen before. */
const PEOPLE = 5_000;
const WARM_MS = 1_000;

const WAYS: Record<Way, string> = { named: 'named seats', best: 'best available', held: 'hold, then order' };
const onSale = {
  'one event': { hall: ARENA, events: 1 },
  'a hundred events': { hall: THEATRE, events: 100 },
} as const;
type OnSale = keyof typeof onSale;

/** Sets up the system, book alone and the usual whole. */
export function openWhole(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const dataDir = join(run.folder, 'whole');
    const ms = options.seconds * 1_000;
    const start = () => startWholeSystem(run, dataDir, PEOPLE);
    let system = await start();
    let isWarm = false;
    undo.add(undefined, () => system.stop());
    const book = await openBook(run, undo);
    const usual = await openUsualWay(run, undo, true);
    const buyersOf = signedInBuyers(run, (await book.testBed.service('book-e0')).env);
    const whole = (way: Way, callers: number, events: OnSale): Variant => ({
      name: `whole, ${WAYS[way]}, ${callersIn(callers)}, ${events}`,
      round: async () => {
        if (!isWarm) await sellWhole(run, system, { ...onSale['one event'], way: 'named', callers: 64, ms: WARM_MS });
        isWarm = true;
        return sellWhole(run, system, { ...onSale[events], way, callers, ms });
      },
    });
    const burst: Variant = {
      name: 'whole, named seats, 64 callers, one event, all from zero',
      round: async () => {
        isWarm = false;
        await system.stop();
        system = await start();
        return sellWhole(run, system, { ...onSale['one event'], way: 'named', callers: 64, ms, warmMs: 0 });
      },
    };
    const alone = (name: string, seller: Seller, callers: number): Variant => ({
      name: `${name}, named seats, ${callersIn(callers)}, one event`,
      round: async () => runSale(run, seller, { ...onSale['one event'], callers, ms, buyers: await buyersOf() }),
    });
    const few = options.quick ? ([['named', 64, 'one event']] as const) : undefined;
    return {
      variants: [
        ...(few ?? ALL).map(([way, callers, events]) => whole(way, callers, events)),
        burst,
        alone('book alone', book, 64),
        alone('the usual whole', usual, 64),
      ],
      notes: NOTES,
      close: () => undo.all(),
    };
  });
}

const ALL: readonly (readonly [Way, number, OnSale])[] = [
  ...[1, 16, 64, 512].map((callers) => ['named', callers, 'one event'] as const),
  ['named', 64, 'a hundred events'],
  ['named', 512, 'a hundred events'],
  ['best', 64, 'one event'],
  ['best', 64, 'a hundred events'],
  ['held', 16, 'one event'],
  ['held', 64, 'one event'],
  ['held', 64, 'a hundred events'],
];

const callersIn = (count: number): string => `${count} ${count === 1 ? 'caller' : 'callers'}`;

const NOTES = [
  'The whole is npm start on a data folder and servers of its own, unchanged: gateway, broker and dispatchers in one process (gatewayUs), functions in processes that come and go as the autoscaler says, its MariaDB, Redis and RabbitMQ. orderUs is the CPU of all of them from before the first order until the last one has its record and the browse figure is right, over the orders acknowledged; processes that have ended are counted. started: processes of functions started within that time. memoryMB: proportional share (PSS) of all processes at the end.',
  'An order is made, acknowledged, recorded: recordP99Ms and browseP99Ms are counted from when it was made, which is before its answer. Every order must have its record, and the listings must say exactly what was sold, or the part fails.',
  `Orders are for two seats by one of ${PEOPLE.toLocaleString('en')} people, from as many addresses as there are callers. "All from zero": the system was started just before, and no function runs.`,
  'Book alone is measured as in the part orders. The usual whole is one program that checks the token and writes the order, its claims, the buyer’s record and the listing’s figure in one transaction; it has no gateway and publishes nothing.',
];
