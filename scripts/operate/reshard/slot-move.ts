/**
 * One slot on its way from shard to shard. Where it is, the two databases say (`slots.elsewhere`): here (NULL, there "elsewhere"), fenced (both say
 * "elsewhere"), or there. Each step is a transaction of one of them, so a run that dies leaves one of these three, and the next goes on from it.
 */
import { slotName } from '../../../functions/shared/slots.ts';
import { Fault } from '../../cli/fault.ts';
import { alignSlot, OutOfDate, settleSlot, type SlotWay } from './slot-copy.ts';
import { marks, type ShardConnection } from './shard-connection.ts';
import { idsIn, SLOT_TABLES } from './slot-tables.ts';

/** Where a slot is; `fenced`: at neither. */
export type SlotState = 'here' | 'fenced' | 'moved';

/** What a run is at, in the order in which it comes. */
export const STEPS = ['claimed', 'copied', 'fenced', 'settled', 'switched', 'noted', 'cleaned'] as const;
/** One of them. */
export type MoveStep = (typeof STEPS)[number];

/** Told of each step when it is done; what it throws ends the run there. */
export type OnStep = (step: MoveStep, slot: number) => Promise<void> | void;

/** What came of a slot. */
export interface MovedSlot {
  slot: number;
  /** For how long nobody could write, from before the first lock to after the last commit. */
  fenceMs: number;
  rows: Record<string, number>;
}

/** Comparisons before the fence, at most, and with how few rows that differed the fence may come. */
const ROUNDS = 20;
const FEW_ROWS = 200;
/** A fence that lasts longer is taken down again, and the slot tried anew. */
const FENCE_TRIES = 5;
const LOCK_TRIES = 5;
const CLEANED_AT_ONCE = 1_000;
const OUTBOX_CHECK_MS = 100;

/** Where a slot is. @throws Fault for one that is on a third shard: the map is wrong */
export async function stateOf({ from, to }: Pick<SlotWay, 'from' | 'to'>, slot: number): Promise<SlotState> {
  const [here, there] = await Promise.all([elsewhereOn(from, slot), elsewhereOn(to, slot)]);
  if (here === null) return 'here';
  if (here !== to.name)
    throw new Fault(`slot ${slotName(slot)} is on ${here}, neither on ${from.name} nor on ${to.name}`);
  return there === null ? 'moved' : 'fenced';
}

/**
 * Moves a slot, from wherever an earlier run has left it.
 * @returns undefined when it was there already
 */
export async function moveSlot(
  way: SlotWay,
  slot: number,
  fenceLimitMs: number,
  onStep: OnStep,
): Promise<MovedSlot | undefined> {
  if ((await stateOf(way, slot)) === 'moved') return undefined;
  await openAgain(way, slot);
  await claim(way, slot);
  await onStep('claimed', slot);
  for (let attempt = 1; ; attempt++) {
    await catchUp(way, slot);
    await onStep('copied', slot);
    const moved = await behindFence(way, slot, fenceLimitMs, onStep);
    if (moved) return { slot, ...moved };
    if (attempt === FENCE_TRIES)
      throw new Fault(`slot ${slotName(slot)}: not done within ${fenceLimitMs} ms, ${FENCE_TRIES} times; it stays`);
  }
}

/** Takes down the fence of a run that died behind it, and any claim: the slot is where it was. @throws OutOfDate when it has gone over meanwhile */
export async function openAgain({ from, to }: SlotWay, slot: number): Promise<void> {
  const gone = await elsewhereOn(from, slot);
  if (gone === null) return;
  // First nobody can switch it any more; only then may be written here again.
  const stopped = await to.run('UPDATE slots SET mover = NULL WHERE slot = ? AND elsewhere = ?', [slot, from.name]);
  if (stopped === 0) throw new OutOfDate(`slot ${slotName(slot)} has gone over`);
  await markEvents(from, slot, to.name, null);
}

/** The slot is this run's to bring, while it is not there yet. */
async function claim({ from, to, mover }: SlotWay, slot: number): Promise<void> {
  await patiently(from, async () => {
    const [row] = await from.rows<{ elsewhere: string | null }>(
      'SELECT elsewhere FROM slots WHERE slot = ? FOR UPDATE',
      [slot],
    );
    if (!row || row.elsewhere !== null) throw new OutOfDate(`slot ${slotName(slot)} is not on ${from.name}`);
    await patiently(to, async () => {
      await to.run('UPDATE slots SET elsewhere = ?, mover = ? WHERE slot = ?', [from.name, mover, slot]);
      // Rows of a former stay may name another shard.
      await to.run('UPDATE events SET elsewhere = ? WHERE id >= ? AND id < ?', [from.name, ...idsIn('evt', slot)]);
    });
  });
}

/** Copies until few rows are left that others change meanwhile; in a crowd that is when what a comparison takes brings no more than so many. */
async function catchUp(way: SlotWay, slot: number): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) if ((await alignSlot(way, slot)) <= FEW_ROWS) return;
}

/** @returns undefined when it took too long: then the slot is where it was */
async function behindFence(way: SlotWay, slot: number, limitMs: number, onStep: OnStep) {
  const { from, to } = way;
  const began = performance.now();
  await markEvents(from, slot, null, to.name);
  await onStep('fenced', slot);
  const rows = await settleSlot(way, slot);
  await onStep('settled', slot);
  if (performance.now() - began > limitMs) {
    await openAgain(way, slot);
    await claim(way, slot);
    return undefined;
  }
  await arrive(way, slot);
  const fenceMs = performance.now() - began;
  await onStep('switched', slot);
  await carryNotes(way, slot);
  await onStep('noted', slot);
  return { fenceMs, rows };
}

/** From now on the slot is there. */
async function arrive({ from, to, mover }: SlotWay, slot: number): Promise<void> {
  await patiently(to, async () => {
    const switched = await to.run('UPDATE slots SET elsewhere = NULL, mover = NULL WHERE slot = ? AND mover = ?', [
      slot,
      mover,
    ]);
    if (switched === 0) throw new OutOfDate(`slot ${slotName(slot)} is another run's by now`);
    await to.run('UPDATE events SET elsewhere = NULL WHERE id >= ? AND id < ? AND elsewhere = ?', [
      ...idsIn('evt', slot),
      from.name,
    ]);
  });
}

/** Says of a slot and its events where they are: waits for all who are deciding something about one of them. */
async function markEvents(shard: ShardConnection, slot: number, was: string | null, is: string | null) {
  await patiently(shard, async () => {
    const marked = await shard.run('UPDATE slots SET elsewhere = ? WHERE slot = ? AND elsewhere <=> ?', [
      is,
      slot,
      was,
    ]);
    if (marked === 0) throw new OutOfDate(`slot ${slotName(slot)} is not as it was on ${shard.name}`);
    await shard.run('UPDATE events SET elsewhere = ? WHERE id >= ? AND id < ?', [is, ...idsIn('evt', slot)]);
  });
}

/** A transaction that others were in the way of is run again: lock wait time-out, deadlock. */
async function patiently<T>(shard: ShardConnection, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await shard.transaction(work);
    } catch (error) {
      if (![1205, 1213].includes(Number((error as { errno?: unknown }).errno))) throw error;
      if (attempt === LOCK_TRIES)
        throw new Fault(`${shard.name}: somebody keeps a slot locked; it stays: npm run reshard tries again`, {
          cause: error,
        });
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt * (0.5 + Math.random())));
    }
  }
}

/** What is noted for repair goes after the slot, for only there it is known what is sold. */
export async function carryNotes({ from, to }: SlotWay, slot: number): Promise<void> {
  for (const kind of ['ord', 'blk'] as const) {
    for (;;) {
      const notes = await from.rows<{ order_id: string; event_id: string }>(
        `SELECT order_id, event_id FROM seat_repairs WHERE order_id >= ? AND order_id < ? LIMIT ${CLEANED_AT_ONCE}`,
        [...idsIn(kind, slot)],
      );
      if (notes.length === 0) break;
      const ids = notes.map(({ order_id: id }) => id);
      await to.run(
        `INSERT INTO seat_repairs (order_id, event_id) VALUES ${notes.map(() => '(?,?)').join(',')}
         ON DUPLICATE KEY UPDATE event_id = VALUES(event_id)`,
        notes.flatMap((note) => [note.order_id, note.event_id]),
      );
      await patiently(from, () => from.run(`DELETE FROM seat_repairs WHERE order_id IN (${marks(ids.length)})`, ids));
    }
  }
}

/**
 * Removes what is left of a slot where it was, once all is sent that was said of it there.
 * @returns false when something is still to be sent after so long, or the slot is not there
 */
export async function cleanSlot(way: SlotWay, slot: number, waitMs: number, onStep: OnStep): Promise<boolean> {
  const { from, to } = way;
  if ((await stateOf(way, slot)) !== 'moved') return false;
  const giveUpAt = performance.now() + waitMs;
  while ((await from.rows('SELECT event_id FROM outbox WHERE slot = ? LIMIT 1', [slot])).length > 0) {
    if (performance.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, OUTBOX_CHECK_MS));
  }
  await carryNotes(way, slot);
  for (const { name, key, kind } of SLOT_TABLES.toReversed()) {
    const [id] = key;
    for (let removed = CLEANED_AT_ONCE; removed === CLEANED_AT_ONCE;)
      removed = await patiently(from, async () => {
        // One that is on its way back is left alone.
        const gone = await from.rows(
          'SELECT slot FROM slots WHERE slot = ? AND elsewhere = ? AND mover IS NULL LOCK IN SHARE MODE',
          [slot, to.name],
        );
        if (gone.length === 0) return 0;
        return from.run(`DELETE FROM ${name} WHERE ${id} >= ? AND ${id} < ? LIMIT ${CLEANED_AT_ONCE}`, [
          ...idsIn(kind, slot),
        ]);
      });
  }
  await onStep('cleaned', slot);
  return true;
}

async function elsewhereOn(shard: ShardConnection, slot: number): Promise<string | null> {
  const [row] = await shard.rows<{ elsewhere: string | null }>('SELECT elsewhere FROM slots WHERE slot = ?', [slot]);
  if (!row) throw new Fault(`${shard.name} has no row of slot ${slotName(slot)}: npm run migrate`);
  return row.elsewhere;
}
