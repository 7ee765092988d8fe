/**
 * Events leave through the outbox: a row in the same transaction as what it tells of. After the commit the relay
 * publishes and deletes the rows; what a dead process left behind is swept by a PingSource tick or at the next start.
 */
import { type EventData, type EventType, wireType } from '../../../events/catalog.ts';
import { newUlid } from '../ids.ts';
import { type Db, placeholders, write } from '../mysql/statements.ts';
import type { SqlValue, Statement } from '../mysql/sql-text.ts';
import type { Trace } from '../trace.ts';

/** An event to be told. */
export interface Outgoing<Type extends EventType = EventType> {
  type: Type;
  /** What it is about: the id of the event, order or user. */
  subject: string;
  /** The slot of the subject's shard, as in the id. */
  slot: number;
  data: EventData<Type>;
}

/** An event as it stands in the outbox. */
export interface Stored {
  /** The CloudEvent's id; with the source (the shard) it is unique. */
  id: string;
  type: string;
  subject: string;
  slot: number;
  time: Date;
  traceparent: string;
  /** JSON text. */
  data: string;
}

/** Types an event by the catalog. */
export function outgoing<Type extends EventType>(event: Outgoing<Type>): Outgoing {
  return event;
}

/** An event as its row in the outbox. */
export function outboxRow(event: Outgoing, trace: Trace, time: Date = new Date()): Stored {
  return {
    id: newUlid(time.getTime()),
    type: wireType(event.type),
    subject: event.subject,
    slot: event.slot,
    time,
    traceparent: trace.traceparent,
    data: JSON.stringify(event.data),
  };
}

/** The statement that writes rows into the outbox; at least one. */
export function outboxInsert(stored: readonly Stored[]): Statement {
  return {
    sql: `INSERT INTO outbox (event_id, type, subject, slot, time, traceparent, data)
          VALUES ${stored.map(() => `(${placeholders(7)})`).join(',')}`,
    values: stored.flatMap(outboxValues),
  };
}

/** The values of a row, in the order of its columns. */
export function outboxValues(row: Stored): SqlValue[] {
  return [row.id, row.type, row.subject, row.slot, row.time, row.traceparent, row.data];
}

/** Writes events into the outbox, in the caller's transaction. Publish what it returns after the commit. */
export async function enqueue(
  db: Db,
  events: readonly Outgoing[],
  trace: Trace,
  time: Date = new Date(),
): Promise<Stored[]> {
  const stored = events.map((event) => outboxRow(event, trace, time));
  const { sql, values } = outboxInsert(stored);
  await write(db, sql, values);
  return stored;
}
