/** The `dead_letters` tables of all shards. */
import * as z from 'zod';
import { rows, write } from '../../../functions/shared/mysql/statements.ts';
import { mysqlOptions } from '../../servers/server-trust.ts';
import { openPool, type Pool } from '../../../functions/shared/mysql/pool.ts';
import { transaction } from '../../../functions/shared/mysql/transaction.ts';
import { reasonOf } from '../../system/databases/database-error.ts';
import type { Target } from '../../system/databases/database-targets.ts';

/** An event that could not be handled. */
export interface Letter {
  shard: string;
  receivedAt: Date;
  source: string;
  id: string;
  type: string;
  reason: string;
}

/** What names a letter on its shard. */
export type Key = Pick<Letter, 'source' | 'id'>;

/** The event itself: its headers and body as they came. */
const Kept = z.object({ headers: z.record(z.string(), z.string()), body: z.string() });
export type Kept = z.output<typeof Kept>;

const PAGE = 500;

/** Reads the column `event`; undefined when it is something else. */
export function readKept(event: string): Kept | undefined {
  try {
    return Kept.safeParse(JSON.parse(event)).data;
  } catch {
    return undefined;
  }
}

/** A letter with its event as JSON text. */
export interface WholeLetter extends Letter {
  event: string;
}

/** A shard whose table could be opened. */
export interface Box {
  shard: string;
  pool: Pool;
}

/** Asks every shard; those that do not answer are told in lines of their own and hold up no other. */
export async function ofEveryShard<T>(
  boxes: readonly Box[],
  ask: (box: Box) => Promise<T[]>,
): Promise<{ found: T[]; away: string[] }> {
  const settled = await Promise.allSettled(boxes.map(ask));
  const away = settled.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [`shard ${boxes[index]?.shard}: ${reasonOf(outcome.reason)}`] : [],
  );
  return { found: settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : [])), away };
}

/** Opens the tables; nothing is connected before it is asked. */
export function openBoxes(targets: readonly Target[]): Box[] {
  return targets.map(({ name, url }) => ({ shard: name, pool: openPool(mysqlOptions(url), 1) }));
}

export async function closeBoxes(boxes: readonly Box[]): Promise<void> {
  await Promise.allSettled(boxes.map(({ pool }) => pool.end()));
}

/** The newest letters of a shard. */
export async function newestLetters({ shard, pool }: Box, limit: number): Promise<Letter[]> {
  const found = await rows<Omit<Letter, 'shard'>>(
    pool,
    `SELECT received_at AS receivedAt, source, event_id AS id, type, reason FROM dead_letters
     ORDER BY received_at DESC, source, event_id LIMIT ${limit}`,
  );
  return found.map((letter) => ({ shard, ...letter }));
}

/** How many letters a shard has. */
export async function countLetters({ pool }: Box): Promise<number> {
  const [row] = await rows<{ letters: number }>(pool, 'SELECT COUNT(*) AS letters FROM dead_letters');
  return row?.letters ?? 0;
}

/** One event's letter on a shard, if it has it. */
export async function findLetter({ shard, pool }: Box, source: string, id: string): Promise<WholeLetter[]> {
  const found = await rows<Omit<WholeLetter, 'shard'>>(
    pool,
    `SELECT received_at AS receivedAt, source, event_id AS id, type, reason, event FROM dead_letters
     WHERE source = ? AND event_id = ?`,
    [source, id],
  );
  return found.map((letter) => ({ shard, ...letter }));
}

/** @returns how many there were */
export async function removeLetter({ pool }: Box, { source, id }: Key): Promise<number> {
  return (await write(pool, 'DELETE FROM dead_letters WHERE source = ? AND event_id = ?', [source, id])).affected;
}

/** The keys of a shard's letters that were there at a time, oldest first, page by page. */
export async function* lettersUntil({ pool }: Box, until: Date): AsyncGenerator<Key> {
  let last: Key & { receivedAt: Date } = { receivedAt: new Date(0), source: '', id: '' };
  for (;;) {
    const page = await rows<typeof last>(
      pool,
      `SELECT received_at AS receivedAt, source, event_id AS id FROM dead_letters
       WHERE received_at <= ? AND (received_at, source, event_id) > (?, ?, ?)
       ORDER BY received_at, source, event_id LIMIT ${PAGE}`,
      [until, last.receivedAt, last.source, last.id],
    );
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end;
  }
}

/** The database's time. */
export async function timeOf({ pool }: Box): Promise<Date> {
  const [row] = await rows<{ now: Date }>(pool, 'SELECT UTC_TIMESTAMP(3) AS now');
  return row?.now ?? new Date();
}

/**
 * Hands an event on and deletes its letter, or neither. The letter stays locked meanwhile: an event that fails again at once
 * must be kept anew, and its insertion waits until the old letter is gone instead of finding it there.
 * @returns false when there is no such letter (any more)
 */
export async function takeOut(
  { pool }: Box,
  { source, id }: Key,
  handOn: (event: string) => Promise<void>,
): Promise<boolean> {
  return transaction(pool, async (connection) => {
    const values = [source, id];
    const [letter] = await rows<{ event: string }>(
      connection,
      'SELECT event FROM dead_letters WHERE source = ? AND event_id = ? FOR UPDATE',
      values,
    );
    if (!letter) return false;
    await handOn(letter.event);
    await write(connection, 'DELETE FROM dead_letters WHERE source = ? AND event_id = ?', values);
    return true;
  });
}
