/** Small typed helpers over mysql2: one function a kind of statement. SQL stands in view at the caller. */
import type { Connection } from 'mysql2';
import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { acquire, answered } from './waiting-for-mysql.ts';
import { leaveServer } from './connection-age.ts';
import { errnoOf, isDuplicateKey, meaningOf } from './errors.ts';
import { Problem } from '../problem.ts';
import { inSpan } from '../telemetry/telemetry.ts';
import { spanOfSql } from './sql-span.ts';
import { type SqlValue, sqlText, type Statement } from './sql-text.ts';

/** A pool (one statement) or a connection in a transaction. */
export type Db = Pool | PoolConnection;

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
 * Inserts a row unless there is one of its key. INSERT IGNORE would do more: cut what is too long, and put `?` for what the column's character set
 * does not have, so that two keys become one.
 * @returns false when there is one
 */
export async function insertOnce(db: Db, sql: string, values: readonly SqlValue[]): Promise<boolean> {
  try {
    await write(db, sql, values);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Which of the statements sent together an error was the answer to, from 0. */
const failedAt = new WeakMap<object, number>();

/** Told before a COMMIT is sent; with false, that the server refused what was sent before it, so that it was not run. */
export type Committing = (isUnderWay?: boolean) => void;

/**
 * Sends statements in one round trip, on a connection of a pool opened for it. The server stops at the first that fails.
 * @param committing where the last of them is COMMIT
 * @returns what each replied, in order
 */
export async function sendTogether(
  connection: PoolConnection,
  statements: readonly Statement[],
  committing?: Committing,
): Promise<unknown[]> {
  committing?.();
  let replied = 0;
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const command = coreOf(connection).query(statements.map(sqlText).join(';\n'), (error, results) => {
    if (!error) return resolve(results as unknown[]);
    if (errnoOf(error) !== undefined) {
      failedAt.set(error, replied);
      if (replied < statements.length - 1) committing?.(false);
    }
    reject(error);
  });
  // Once for each statement that succeeded, with or without rows.
  command.on('fields', () => (replied += 1));
  return inSpan(TOGETHER, () => answered(connection, promise));
}

const TOGETHER = { name: 'statements', kind: 'client', attributes: { 'db.system.name': 'mysql' } } as const;

/** Which of the statements sent together the server refused, from 0; undefined when it did not say so. */
export function refusedStatement(error: unknown): number | undefined {
  return failedAt.get(error as object);
}

/** What mysql2's promises are made of: it alone tells how far a query of several statements has come. */
function coreOf(connection: PoolConnection): Connection {
  return connection.connection as unknown as Connection;
}

/** `?,?,?` for a list of n values; n is at least 1. */
export function placeholders(n: number): string {
  return '?,'.repeat(n).slice(0, -1);
}

/** Runs a statement, on a connection of its own when given a pool. */
function run<Result extends RowDataPacket[] | ResultSetHeader>(
  db: Db,
  sql: string,
  values: readonly SqlValue[],
): Promise<Result> {
  return inSpan(spanOfSql(sql), () => runNow<Result>(db, sql, values));
}

async function runNow<Result extends RowDataPacket[] | ResultSetHeader>(
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
    if (own && error instanceof Problem) {
      if (meaningOf(error) === 'elsewhere') leaveServer(db as Pool);
      own.destroy();
    }
    throw error;
  } finally {
    own?.release();
  }
}
