/** Rows that carry a version: what an event says replaces what an older one said, in whatever order they arrive. */
import { type Db, placeholders, write } from './mysql.ts';
import type { SqlValue } from './sql-text.ts';

/** A row by column names. The table's key is among them, and `version` says how new it is. */
export type Versioned = { version: number } & Record<string, SqlValue>;

/** Writes a row unless the table has the same or a newer version of it. One statement decides. */
export async function writeNewer(db: Db, table: string, row: Versioned): Promise<void> {
  const { version, ...facts } = row;
  const columns = Object.keys(facts);
  // The server assigns from left to right, so the version that the others are compared with comes last.
  const assignments = columns.map(
    (column) => `${column} = IF(VALUES(version) > version, VALUES(${column}), ${column})`,
  );
  await write(
    db,
    `INSERT INTO ${table} (${columns.join(', ')}, version) VALUES (${placeholders(columns.length + 1)})
     ON DUPLICATE KEY UPDATE ${assignments.join(', ')}, version = GREATEST(version, VALUES(version))`,
    [...Object.values(facts), version],
  );
}
