/** Pools of connections to MySQL, set up alike whatever the server's own settings are. */
import { createPool, format, type Pool } from 'mysql2/promise';
import type { MysqlAddress } from '../tls.ts';
import { acquire, answered, within } from './waiting-for-mysql.ts';
import { CONNECTION_MAX_AGE_MS, opened } from './connection-age.ts';
import { meaningOf } from './errors.ts';

export type { Pool } from 'mysql2/promise';

/** What a pool hands to listeners is not the promise flavour. */
interface CallbackConnection {
  query(sql: string, done: (error: Error | null) => void): void;
}

/** Below the time that a statement has, so that it is the server that says so, and the transaction can be tried again. */
const LOCK_WAIT_SECONDS = 3;
/** Of a process that was paused or cut off within a transaction, the server takes its locks away after so long. */
const SILENCE_SECONDS = 20;
/** Unused connections go before the server would end them. */
const IDLE_MS = 15_000;
/** By default the server has room for 16,382 prepared statements in all. */
const STATEMENTS_PER_CONNECTION = 100;
/** A readiness probe may wait a second. */
const OPENING_MS = 500;

/**
 * Opens a pool; connections are made when first needed.
 * @param address a URL, or how a server with TLS is reached
 * @param together lets `sendTogether` send several statements at once on these connections
 * @param maxAgeMs no connection is used for longer
 */
export function openPool(
  address: string | MysqlAddress,
  connectionLimit: number,
  together = false,
  maxAgeMs = CONNECTION_MAX_AGE_MS,
): Pool {
  const pool = createPool({
    ...(typeof address === 'string' ? { uri: address } : address),
    multipleStatements: together,
    connectionLimit,
    // Below the limit, or mysql2 never looks for idle connections.
    maxIdle: Math.max(1, connectionLimit - 1),
    idleTimeout: IDLE_MS,
    maxPreparedStatements: STATEMENTS_PER_CONNECTION,
    queueLimit: 1_000,
    connectTimeout: 3_000,
    enableKeepAlive: true,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    // A stack trace of each statement's caller, made whether it fails or not, would cost a tenth of an order.
    trace: false,
    queryFormat: withValues,
  });
  pool.on('connection', (connection) => {
    opened(connection, maxAgeMs);
    // Whoever uses a connection that breaks hears of it; the pool listens for the first error only.
    connection.on('error', () => {});
    const settings = [
      // No gap locks between orders of one event; what must not be missed is locked by name.
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      // Not as the server happens to be set: a value that does not fit is an error, and text is quoted one way only.
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
      `SET SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, SESSION wait_timeout = ${SILENCE_SECONDS}`,
    ];
    for (const sql of settings) {
      (connection as unknown as CallbackConnection).query(sql, (error) => {
        if (error) connection.destroy(); // it must not be used without them
      });
    }
  });
  return pool;
}

/**
 * What has its values in it goes as it is. mysql2 would look through all of it for a placeholder, past each text in quotes, though there is no value
 * for any: as much as making the text of a batch costs.
 */
function withValues(sql: string, values: Parameters<typeof format>[1]): string {
  return Array.isArray(values) && values.length === 0 ? sql : format(sql, values, false, 'Z');
}

/** Why its server does not answer now, in a word; undefined when it does. */
export async function absenceOf(pool: Pool): Promise<string | undefined> {
  try {
    const connection = await acquire(pool);
    await answered(connection, connection.query('DO 0'));
    connection.release();
    return undefined;
  } catch (error) {
    const { code } = ((error as Error).cause ?? error) as { code?: string };
    return code ?? 'no answer';
  }
}

/** Why a pool can never open a connection, as it is set up; undefined when it can, or could if its server were not away. */
export async function refusalOf(pool: Pool): Promise<unknown> {
  const opening = acquire(pool).then((connection) => connection.release());
  try {
    await within(OPENING_MS, opening);
    return undefined;
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    return meaningOf(error) === 'for good' || code === 'ENOTFOUND' ? error : undefined;
  }
}
