/** One row that is not as it should be: what differs, and how it is set right while the system runs. */
import { isDeepStrictEqual } from 'node:util';
import { placeholders, write } from '../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import type { SqlValue } from '../../../functions/shared/mysql/sql-text.ts';

/** A row with a version, by column names. */
export type ComparedRow = { version: number } & Record<string, SqlValue>;

/** A table whose rows are made from events. */
export interface Table {
  pool: Pool;
  name: string;
  /** The columns of its primary key. */
  key: readonly string[];
}

/** A row that is wrong. */
export interface RowDifference {
  /** Names the row. */
  what: string;
  /** Says what is wrong with it. */
  how: string;
  /** It only lags: what would set it right may be on its way. */
  behind: boolean;
  /** Sets it right unless it has changed since it was looked at. */
  mend: () => Promise<void>;
}

/**
 * Compares a row with what it should be.
 * @param seen read before `right` was: then a version that is higher than the truth cannot be a newer truth
 * @param right undefined: there should be none
 */
export function differenceOf(
  table: Table,
  what: string,
  seen: ComparedRow | undefined,
  right: ComparedRow | undefined,
) {
  if (!seen && !right) return [];
  if (!right)
    return [{ what, how: 'should not be there', behind: false, mend: () => remove(table, seen as ComparedRow) }];
  if (!seen) return [{ what, how: 'is missing', behind: true, mend: () => insert(table, right) }];
  const columns = Object.keys(right).filter((column) => !isSame(seen[column], right[column]));
  if (columns.length === 0) return [];
  const versions = seen.version === right.version ? '' : `version ${seen.version}, should be ${right.version}; `;
  const how = `${versions}differs in ${columns.join(', ')}`;
  return [{ what, how, behind: seen.version < right.version, mend: () => replace(table, seen, right) }];
}

/** Whether two values of a column are the same. */
export function isSame(seen: SqlValue | undefined, right: SqlValue | undefined): boolean {
  if (seen instanceof Date && right instanceof Date) return seen.getTime() === right.getTime();
  // A DATE is written as text, and read as its midnight.
  if (seen instanceof Date && typeof right === 'string') return seen.toISOString().slice(0, 10) === right;
  return isDeepStrictEqual(seen, right);
}

/** Whoever wrote a row of that key meanwhile is left alone: it is looked at again. */
async function insert({ pool, name, key }: Table, row: ComparedRow): Promise<void> {
  const columns = Object.keys(row);
  const [first = ''] = key;
  await write(
    pool,
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${placeholders(columns.length)}) ON DUPLICATE KEY UPDATE ${first} = ${first}`,
    Object.values(row),
  );
}

async function replace({ pool, name, key }: Table, seen: ComparedRow, right: ComparedRow): Promise<void> {
  const columns = Object.keys(right).filter((column) => !key.includes(column));
  await write(
    pool,
    `UPDATE ${name} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE ${keyIs(key)} AND version = ?`,
    [...columns.map((column) => right[column] ?? null), ...key.map((column) => seen[column] ?? null), seen.version],
  );
}

async function remove({ pool, name, key }: Table, seen: ComparedRow): Promise<void> {
  await write(pool, `DELETE FROM ${name} WHERE ${keyIs(key)} AND version = ?`, [
    ...key.map((column) => seen[column] ?? null),
    seen.version,
  ]);
}

const keyIs = (key: readonly string[]): string => key.map((column) => `${column} = ?`).join(' AND ');
