/** Small typed helpers over mysql2: one function a kind of statement. SQL stands in view at the caller. */
import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { acquire, answered, errnoOf } from './answers.ts';
import { Problem } from '../problem.ts';
import { type SqlValue, sqlText, type Statement } from './sql-text.ts';

/** A pool (one statement) or a connection in a transaction. */
export type Db = Pool | PoolConnection;

const DUPLICATE_KEY = 1062;

/** Runs a SELECT. */
export async function rows<Row>(db: Db, sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
  return (await run<RowDataPacket[]>(db, sql, values)) as Row[];
}

/** Runs an INSERT, UPDATE or DELETE and tells how many rows it matched and the generated id. */
export async function write(
  db: Db,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<{ affected: number; insertId: number }> {
  const { affectedRows, insertId } = await run<ResultSetHeader>(db, sql, values);
  return { affected: affectedRows, insertId };
}

/**
 * Sends statements in one round trip, on a connection of a pool opened for it. The server stops at the first that fails.
 * @returns what each replied, in order
 */
export async function sendTogether(connection: PoolConnection, statements: readonly Statement[]): Promise<unknown[]> {
  const [replies] = await answered(connection, connection.query(statements.map(sqlText).join(';\n')));
  return replies as unknown[];
}

/** `?,?,?` for a list of n values; n is at least 1. */
export function placeholders(n: number): string {
  return '?,'.repeat(n).slice(0, -1);
}

/** True when a unique key refused a row. */
export function isDuplicateKey(error: unknown): boolean {
  return errnoOf(error) === DUPLICATE_KEY;
}

/** Runs a statement, on a connection of its own when given a pool. */
async function run<Result extends RowDataPacket[] | ResultSetHeader>(
  db: Db,
  sql: string,
  values: readonly SqlValue[],
): Promise<Result> {
  const own = 'getConnection' in db ? await acquire(db) : undefined;
  const connection = own ?? (db as PoolConnection);
  try {
    const [result] = await answered(connection, connection.execute<Result>(sql, [...values]));
    return result;
  } catch (error) {
    if (error instanceof Problem) own?.destroy();
    throw error;
  } finally {
    own?.release();
  }
}
