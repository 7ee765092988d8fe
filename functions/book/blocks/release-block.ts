/** The organizer looks at blocks, and releases seats of them. */
import type { Call } from '../../shared/http/call.ts';
import { notThere, requireCondition } from '../../shared/http/condition.ts';
import { transaction } from '../../shared/mysql/transaction.ts';
import { Problem } from '../../shared/problem.ts';
import type { getBlock, listBlocks, releaseBlock } from '../block-api.ts';
import { afterBlockCommit, recordBlockChange } from './change-block.ts';
import * as blocks from '../block-store.ts';
import { blockTag, blockView } from './block-seats.ts';
import { type Context, repairIfUnknown } from '../context.ts';
import { requireOrganizer } from '../on-sale/event-on-sale.ts';
import { unknownSeats } from '../on-sale/seat-choice.ts';
import { deleteClaims, lockEventForSales } from '../store.ts';

/** GET …/blocks */
export async function answerListBlocks(
  context: Context,
  { params: { eventId }, query, user }: Call<typeof listBlocks>,
) {
  const { pool } = context.databases.ofId(eventId);
  await context.eventsOnSale.decideByFresh(
    pool,
    eventId,
    (onSale) => requireOrganizer(onSale, user.userId),
    user.userId,
  );
  const { items, next } = await blocks.findBlocks(pool, eventId, query);
  return { items: items.map(blockView), next };
}

/** GET …/blocks/{blockId} @throws Problem `block_not_found`, also for one that has no seats left; `not_organizer` */
export async function answerGetBlock(
  context: Context,
  { params: { eventId, blockId }, user }: Call<typeof getBlock>,
): Promise<blocks.BlockRecord> {
  const { pool } = context.databases.ofId(eventId);
  await context.eventsOnSale.decideByFresh(
    pool,
    eventId,
    (onSale) => requireOrganizer(onSale, user.userId),
    user.userId,
  );
  const block = await blocks.readBlock(pool, eventId, blockId);
  if (!block?.seats.some(({ released }) => !released))
    throw new Problem('block_not_found', 'this event has no such block');
  return block;
}

/**
 * DELETE …/blocks/{blockId}
 * @returns the tag of what is left of the block
 * @throws Problem `block_not_found`, `seats_unknown`, `not_organizer`, `precondition_failed`
 */
export async function answerReleaseBlock(
  context: Context,
  { params: { eventId, blockId }, query, user, trace, condition }: Call<typeof releaseBlock>,
): Promise<{ left: string | undefined }> {
  const shard = context.databases.ofId(eventId);
  await context.eventsOnSale.decideByFresh(
    shard.pool,
    eventId,
    (onSale) => requireOrganizer(onSale, user.userId),
    user.userId,
  );
  const releasing = transaction(shard.pool, async (connection) => {
    await lockEventForSales(connection, eventId);
    const known = await blocks.lockBlock(connection, eventId, blockId);
    if (!known) throw notThere(condition, new Problem('block_not_found', 'this event has no such block'));
    requireCondition(condition, blockTag(known));
    const labels = new Set(query.seats ?? known.seats.map(({ label }) => label));
    const missing = [...labels].filter((label) => !known.seats.some((seat) => seat.label === label));
    if (missing.length > 0) throw unknownSeats('seats', missing, 'the block');
    const seats = known.seats.filter(({ label, released }) => labels.has(label) && !released).map(({ seat }) => seat);
    if (seats.length === 0) return { stored: [], left: blockTag(known) };
    const freed = await deleteClaims(connection, eventId, blockId, seats);
    const released = await blocks.releaseBlockSeats(connection, blockId, seats, new Date());
    if (freed !== seats.length || released !== seats.length)
      throw new Error(`block ${blockId} had ${freed} claims and ${released} seats of ${seats.length}`);
    const stillBlocked = { seats: known.seats.filter(({ released: before, label }) => !before && !labels.has(label)) };
    return {
      stored: await recordBlockChange(connection, eventId, blockId, -seats.length, trace),
      left: blockTag(stillBlocked),
    };
  });
  const { stored, left } = await repairIfUnknown(context, shard, releasing);
  if (stored.length > 0) await afterBlockCommit(context, shard, eventId, blockId, stored);
  return { left };
}
