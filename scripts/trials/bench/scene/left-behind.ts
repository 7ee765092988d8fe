/** What a process leaves in the outbox that died between a commit and its publishing. */
import { newId } from '../../../../functions/shared/ids.ts';
import { write } from '../../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../../functions/shared/mysql/pool.ts';
import {
  outboxInsert,
  outboxRow,
  typedMessage,
  type OutboxEvent,
} from '../../../../functions/shared/messages/outbox.ts';
import { continueTrace } from '../../../../functions/shared/trace.ts';

const ROWS_AT_ONCE = 1_000;
/** Old enough to be taken for left behind. */
const AGE_MS = 60_000;

/** Writes outbox events of orders of an event; the orders themselves are not there. */
export async function leftBehind(pool: Pool, eventId: string, count: number): Promise<void> {
  for (let written = 0; written < count; written += ROWS_AT_ONCE) {
    const stored = Array.from({ length: Math.min(ROWS_AT_ONCE, count - written) }, (_, index) =>
      confirmed(eventId, written + index),
    );
    const { sql, values } = outboxInsert(stored);
    await write(pool, sql, values);
  }
}

function confirmed(eventId: string, number: number): OutboxEvent {
  const time = new Date(Date.now() - AGE_MS);
  const orderId = newId('ord', 1);
  const seats = [number * 2 + 1, number * 2 + 2].map((seat) => ({ seat: `S1-1-${seat}`, priceCents: 5_000 }));
  const event = { id: eventId, version: 1, title: 'An evening of strings', startsAt: '2031-05-14T18:30:00.000Z' };
  const data = {
    orderId,
    version: 1,
    buyerId: newId('usr', 1),
    status: 'confirmed' as const,
    items: seats,
    totalCents: 10_000,
    currency: 'EUR',
    createdAt: time.toISOString(),
    cancelledAt: null,
    event,
  };
  const message = typedMessage({ type: 'order.confirmed.v1', subject: orderId, slot: 1, data });
  return outboxRow(message, continueTrace(undefined), time);
}
