/** Effects of events, once each: a row for every event in the same transaction. */
import { Unreadable } from './dead-letters.ts';
import { log } from '../log.ts';
import { type Db, write } from '../mysql/statements.ts';
import type { Pool } from '../mysql/pool.ts';
import { transaction } from '../mysql/transaction.ts';

/** What the inbox has room for: longer ones would be cut, and two events taken for one. */
const SOURCE_LENGTH = 128;
const ID_LENGTH = 64;

/** The broker gives up within minutes and operators replay dead letters within days. */
const INBOX_DAYS = 30;
const FORGET_EVERY = 1 / 500;

/**
 * Runs an effect once per event and database, whatever is delivered twice: the inbox row is written in the same
 * transaction, and a second delivery finds it there.
 */
export async function once(
  pool: Pool,
  event: { source: string; id: string },
  effect: (db: Db) => Promise<void>,
): Promise<void> {
  if (event.source.length > SOURCE_LENGTH || event.id.length > ID_LENGTH)
    throw new Unreadable('its source or id is too long to be told apart from others');
  await transaction(pool, async (connection) => {
    const { affected } = await write(connection, 'INSERT IGNORE INTO inbox (source, event_id) VALUES (?, ?)', [
      event.source,
      event.id,
    ]);
    if (affected === 1) await effect(connection);
  });
  if (Math.random() < FORGET_EVERY) await forgetOld(pool);
}

/** What is older than any retry is forgotten, a little now and then: no job, no table that grows for ever. */
async function forgetOld(pool: Pool): Promise<void> {
  try {
    await write(pool, 'DELETE FROM inbox WHERE received_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000', [
      INBOX_DAYS,
    ]);
  } catch (error) {
    log.warn({ err: error }, 'old inbox rows stay for now');
  }
}
