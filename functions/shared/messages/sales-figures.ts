/**
 * What an event has sold, blocked seats among it, published beside the events of its orders. It is read when they are published, not written with each
 * order: for a batch of orders it is one figure an event, and it is never older than the orders it goes with.
 */
import type { Shard } from '../mysql/databases.ts';
import { slotOf } from '../ids.ts';
import { type Db, placeholders, rows } from '../mysql/statements.ts';
import { orderEventsIn } from './order-events.ts';
import { type Message, outboxRow, typedMessage, type OutboxEvent } from './outbox.ts';
import type { Companion } from './relay.ts';
import { continueTrace } from '../trace.ts';

interface Figure {
  eventId: string;
  version: number;
  seatsSold: number;
  seatsTotal: number;
}

/** The figures of all events that some order events are of. */
export async function salesFigures(shard: Shard, events: readonly OutboxEvent[]): Promise<Companion[]> {
  const byEvent = Map.groupBy(orderEventsIn(events), ({ eventId }) => eventId);
  if (byEvent.size === 0) return [];
  const figures = await readFigures(shard.pool, [...byEvent.keys()]);
  return figures.map((figure) => {
    const orders = byEvent.get(figure.subject) ?? [];
    return {
      event: outboxRow(figure, continueTrace(orders.at(-1)?.stored.traceparent)),
      of: orders.map(({ stored }) => stored.id),
    };
  });
}

/** The figures of events, as messages; of drafts nothing is told. */
export async function readFigures(db: Db, eventIds: readonly string[]): Promise<Message[]> {
  const figures = await rows<Figure>(
    db,
    `SELECT s.event_id AS eventId, s.version AS version, s.sold AS seatsSold, e.seats_total AS seatsTotal
     FROM sales s JOIN events e ON e.id = s.event_id AND e.status <> 'draft' WHERE s.event_id IN (${placeholders(eventIds.length)})`,
    [...eventIds],
  );
  return figures.map((figure) =>
    typedMessage({
      type: 'availability.changed.v1',
      subject: figure.eventId,
      slot: slotOf(figure.eventId),
      data: { ...figure },
    }),
  );
}
