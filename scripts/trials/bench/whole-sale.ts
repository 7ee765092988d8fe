/** One measurement of whole orders: sold through the gateway, until each has its record and the browse figure is right. */
import { randomUUID } from 'node:crypto';
import { chosenEventId } from '../../../functions/shared/event/chosen-id.ts';
import { slotOf } from '../../../functions/shared/ids.ts';
import { drive, figuresOf } from './load/drive.ts';
import type { LoadFigures } from './load/load-figures.ts';
import { ProcessTree } from './load/process-tree.ts';
import type { BenchRun } from './scene/bench-run.ts';
import type { SignedInUser } from './scene/buyers.ts';
import { eventIn, type BenchHall, orderRequests, pairsIn, type Way } from './scene/bench-events.ts';
import { SaleView } from './scene/sale-view.ts';
import type { WholeSystem } from './scene/whole-system.ts';

/** What is sold, and how. */
export interface WholeSale {
  callers: number;
  hall: BenchHall;
  events: number;
  way: Way;
  ms: number;
  warmMs?: number;
}

/** Nothing here sells faster than this. */
const MOST_PER_SECOND = 5_000;
/** An organizer publishes no more than so many events in a row. */
const EVENTS_OF_ONE = 10;

/**
 * Sells for a while, and waits for what follows.
 * @returns figures of an order in all processes together: `orderUs`, and by kind of process; those of its record and of
 * the browse figure are counted from when the order was made, which is before its answer
 * @throws Error when an order was refused, when MySQL has more or fewer than were acknowledged, or when what follows does not
 */
export async function sellWhole(run: BenchRun, system: WholeSystem, sale: WholeSale): Promise<LoadFigures> {
  const buyers = await system.buyers();
  const view = await SaleView.open(system.running);
  let tree: ProcessTree | undefined;
  try {
    const ids = await publish(system, sale, buyers);
    await view.begin(ids);
    tree = new ProcessTree(system.pid);
    const result = await drive({
      port: system.port,
      requests: orderRequests(
        ids,
        pairsIn(sale.hall, run.random),
        buyers,
        Math.ceil((sale.ms / 1_000 + 1) * MOST_PER_SECOND),
        sale.way,
      ),
      inPairs: sale.way === 'held',
      apart: true,
      callers: sale.callers,
      ahead: sale.warmMs === 0 ? 0 : Math.min(ids.length, 10),
      expect: 201,
      ms: sale.ms,
      ...(sale.warmMs !== undefined && { warmMs: sale.warmMs }),
      folder: run.folder,
      watch: {},
    });
    const lags = await view.followed(result.acknowledged);
    tree.stop();
    const { perSecond = 0, p50Ms = 0, p99Ms = 0, stolenMs = 0, stillMs = 0 } = figuresOf(result);
    return { perSecond, p50Ms, p99Ms, ...lags, ...costs(tree, result.acknowledged), stolenMs, stillMs };
  } finally {
    tree?.stop();
    await view.close();
  }
}

function costs(tree: ProcessTree, orders: number): LoadFigures {
  const cpuMs = tree.cpuMs();
  const sum = Object.values(cpuMs).reduce((all, ms) => all + ms, 0);
  const memory = tree.memory();
  return {
    orderUs: (sum / orders) * 1_000,
    ...Object.fromEntries(Object.entries(cpuMs).map(([kind, ms]) => [`${kind}Us`, (ms / orders) * 1_000])),
    started: tree.started(),
    ...(memory !== undefined && { memoryMB: memory / 1e6 }),
  };
}

async function publish(
  system: WholeSystem,
  { hall, events }: WholeSale,
  people: readonly SignedInUser[],
): Promise<string[]> {
  const body = JSON.stringify(eventIn(hall));
  const ids: string[] = [];
  while (ids.length < events) {
    const organizer = people[Math.floor(ids.length / EVENTS_OF_ONE) % people.length];
    if (!organizer) throw new Error('nobody to publish');
    const id = idOnFirstShard(organizer.userId);
    const answer = await fetch(`http://127.0.0.1:${system.port}/v1/events/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${organizer.token}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.status !== 201) throw new Error(`publishing answered ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
    ids.push(id);
  }
  return ids;
}

/** All events on one shard, as those of book alone are. */
function idOnFirstShard(organizerId: string): string {
  for (;;) {
    const id = chosenEventId(organizerId, randomUUID());
    if (slotOf(id) < 0x800) return id;
  }
}
