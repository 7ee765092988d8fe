/** SQL with its values in place, for statements that go to the server together: those cannot be prepared. */
import { escape } from 'mysql2/promise';

/** A value of a `?` placeholder. */
export type SqlValue = string | number | bigint | boolean | Date | Buffer | null;

/** A statement and the values of its placeholders, in order. */
export interface Statement {
  /** No `?` but placeholders. */
  sql: string;
  values: readonly SqlValue[];
}

/** What does not stand in a text in single quotes as it is, with our `sql_mode`. */
const SPECIAL = /['\\]/;

/**
 * A statement as text; times are UTC, to the ms. Most text has nothing to be escaped: to look for it costs a third of what it
 * would cost to escape it all.
 * @throws Error when there are not as many placeholders as values
 */
export function sqlText({ sql, values }: Statement): string {
  const parts = sql.split('?');
  if (parts.length !== values.length + 1)
    throw new Error(`${parts.length - 1} placeholders, but ${values.length} values: ${sql.slice(0, 100)}`);
  let text = parts[0] ?? '';
  for (const [index, value] of values.entries()) text += literal(value) + parts[index + 1];
  return text;
}

function literal(value: SqlValue): string {
  if (typeof value === 'string') return SPECIAL.test(value) ? escape(value) : `'${value}'`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${value} is no value`);
    return String(value);
  }
  if (value === null || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `X'${value.toString('hex')}'`;
  const time = value.toISOString();
  return `'${time.slice(0, 10)} ${time.slice(11, 23)}'`;
}
