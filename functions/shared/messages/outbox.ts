/**
 * Events leave through the outbox: a row in the same transaction as the change it reports. After the commit the relay
 * publishes and deletes the rows; what a dead process left behind is swept by a PingSource tick or at the next start.
 */
import { type EventData, type EventType, wireType } from '../../../events/catalog.ts';
import { newUlid } from '../ids.ts';
import { type Db, placeholders, write } from '../mysql/statements.ts';
import type { SqlValue, Statement } from '../mysql/sql-text.ts';
import type { Trace } from '../trace.ts';

declare const typed: unique symbol;

/** A message that is to be published, as `typedMessage` has made it. */
export type Message = MessageOf<EventType> & { readonly [typed]: true };

/** A message of a type. */
interface MessageOf<Type extends EventType> {
  type: Type;
  /** What it is about: the id of the event, order or user. */
  subject: string;
  /** The slot of the subject's shard, as in the id. */
  slot: number;
  data: EventData<Type>;
}

/** A message as its row in the outbox. */
export interface OutboxEvent {
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

/**
 * Types a message by the catalog. There is no other way to one, so that the types which a function publishes are those that stand in files
 * which call this (a test holds them against its capability).
 */
export function typedMessage<Type extends EventType>(message: MessageOf<Type>): Message {
  return message as MessageOf<Type> & { readonly [typed]: true };
}

/** The outbox event of a message. */
export function outboxRow(event: Message, trace: Pick<Trace, 'traceparent'>, time: Date = new Date()): OutboxEvent {
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
export function outboxInsert(events: readonly OutboxEvent[]): Statement {
  return {
    sql: `INSERT INTO outbox (event_id, type, subject, slot, time, traceparent, data)
          VALUES ${events.map(() => `(${placeholders(7)})`).join(',')}`,
    values: events.flatMap(outboxValues),
  };
}

/** The values of a row, in the order of its columns. */
export function outboxValues(row: OutboxEvent): SqlValue[] {
  return [row.id, row.type, row.subject, row.slot, row.time, row.traceparent, row.data];
}

/** Writes messages into the outbox, in the caller's transaction. Publish what it returns after the commit. */
export async function enqueue(
  db: Db,
  messages: readonly Message[],
  trace: Trace,
  time: Date = new Date(),
): Promise<OutboxEvent[]> {
  if (messages.length === 0) return [];
  const events = messages.map((one) => outboxRow(one, trace, time));
  const { sql, values } = outboxInsert(events);
  await write(db, sql, values);
  return events;
}
