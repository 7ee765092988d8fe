/**
 * What an event has sold, blocked seats among it, published beside the events of its orders. It is read when they are published, not written with each
 * order: for all orders of a quarter of a second it is one figure an event, and it is never older than the orders it goes with.
 */
import type { Shard } from '../mysql/databases.ts';
import { slotOf } from '../ids.ts';
import { type Db, placeholders, rows } from '../mysql/statements.ts';
import { orderEventsIn } from './order-events.ts';
import { type Message, outboxRow, typedMessage } from './outbox.ts';
import type { Companion, Companions } from './companions.ts';
import { Memo } from '../memo.ts';
import { continueTrace } from '../trace.ts';

interface Figure {
  eventId: string;
  version: number;
  seatsSold: number;
  seatsTotal: number;
}

/** A process tells how an event sells so often at most, but for what it says at its end. Nobody who browses sees a difference. */
const PACE_MS = 250;
const REMEMBERED_EVENTS = 10_000;

/**
 * The figures of all events that some order events are of. The first of an event goes at once; what was sold within the pace after it is in the
 * next one, which comes in any case: its orders stay in the outbox until then.
 */
export function salesFigures(now: () => number = () => performance.now()): Companions {
  const toldAt = new Memo<number>(REMEMBERED_EVENTS);
  return async (shard, events, isPaced) => {
    const at = now();
    const isDue = (eventId: string): boolean => !isPaced || at - (toldAt.get(eventId) ?? -Infinity) >= PACE_MS;
    const orders = orderEventsIn(events);
    const due = new Set(orders.map(({ eventId }) => eventId).filter(isDue));
    for (const eventId of due) toldAt.set(eventId, at);
    const behind = orders.filter(({ eventId }) => !due.has(eventId)).map(({ stored }) => stored);
    return { companions: due.size === 0 ? [] : await figuresBeside(shard, orders, [...due]), behind };
  };
}

async function figuresBeside(
  shard: Shard,
  orders: ReturnType<typeof orderEventsIn>,
  eventIds: readonly string[],
): Promise<Companion[]> {
  const byEvent = Map.groupBy(orders, ({ eventId }) => eventId);
  const figures = await readFigures(shard.pool, eventIds);
  return figures.map((figure) => {
    const its = byEvent.get(figure.subject) ?? [];
    return {
      // Of the order, not of a span between the two that nobody records.
      event: outboxRow(figure, its.at(-1)?.stored ?? continueTrace(undefined)),
      of: its.map(({ stored }) => stored.id),
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
