/** Blocks: seats that the organizer takes off sale, and releases again. */
import { hash } from 'node:crypto';
import { MAX_SEATS } from '../shared/chart.ts';
import type { Call } from '../shared/call.ts';
import type { Shard } from '../shared/databases.ts';
import { newId, slotOf } from '../shared/ids.ts';
import { log } from '../shared/log.ts';
import { type Db, isDuplicateKey, transaction } from '../shared/mysql.ts';
import { enqueue, type Stored } from '../shared/outbox.ts';
import { Problem, unavailable } from '../shared/problem.ts';
import { readFigures } from '../shared/sales-figures.ts';
import { noteRepairs } from '../shared/seat-repairs.ts';
import type { Trace } from '../shared/trace.ts';
import type { Block, BlockRequest, blockSeats, listBlocks, releaseBlock } from './block-api.ts';
import * as blocks from './block-store.ts';
import { type Desk, repairOne } from './desk.ts';
import { nameOf, reserveInDatabase, reserveSeats, type Reservation, type Wish } from './reservation.ts';
import type { Sale } from './sale.ts';
import { meantSeats, seatsTaken, unknownSeats } from './seat-choice.ts';
import { countSold, deleteClaims, readClaims } from './store.ts';

const ATTEMPTS = 6;

/** How an attempt ended; `taken` names seats that are sold or blocked. */
type Outcome = { stored: Stored[] } | 'repeated' | 'changed' | { taken: number[] };

/**
 * POST …/blocks
 * The same key with the same body is answered with the same block, whatever has been released since.
 * @throws Problem: why the seats cannot be had; `not_organizer`
 */
export async function block(
  desk: Desk,
  call: Call<typeof blockSeats>,
): Promise<{ placed: blocks.BlockRecord; repeated: boolean }> {
  const { eventId } = call.params;
  const shard = desk.databases.ofId(eventId);
  await desk.sales.judge(shard.pool, eventId, (sale) => requireOrganizer(sale, call.user.userId));
  const fingerprint = hash('sha256', JSON.stringify(call.body), 'buffer');
  let refusal: Problem | undefined;
  try {
    const placed = await place(desk, shard, call, fingerprint);
    if (placed) return { placed, repeated: false };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refusal = error;
  }
  // The seats may be gone because this very block has them.
  const earlier = await blocks.readBlockByKey(shard.pool, eventId, call.key);
  if (!earlier) throw refusal ?? unavailable('the block', new Error('its key is being used'));
  if (!earlier.fingerprint.equals(fingerprint))
    throw new Problem('idempotency_key_reused', 'it stands for another block; take a fresh key for a new one');
  return { placed: earlier, repeated: true };
}

/** GET …/blocks */
export async function list(desk: Desk, { params: { eventId }, query, user }: Call<typeof listBlocks>) {
  const { pool } = desk.databases.ofId(eventId);
  await desk.sales.judge(pool, eventId, (sale) => requireOrganizer(sale, user.userId));
  const { items, next } = await blocks.findBlocks(pool, eventId, query);
  return { items: items.map(blockView), next };
}

/** DELETE …/blocks/{blockId} @throws Problem `block_not_found`, `seats_unknown`, `not_organizer` */
export async function releaseSeatsOfBlock(
  desk: Desk,
  { params: { eventId, blockId }, query, user, trace }: Call<typeof releaseBlock>,
): Promise<void> {
  const shard = desk.databases.ofId(eventId);
  await desk.sales.judge(shard.pool, eventId, (sale) => requireOrganizer(sale, user.userId));
  const stored = await transaction(shard.pool, async (connection) => {
    const known = await blocks.lockBlock(connection, eventId, blockId);
    if (!known) throw new Problem('block_not_found', 'this event has no such block');
    const labels = new Set(query.seats ?? known.seats.map(({ label }) => label));
    const missing = [...labels].filter((label) => !known.seats.some((seat) => seat.label === label));
    if (missing.length > 0) throw unknownSeats('seats', missing, 'the block');
    const seats = known.seats.filter(({ label, released }) => labels.has(label) && !released).map(({ seat }) => seat);
    if (seats.length === 0) return [];
    const freed = await deleteClaims(connection, eventId, blockId, seats);
    const released = await blocks.releaseBlockSeats(connection, blockId, seats, new Date());
    if (freed !== seats.length || released !== seats.length)
      throw new Error(`block ${blockId} had ${freed} claims and ${released} seats of ${seats.length}`);
    return tell(connection, eventId, blockId, -seats.length, trace);
  });
  if (stored.length > 0) await follow(desk, shard, eventId, blockId, stored);
}

/** A block as callers see it. */
export function blockView({ id, eventId, seats, note, createdAt }: blocks.BlockRecord): Block {
  const left = seats.filter((seat) => !seat.released).map(({ label }) => label);
  return { id, eventId, seats: left, note, createdAt: createdAt.toISOString() };
}

/** @returns undefined when the key was used before */
async function place(
  desk: Desk,
  shard: Shard,
  call: Call<typeof blockSeats>,
  fingerprint: Buffer,
): Promise<blocks.BlockRecord | undefined> {
  const { eventId } = call.params;
  for (let attempt = 1; ; attempt++) {
    const reservation = await reserve(desk, shard, call, fingerprint, attempt);
    const record = draft(reservation, call.body, fingerprint);
    const outcome = await commit(shard, reservation.sale, record, call).catch(async (error: unknown) => {
      // With the outcome unknown, what was reserved stays until it expires: it may be blocked.
      if (!(error instanceof Problem && error.code === 'outcome_unknown')) await reservation.giveUp([]);
      throw error;
    });
    if (typeof outcome === 'object' && 'stored' in outcome) {
      await follow(desk, shard, eventId, record.id, outcome.stored);
      await reservation.giveUp([]);
      return record;
    }
    await reservation.giveUp(typeof outcome === 'object' ? outcome.taken : []);
    if (outcome === 'repeated') return undefined;
    if (outcome === 'changed') desk.sales.forget(eventId);
    else if (outcome.taken.length > 0 && !reservation.replaceable) throw seatsTaken(reservation.sale, outcome.taken);
    if (attempt >= ATTEMPTS) throw unavailable('the block', new Error('the event or its seats keep changing'));
  }
}

/** The seats are claimed like an order's, so nobody's hold is in the way, unless the organizer says that none counts. */
function reserve(
  desk: Desk,
  shard: Shard,
  { params: { eventId }, body, key, user }: Call<typeof blockSeats>,
  fingerprint: Buffer,
  attempt: number,
): Promise<Reservation> {
  const name = `block_${nameOf(user.userId, key, fingerprint)}`;
  const wish: Wish = {
    eventId,
    // Not the organizer: what he holds for himself is apart from this.
    buyer: name,
    holdId: name,
    atOnce: MAX_SEATS,
    want: (sale) => {
      requirePublished(sale);
      return meantSeats(sale, body);
    },
  };
  const takeHeld = 'seats' in body && body.takeHeld === true;
  return (takeHeld ? reserveInDatabase : reserveSeats)(desk, shard, wish, attempt);
}

async function commit(
  shard: Shard,
  { event }: Sale,
  record: blocks.BlockRecord,
  { key, trace }: Call<typeof blockSeats>,
): Promise<Outcome> {
  try {
    return await transaction<Outcome>(shard.pool, async (connection) => {
      if (!(await blocks.lockVersion(connection, event.id, event.version))) return 'changed';
      const fresh = await unlessDuplicate(blocks.insertBlock(connection, record, key));
      if (!fresh) return 'repeated';
      if (!(await unlessDuplicate(blocks.insertBlockClaims(connection, record)))) throw new Taken();
      await blocks.insertBlockSeats(connection, record);
      return { stored: await tell(connection, event.id, record.id, record.seats.length, trace) };
    });
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
    const seats = record.seats.map(({ seat }) => seat);
    const claims = await readClaims(shard.pool, event.id, seats);
    return { taken: seats.filter((seat) => claims.has(seat)) };
  }
}

/** Rolls a block back whose seats somebody else has. */
class Taken extends Error {}

async function unlessDuplicate(insert: Promise<void>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** What every change of a block ends with: the live state is to be set right, and the figure of the event told. */
async function tell(db: Db, eventId: string, blockId: string, seats: number, trace: Trace): Promise<Stored[]> {
  await noteRepairs(db, [{ eventId, orderId: blockId }]);
  // Last but for the telling: this row is the one that all orders of an event share.
  await countSold(db, eventId, seats);
  return enqueue(db, await readFigures(db, [eventId]), trace);
}

/** What was noted is done at once; should this process die or Redis be away, the next tick does it. */
async function follow(desk: Desk, shard: Shard, eventId: string, blockId: string, stored: Stored[]): Promise<void> {
  try {
    await repairOne(desk, shard, eventId, blockId);
  } catch (error) {
    log.warn({ err: error, block: blockId }, 'the live state was not told; it is noted for repair');
  }
  desk.relay.announce(shard, stored);
}

function draft({ sale, seats }: Reservation, { note }: BlockRequest, fingerprint: Buffer): blocks.BlockRecord {
  return {
    id: newId('blk', slotOf(sale.event.id)),
    eventId: sale.event.id,
    fingerprint,
    note: note ?? null,
    createdAt: new Date(),
    seats: seats.map((seat) => ({ seat, label: sale.seating.labelOf(seat), released: false })),
  };
}

function requireOrganizer({ event }: Sale, userId: string): void {
  if (event.organizerId !== userId) throw new Problem('not_organizer', 'it was published by somebody else');
}

function requirePublished({ event }: Sale): void {
  if (event.status === 'cancelled')
    throw new Problem('event_cancelled', 'a cancelled event sells nothing', { reason: 'cancelled', seats: [] });
}
