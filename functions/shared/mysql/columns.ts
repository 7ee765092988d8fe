/**
 * The columns of a table, each listed once: by the field it holds, with how a value is written and read. The row's type, the columns of
 * SELECT, INSERT and UPDATE and what is made of a row follow from the list; the statements stay where they are used.
 */
import type { SqlValue } from './sql-text.ts';

/** A column that holds a field. */
export interface Column<Value> {
  name: string;
  /** As a method, so that a column of any value is a `Column<unknown>`. */
  write(this: void, value: Value): SqlValue;
  read(this: void, stored: unknown): Value;
}

/** A column for each field; with `satisfies`, a field that has none is an error. */
export type Columns<Record> = { [Field in keyof Record]-?: Column<Record[Field]> };

/** A row as the database returns it. */
export type Row = Record<string, unknown>;

type Fields<List> = { [Field in keyof List]: List[Field] extends Column<infer Value> ? Value : never };

/** A value as it is. */
export function plain<Value extends SqlValue>(name: string): Column<Value> {
  return { name, write: (value) => value, read: (stored) => stored as Value };
}

/** An instant in RFC 3339, as a DATETIME. */
export function instant(name: string): Column<string> {
  return { name, write: (text) => new Date(text), read: (stored) => (stored as Date).toISOString() };
}

/** As `instant`; NULL is none. */
export function instantOrNull(name: string): Column<string | null> {
  return {
    name,
    write: (text) => (text === null ? null : new Date(text)),
    read: (stored) => (stored as Date | null)?.toISOString() ?? null,
  };
}

/** A value as JSON text. */
export function json<Value>(name: string): Column<Value> {
  return { name, write: (value) => JSON.stringify(value), read: (stored) => JSON.parse(stored as string) as Value };
}

/** As `json`; NULL is none. */
export function jsonOrNull<Value>(name: string): Column<Value | null> {
  const { write, read } = json<Value>(name);
  return {
    name,
    write: (value) => (value === null ? null : write(value)),
    read: (stored) => (stored === null ? null : read(stored)),
  };
}

/** The names of columns, for SELECT and INSERT. @param of what they are of, where a statement names more than one table */
export function namesOf(columns: Record<string, Column<unknown>>, of?: string): string {
  return all(columns)
    .map(([, { name }]) => (of === undefined ? name : `${of}.${name}`))
    .join(', ');
}

/** `name = ?` for each column, for UPDATE. */
export function assignmentsOf(columns: Record<string, Column<unknown>>): string {
  return all(columns)
    .map(([, { name }]) => `${name} = ?`)
    .join(', ');
}

/** The values of a record, in the order of the columns. */
export function valuesOf<List extends Record<string, Column<unknown>>>(
  columns: List,
  record: Fields<List>,
): SqlValue[] {
  return all(columns).map(([field, { write }]) => write(record[field as keyof List]));
}

/** A record by its columns' names. */
export function rowOf<List extends Record<string, Column<unknown>>>(
  columns: List,
  record: Fields<List>,
): Record<string, SqlValue> {
  return Object.fromEntries(all(columns).map(([field, { name, write }]) => [name, write(record[field as keyof List])]));
}

/** What a row holds, by field. */
export function recordOf<List extends Record<string, Column<unknown>>>(columns: List, row: Row): Fields<List> {
  return Object.fromEntries(all(columns).map(([field, { name, read }]) => [field, read(row[name])])) as Fields<List>;
}

function all(columns: Record<string, Column<unknown>>): [string, Column<unknown>][] {
  return Object.entries(columns);
}
