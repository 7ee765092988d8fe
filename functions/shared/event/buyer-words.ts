/** What the buyers of an event are searched by, and how they are forgotten. */
import { fold, foldings, withoutGaps } from '../folding.ts';
import { readableEmail } from '../identity/email.ts';
import { type Db, placeholders, rows, write } from '../mysql/statements.ts';

/** As long as the column. */
const WORDS_LENGTH = 1_000;
/** So many events are looked through at a time. */
const EVENTS_AT_ONCE = 200;

/**
 * A buyer's name and e-mail address as they are searched: folded, with umlauts spelled out, without gaps and apostrophes, too; the address
 * also with its domain as people read it. Null for nobody.
 */
export function wordsOf({ name, email }: { name: string | null; email: string | null }): string | null {
  if (name === null && email === null) return null;
  const called = foldings(name ?? '');
  const words = new Set([
    ...called,
    ...called.map((form) => withoutGaps(form).replaceAll("'", '')),
    ...(email === null ? [] : [fold(email), ...foldings(readableEmail(email))]),
  ]);
  return Array.from([...words].join('\n'))
    .slice(0, WORDS_LENGTH)
    .join('');
}

/**
 * Takes from all orders of a buyer what he was called. There is no index of buyers, which every order would have to be written into:
 * the key of their orders begins with the event, so they are looked for event by event, without locks. Done again, it finds nothing.
 */
export async function forgetBuyer(db: Db, buyerId: string): Promise<void> {
  for (let after = ''; ;) {
    const events = await rows<{ id: string }>(
      db,
      `SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ${EVENTS_AT_ONCE}`,
      [after],
    );
    if (events.length > 0) await forgetIn(db, buyerId, events);
    if (events.length < EVENTS_AT_ONCE) return;
    after = events.at(-1)?.id ?? after;
  }
}

async function forgetIn(db: Db, buyerId: string, events: readonly { id: string }[]): Promise<void> {
  const orders = await rows<{ id: string }>(
    db,
    `SELECT id FROM orders FORCE INDEX (once) WHERE event_id IN (${placeholders(events.length)}) AND buyer_id = ?
     AND (buyer_name IS NOT NULL OR buyer_email IS NOT NULL)`,
    [...events.map(({ id }) => id), buyerId],
  );
  if (orders.length === 0) return;
  await write(
    db,
    `UPDATE orders SET buyer_name = NULL, buyer_email = NULL, buyer_words = NULL
     WHERE id IN (${placeholders(orders.length)}) AND buyer_id = ?`,
    [...orders.map(({ id }) => id), buyerId],
  );
}
