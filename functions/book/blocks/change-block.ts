/** What blocking and releasing seats have in common. */
import type { Shard } from '../../shared/mysql/databases.ts';
import { log } from '../../shared/log.ts';
import type { Db } from '../../shared/mysql/statements.ts';
import { enqueue, type OutboxEvent } from '../../shared/messages/outbox.ts';
import { readFigures } from '../../shared/messages/sales-figures.ts';
import { noteRepairs } from '../../shared/seats/note-repairs.ts';
import type { Trace } from '../../shared/trace.ts';
import type { Context } from '../context.ts';
import { repairOne } from '../repair-seats.ts';
import { countSold } from '../store.ts';

/** What every change of a block ends with: a note to set the live state right, and an outbox event with the event's new figure. */
export async function recordBlockChange(
  db: Db,
  eventId: string,
  blockId: string,
  seats: number,
  trace: Trace,
): Promise<OutboxEvent[]> {
  await noteRepairs(db, [{ eventId, orderId: blockId }]);
  // Last but for the outbox: this row is the one that all orders of an event share.
  await countSold(db, eventId, seats);
  return enqueue(db, await readFigures(db, [eventId]), trace);
}

/** What was noted is done at once; should Redis be away, soon after; and should this process die, at the next tick. */
export async function afterBlockCommit(
  context: Context,
  shard: Shard,
  eventId: string,
  blockId: string,
  stored: OutboxEvent[],
): Promise<void> {
  try {
    await repairOne(context, shard, eventId, blockId);
  } catch (error) {
    context.repairs.begin(shard);
    log.warn({ err: error, block: blockId }, 'the live state was not updated; noted for repair');
  }
  context.relay.announce(shard, stored);
}
