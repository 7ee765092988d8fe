/**
 * What an event has sold, told beside the events of its orders. It is read when they are told, not written with each
 * order: for a batch of orders it is one figure an event, and it is never older than the orders it goes with.
 */
import type { Shard } from './databases.ts';
import { slotOf } from './ids.ts';
import { placeholders, rows } from './mysql.ts';
import { orderEventsIn } from './order-events.ts';
import { outboxRow, outgoing, type Stored } from './outbox.ts';
import type { Companion } from './relay.ts';
import { continueTrace } from './trace.ts';

interface Figure {
  eventId: string;
  version: number;
  seatsSold: number;
  seatsTotal: number;
}

/** The figures of all events that some order events are of. */
export async function salesFigures(shard: Shard, events: readonly Stored[]): Promise<Companion[]> {
  const byEvent = Map.groupBy(orderEventsIn(events), ({ eventId }) => eventId);
  if (byEvent.size === 0) return [];
  const figures = await rows<Figure>(
    shard.pool,
    `SELECT s.event_id AS eventId, s.version AS version, s.sold AS seatsSold, e.seats_total AS seatsTotal
     FROM sales s JOIN events e ON e.id = s.event_id WHERE s.event_id IN (${placeholders(byEvent.size)})`,
    [...byEvent.keys()],
  );
  return figures.map((figure) => {
    const told = byEvent.get(figure.eventId) ?? [];
    const event = outgoing({
      type: 'availability.changed.v1',
      subject: figure.eventId,
      slot: slotOf(figure.eventId),
      data: { ...figure },
    });
    return {
      event: outboxRow(event, continueTrace(told.at(-1)?.stored.traceparent)),
      of: told.map(({ stored }) => stored.id),
    };
  });
}
