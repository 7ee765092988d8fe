/** All rows of a slot, from one shard to another: until nothing differs. */
import { Fault } from '../../cli/fault.ts';
import type { ShardConnection } from './shard-connection.ts';
import { alignParts, type ComparedTable, differing, digestsOf, type WriteGuarded } from './table-difference.ts';

/** Two shards, and what goes from one to the other. */
export interface SlotWay {
  from: ShardConnection;
  to: ShardConnection;
  tables: readonly ComparedTable[];
  /** Which run it is. */
  mover: string;
}

/** Somebody else is moving this slot, or it is there already: what this run knows of it is out of date. */
export class OutOfDate extends Fault {}

/** One comparison: how many rows differed and went over. Whoever writes meanwhile makes that there is more to do. */
export async function alignSlot(way: SlotWay, slot: number): Promise<number> {
  let changed = 0;
  for (const table of way.tables) changed += await alignTable(way, table, slot, false);
  return changed;
}

/**
 * The last comparison, while nobody can write. What differed is compared again.
 * @returns how many rows there are of each table
 * @throws Fault when the two do not come to agree
 */
export async function settleSlot(way: SlotWay, slot: number): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const table of way.tables) {
    const digests = await bothDigests(way, table, slot, { isTelling: true });
    counted[table.name] = [...digests[0].values()].reduce((sum, { rows }) => sum + rows, 0);
    const parts = differing(...digests);
    if (parts.length === 0) continue;
    await alignParts([way.from, way.to], table, slot, parts, larger(digests), guarded(way, slot));
    const left = differing(...(await bothDigests(way, table, slot, { parts })));
    if (left.length > 0) throw new Fault(`${table.name}: ${left.length} parts differ though nobody writes`);
  }
  return counted;
}

async function alignTable(way: SlotWay, table: ComparedTable, slot: number, isTelling: boolean): Promise<number> {
  const digests = await bothDigests(way, table, slot, { isTelling });
  const parts = differing(...digests);
  if (parts.length === 0) return 0;
  return alignParts([way.from, way.to], table, slot, parts, larger(digests), guarded(way, slot));
}

async function bothDigests(
  { from, to }: SlotWay,
  table: ComparedTable,
  slot: number,
  options: Parameters<typeof digestsOf>[3],
) {
  return Promise.all([digestsOf(from, table, slot, options), digestsOf(to, table, slot, options)]);
}

type Both = Awaited<ReturnType<typeof bothDigests>>;

/** Of each part the side that has more rows. */
function larger([here, there]: Both): Both[0] {
  const parts = new Set([...here.keys(), ...there.keys()]);
  const none = { rows: 0, digest: '' };
  return new Map(
    [...parts].map((part) => {
      const [one, other] = [here.get(part) ?? none, there.get(part) ?? none];
      return [part, one.rows >= other.rows ? one : other];
    }),
  );
}

/** Writes only while the slot is this run's to bring: one that was taken for dead and goes on again finds that it is not. */
export function guarded({ to, mover }: SlotWay, slot: number): WriteGuarded {
  return (work) =>
    to.transaction(async () => {
      const mine = await to.rows('SELECT slot FROM slots WHERE slot = ? AND mover = ? LOCK IN SHARE MODE', [
        slot,
        mover,
      ]);
      if (mine.length === 0) throw new OutOfDate(`slot ${slot} is another run's by now`);
      await work();
    });
}
