/** Blocks: seats that the organizer takes off sale. */
import { MAX_SEATS } from '../../shared/event/chart.ts';
import type { Call } from '../../shared/http/call.ts';
import { requireCondition } from '../../shared/http/condition.ts';
import type { Shard } from '../../shared/mysql/databases.ts';
import { eventTag } from '../../shared/http/etag.ts';
import { newId, slotOf } from '../../shared/ids.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import type { Block, BlockRequest, blockSeats } from '../block-api.ts';
import { afterBlockCommit } from './change-block.ts';
import { commitBlock } from './commit-block.ts';
import * as blocks from '../block-store.ts';
import { type Context, repairIfUnknown } from '../context.ts';
import { holdInLiveState, type Reservation, type SeatsAsked } from '../holds/hold-seats.ts';
import { directHoldName, giveUp, newSharer, ORDER_TIMES, reserveInDatabase } from '../orders/reservation.ts';
import { type EventOnSale, requireOrganizer } from '../on-sale/event-on-sale.ts';
import { isSameRequest, printOf } from '../on-sale/same-request.ts';
import { meantSeats, seatsTaken } from '../on-sale/seat-choice.ts';

/** So often the event or its seats may turn out to be others than Redis said. */
const BLOCK_ATTEMPTS = 6;

/**
 * POST …/blocks
 * The same key with the same body is answered with the same block, whatever has been released since.
 * @throws Problem: why the seats cannot be had; `not_organizer`
 */
export async function answerBlockSeats(
  context: Context,
  call: Call<typeof blockSeats>,
): Promise<{ placed: blocks.BlockRecord; repeated: boolean }> {
  const { eventId } = call.params;
  const shard = context.databases.ofId(eventId);
  await context.eventsOnSale.decideByFresh(
    shard.pool,
    eventId,
    (onSale) => requireOrganizer(onSale, call.user.userId),
    call.user.userId,
  );
  const fingerprint = printOf(call.body);
  let refusal: Problem | undefined;
  try {
    const placed = await place(context, shard, call, fingerprint);
    if (placed) return { placed, repeated: false };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refusal = error;
  }
  // The seats may be gone because this very block has them.
  const earlier = await blocks.readBlockByKey(shard.pool, eventId, call.key).catch((error: unknown) => {
    throw refusal && refusal.status >= 500 && error instanceof Problem && error.status >= 500 ? refusal : error;
  });
  if (!earlier) throw refusal ?? unavailable('the block', new Error('its key is being used'));
  if (!isSameRequest(earlier.fingerprint, call.body))
    throw new Problem('idempotency_key_reused', 'it stands for another block; take a fresh key for a new one');
  return { placed: earlier, repeated: true };
}

/** A block as callers see it. */
export function blockView({ id, eventId, seats, note, createdAt }: blocks.BlockRecord): Block {
  const left = seats.filter((seat) => !seat.released).map(({ label }) => label);
  return { id, eventId, seats: left, note, createdAt: createdAt.toISOString(), etag: blockTag({ seats }) ?? null };
}

/**
 * The tag of a block: how many of its seats are blocked still. It never gets one back, so the number stands for which. Without any
 * the block is gone, like a hold that was released, and has no tag.
 */
export function blockTag({ seats }: Pick<blocks.BlockRecord, 'seats'>): string | undefined {
  const left = seats.filter(({ released }) => !released).length;
  return left > 0 ? `"b${left}"` : undefined;
}

/** @returns undefined when the key was used before */
async function place(
  context: Context,
  shard: Shard,
  call: Call<typeof blockSeats>,
  fingerprint: Buffer,
): Promise<blocks.BlockRecord | undefined> {
  const { eventId } = call.params;
  const sharer = newSharer();
  for (let attempt = 1; ; attempt++) {
    const reservation = await reserve(context, shard, call, fingerprint, { sharer, attempt });
    const record = newBlock(reservation, call.body, fingerprint);
    const outcome = await repairIfUnknown(context, shard, commitBlock(shard, reservation.onSale, record, call)).catch(
      async (error: unknown) => {
        // With the outcome unknown, what was reserved stays until it expires: it may be blocked. So it may be if that of an earlier try was unknown.
        if (!(error instanceof Problem && error.code === 'outcome_unknown'))
          await giveUp(context, shard, reservation, reservation.seats);
        throw error;
      },
    );
    if (typeof outcome === 'object' && 'stored' in outcome) {
      await afterBlockCommit(context, shard, eventId, record.id, outcome.stored);
      await giveUp(context, shard, reservation, reservation.seats);
      return record;
    }
    await giveUp(context, shard, reservation, typeof outcome === 'object' ? outcome.taken : reservation.seats);
    if (outcome === 'repeated') return undefined;
    if (outcome === 'changed') context.eventsOnSale.forget(eventId);
    else if (outcome.taken.length > 0 && !reservation.replaceable) throw seatsTaken(reservation.onSale, outcome.taken);
    if (attempt >= BLOCK_ATTEMPTS) throw unavailable('the block', new Error('the event or its seats keep changing'));
  }
}

/** The seats are claimed like an order's, so nobody's hold is in the way, unless the organizer says that none counts. */
function reserve(
  context: Context,
  shard: Shard,
  { params: { eventId }, body, key, user, condition }: Call<typeof blockSeats>,
  fingerprint: Buffer,
  { sharer, attempt }: { sharer: string; attempt: number },
): Promise<Reservation> {
  const name = `block_${directHoldName(user.userId, key, fingerprint)}`;
  const asked: SeatsAsked = {
    eventId,
    caller: user.userId,
    // Not the organizer: what he holds for himself is apart from this.
    buyer: name,
    holdId: name,
    sharer,
    times: ORDER_TIMES,
    attempt,
    atOnce: MAX_SEATS,
    want: (onSale) => {
      requirePublished(onSale);
      requireCondition(condition, eventTag(onSale.event));
      // What is taken off sale need not be seen from.
      return meantSeats(onSale, 'section' in body ? { ...body, restricted: true } : body);
    },
  };
  const takeHeld = 'seats' in body && body.takeHeld === true;
  return takeHeld
    ? reserveInDatabase(context, shard, asked)
    : holdInLiveState(context, shard, asked, reserveInDatabase);
}

function newBlock({ onSale, seats }: Reservation, { note }: BlockRequest, fingerprint: Buffer): blocks.BlockRecord {
  return {
    id: newId('blk', slotOf(onSale.event.id)),
    eventId: onSale.event.id,
    fingerprint,
    note: note ?? null,
    createdAt: new Date(),
    seats: seats.map((seat) => ({ seat, label: onSale.seating.labelOf(seat), released: false })),
  };
}

function requirePublished({ event }: EventOnSale): void {
  if (event.status === 'cancelled')
    throw new Problem('event_cancelled', 'a cancelled event sells nothing', { reason: 'cancelled', seats: [] });
}
