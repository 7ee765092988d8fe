/** What befalls slots: they are moved to another shard and back while their events sell, and whoever moves them is killed at each step. */
import { setTimeout as wait } from 'node:timers/promises';
import { ulid } from 'ulid';
import type { MoveStep } from '../../../operate/reshard/slot-move.ts';
import { endPools } from '../attack/attacked-system.ts';
import type { FaultKind } from './fault-kind.ts';

/** The shard that slots are moved to, and back from. */
export const OTHER_SHARD = 'e2';
/** The map that a system begins with whose slots are moved. */
export const MAP_OF_MOVES = `e0=000-7ff,e1=800-fff,${OTHER_SHARD}=`;

/** So many events go at a time. */
const AT_ONCE = 6;

/** There and back: at both ends everything that was sold before is on a shard that has not sold it. */
const moved = (there: MoveStep | undefined, back: MoveStep | undefined): FaultKind => ({
  name: `slots moved there (${killed(there)}) and back (${killed(back)})`,
  target: 'slots',
  strike: async (system, random) => {
    const { slots } = system;
    if (!slots) return undefined;
    const busy = await slotsThatSell(system.databases());
    const some = random.shuffled(busy).slice(0, AT_ONCE);
    if (some.length === 0) return undefined;
    await slots.move(some, OTHER_SHARD, there);
    await wait(random.whole(200, 1_000));
    for (const [home, own] of Map.groupBy(some, (slot) => (slot < 0x800 ? 'e0' : 'e1')))
      await slots.move(own, home, back);
    return 'events that are sold';
  },
});

const killed = (step: MoveStep | undefined): string => (step ? `mover killed when ${step}` : 'whole');

/** Each step has its death, there or back. */
export const slotFaults: readonly FaultKind[] = [
  moved('claimed', 'copied'),
  moved('fenced', 'settled'),
  moved('switched', 'noted'),
  moved(undefined, 'cleaned'),
];

/** As it is without a death. */
export const wholeMove = moved(undefined, undefined);

/** An event that has sold nothing for longer is of another round. */
const LATELY_MS = 5_000;

/** Slots of events that have sold most lately. */
async function slotsThatSell(databases: Parameters<typeof endPools>[0]): Promise<number[]> {
  try {
    const found = await Promise.all(
      [...databases]
        .filter(([name]) => /^e\d+$/.test(name))
        .map(async ([, pool]) => {
          const [rows] = await pool.query(
            `SELECT event_id, MAX(SUBSTRING(id, 9)) AS last FROM orders GROUP BY event_id
             HAVING last > ? ORDER BY last DESC LIMIT ${AT_ONCE}`,
            [ulid(Date.now() - LATELY_MS)],
          );
          return rows as { event_id: string }[];
        }),
    );
    return [...new Set(found.flat().map(({ event_id: id }) => Number.parseInt(id.slice(4, 7), 16)))];
  } finally {
    await endPools(databases);
  }
}
