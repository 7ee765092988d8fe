/** What blocking and releasing seats have in common. */
import type { Shard } from '../../shared/mysql/databases.ts';
import { log } from '../../shared/log.ts';
import type { Db } from '../../shared/mysql/statements.ts';
import { enqueue, type OutboxEvent } from '../../shared/messages/outbox.ts';
import { Problem } from '../../shared/problem.ts';
import { readFigures } from '../../shared/messages/sales-figures.ts';
import { noteRepairs } from '../../shared/seats/repairs.ts';
import type { Trace } from '../../shared/trace.ts';
import type { Desk } from '../context.ts';
import { repairOne } from '../repairs.ts';
import type { Sale } from '../event-on-sale.ts';
import { countSold } from '../store.ts';

/** @throws Problem `not_organizer` */
export function requireOrganizer({ event }: Sale, userId: string): void {
  if (event.organizerId !== userId) throw new Problem('not_organizer', 'it was published by somebody else');
}

/** What every change of a block ends with: the live state is to be set right, and the figure of the event told. */
export async function tellOfBlock(
  db: Db,
  eventId: string,
  blockId: string,
  seats: number,
  trace: Trace,
): Promise<OutboxEvent[]> {
  await noteRepairs(db, [{ eventId, orderId: blockId }]);
  // Last but for the telling: this row is the one that all orders of an event share.
  await countSold(db, eventId, seats);
  return enqueue(db, await readFigures(db, [eventId]), trace);
}

/** What was noted is done at once; should this process die or Redis be away, the next tick does it. */
export async function followBlock(
  desk: Desk,
  shard: Shard,
  eventId: string,
  blockId: string,
  stored: OutboxEvent[],
): Promise<void> {
  try {
    await repairOne(desk, shard, eventId, blockId);
  } catch (error) {
    log.warn({ err: error, block: blockId }, 'the live state was not told; it is noted for repair');
  }
  desk.relay.announce(shard, stored);
}
