/** Slots of a range, one after the other, from one shard to another; and what is left of them where they were. */
import { ulid } from 'ulid';
import { comparedTables } from './compared-tables.ts';
import { ShardConnection } from './shard-connection.ts';
import type { SlotWay } from './slot-copy.ts';
import { cleanSlot, type MovedSlot, moveSlot, type OnStep, openAgain, stateOf } from './slot-move.ts';

/** From where to where, by name and URL. */
export interface ShardsOfMove {
  from: { name: string; url: string };
  to: { name: string; url: string };
  /** Tables beside our own, which stay where they are. */
  alsoStaying?: readonly string[];
}

/** How slots are moved. */
export interface MoveOptions {
  /** A slot that cannot be written for longer is opened again where it is. */
  fenceLimitMs: number;
  signal?: AbortSignal;
  onStep?: OnStep;
  onMoved?: (moved: MovedSlot) => void;
}

/** What a run has done. */
export interface MoveOutcome {
  moved: MovedSlot[];
  /** Moved by an earlier run. */
  before: number[];
}

const COPIED_AT_ONCE = 1_000;

/** Opens both shards for a run, does its work, and closes them. @throws Fault when somebody else moves slots of one of them */
export async function onWay<T>(
  { from, to, alsoStaying }: ShardsOfMove,
  work: (way: SlotWay) => Promise<T>,
): Promise<T> {
  const open: ShardConnection[] = [];
  try {
    for (const { name, url } of [from, to]) open.push(await ShardConnection.open(name, url));
    const [here, there] = open as [ShardConnection, ShardConnection];
    return await work({ from: here, to: there, tables: await comparedTables(here, there, alsoStaying), mover: ulid() });
  } finally {
    await Promise.all(open.map((shard) => shard.close()));
  }
}

/** Moves slots. What an earlier run has begun is gone on with; what it has done stays. */
export async function moveSlots(way: SlotWay, slots: readonly number[], options: MoveOptions): Promise<MoveOutcome> {
  const { fenceLimitMs, signal, onStep = () => {}, onMoved } = options;
  await copyClosedOrganizers(way);
  const outcome: MoveOutcome = { moved: [], before: [] };
  for (const slot of slots) {
    signal?.throwIfAborted();
    const moved = await moveSlot(way, slot, fenceLimitMs, onStep);
    if (!moved) outcome.before.push(slot);
    else {
      outcome.moved.push(moved);
      onMoved?.(moved);
    }
  }
  return outcome;
}

/** Lets go of what is not there yet: those slots are where they were, open to everybody. @returns those that have gone over */
export async function letGoOfSlots(way: SlotWay, slots: readonly number[]): Promise<number[]> {
  const gone: number[] = [];
  for (const slot of slots) {
    if ((await stateOf(way, slot)) === 'moved') gone.push(slot);
    else await openAgain(way, slot);
  }
  return gone;
}

/** Removes what is left of slots where they were. @returns the slots of which that is not possible yet */
export async function cleanSlots(
  way: SlotWay,
  slots: readonly number[],
  waitMs: number,
  onStep: OnStep = () => {},
): Promise<number[]> {
  const left: number[] = [];
  const giveUpAt = performance.now() + waitMs;
  for (const slot of slots)
    if (!(await cleanSlot(way, slot, Math.max(0, giveUpAt - performance.now()), onStep))) left.push(slot);
  return left;
}

/** How many slots are where. */
export async function statesOf(
  way: SlotWay,
  slots: readonly number[],
): Promise<Record<'here' | 'fenced' | 'moved', number>> {
  const states = { here: 0, fenced: 0, moved: 0 };
  for (const slot of slots) states[await stateOf(way, slot)] += 1;
  return states;
}

/** Every shard knows whose account is closed; one that is new, not of those who were before it. */
async function copyClosedOrganizers({ from, to }: SlotWay): Promise<void> {
  for (let after = ''; ;) {
    const found = await from.rows<{ user_id: string; closed_at: string }>(
      `SELECT user_id, closed_at FROM closed_organizers WHERE user_id > ? ORDER BY user_id LIMIT ${COPIED_AT_ONCE}`,
      [after],
    );
    if (found.length === 0) return;
    await to.run(
      `INSERT INTO closed_organizers (user_id, closed_at) VALUES ${found.map(() => '(?,?)').join(',')}
       ON DUPLICATE KEY UPDATE closed_at = closed_at`,
      found.flatMap((one) => [one.user_id, one.closed_at]),
    );
    after = found.at(-1)?.user_id ?? after;
  }
}
