/** Rows that carry a version: what an event says replaces what an older one said, in whatever order they arrive. */
import { Unreadable } from './dead-letter-box.ts';
import { type Db, placeholders, rows, write } from '../mysql/statements.ts';
import type { SqlValue, Statement } from '../mysql/sql-text.ts';

/** A row by column names. The table's key is among them, and `version` says how new it is. */
export type Versioned = { version: number } & Record<string, SqlValue>;

/**
 * How far the version of an event may run ahead of the newest that is known here. Versions grow by one a change, so more than
 * that many changes would have been missed; else a single wrong word, at two billion, would be the last that is ever believed.
 */
export const MOST_AHEAD = 10_000;

/** The same for figures of sales, whose versions grow with every order: ten times all seats of the largest event. */
export const MOST_SALES_AHEAD = 1_000_000;

/**
 * Turns down a version that is too far ahead of what a table has of an event.
 * @throws Unreadable: it becomes a dead letter, to be replayed once the table knows what was missed (npm run reindex)
 */
export async function refuseLeap(db: Db, table: string, eventId: string, version: number, most: number): Promise<void> {
  if (version <= most) return; // whatever is known, it is not farther ahead than that
  const [known] = await rows<{ version: number }>(db, `SELECT version FROM ${table} WHERE event_id = ?`, [eventId]);
  const from = known?.version ?? 0;
  if (version > from + most)
    throw new Unreadable(`version: ${version} of ${eventId} is more than ${most} ahead of ${from}`);
}

/** Writes a row unless the table has the same or a newer version of it. One statement decides. `late`: as of `newerRows` */
export async function writeNewer(db: Db, table: string, row: Versioned, late: readonly string[] = []): Promise<void> {
  const { sql, values } = newerRows(table, [row], late);
  await write(db, sql, values);
}

/**
 * What writes rows of the same columns, each unless the table has the same or a newer version of it; one at least.
 * @param late columns that older messages say nothing of: where one is NULL, the same version may say it
 */
export function newerRows(table: string, versioned: readonly Versioned[], late: readonly string[] = []): Statement {
  const columns = Object.keys(versioned[0] ?? {}).filter((column) => column !== 'version');
  // The server assigns from left to right, so the version that the others are compared with comes last.
  const assignments = columns.map((column) => {
    const isLate = late.includes(column) ? ` OR (VALUES(version) = version AND ${column} IS NULL)` : '';
    return `${column} = IF(VALUES(version) > version${isLate}, VALUES(${column}), ${column})`;
  });
  const row = `(${placeholders(columns.length + 1)})`;
  return {
    sql: `INSERT INTO ${table} (${columns.join(', ')}, version) VALUES ${versioned.map(() => row).join(', ')}
     ON DUPLICATE KEY UPDATE ${assignments.join(', ')}, version = GREATEST(version, VALUES(version))`,
    values: versioned.flatMap((given) => [...columns.map((column) => given[column] ?? null), given.version]),
  };
}
