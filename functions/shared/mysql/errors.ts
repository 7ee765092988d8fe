/**
 * What the errors of MySQL and MariaDB mean, told apart by number: SQLSTATEs and texts of one error differ between the two, and
 * between versions. Sources: MySQL 8.4 Server Error Message Reference; MariaDB Error Codes.
 */
import { isDistrust } from '../tls.ts';

/**
 * `refused`: the data of a statement, by a constraint or a type. `rolled back`: to be run again. `away`: not now. `elsewhere`: this
 * server does not write any more, another does. `for good`: a mistake in the deployment. `bug`: anything else.
 */
export type Meaning = 'refused' | 'rolled back' | 'away' | 'elsewhere' | 'for good' | 'bug';

export const DUPLICATE_KEY = 1062;
export const BAD_NULL = 1048;
/** A CHECK constraint refused: MySQL (SQLSTATE HY000), MariaDB (23000). */
export const CHECK_FAILED: readonly number[] = [3819, 4025];

/** Error numbers by what they mean. */
export const NUMBERS: Readonly<Record<Exclude<Meaning, 'bug'>, readonly number[]>> = {
  refused: [
    DUPLICATE_KEY,
    BAD_NULL,
    ...CHECK_FAILED,
    1022, // duplicate key, as an engine says it
    1264, // out of range
    1292, // not such a value
    1364, // no default
    1365, // division by zero
    1366, // not such text
    1406, // too long
    1451, // a row refers to it
    1452, // it refers to no row
    1586, // duplicate key, by name
    1690, // out of range within an expression
  ],
  'rolled back': [
    1020, // read, and changed since (MariaDB's innodb_snapshot_isolation)
    1205, // lock wait time-out
    1213, // deadlock; also what a Galera cluster says of a conflict, at COMMIT
    1412, // the table was altered within the transaction
    1614, // deadlock, of XA
    3101, // a conflict in a replication group, at COMMIT
  ],
  away: [
    1021, // disk full
    1026, // cannot write
    1030, // the storage engine says no
    1037, // out of memory
    1040, // too many connections
    1041, // out of memory
    1047, // a Galera node that is not part of its cluster
    1053, // shutting down
    1114, // table full
    1129, // too many failed connections from this host
    1135, // no thread to be had
    1158, // the network, of four kinds
    1159,
    1160,
    1161,
    1203, // too many connections of this account
    1206, // no room for locks
    1226, // this account has had its share of something
    1317, // interrupted
    1461, // too many prepared statements
    1637, // too many transactions
    1927, // connection killed (MariaDB)
    1969, // took too long (MariaDB)
    3024, // took too long (MySQL)
    3032, // in offline mode
    3100, // the replication group does not take it
    3168, // not available
    3169, // session killed
    4031, // ended for silence
  ],
  elsewhere: [
    1036, // the table is read-only
    1223, // under a global read lock
    1243, // no such prepared statement: a proxy has led the connection to another server
    1290, // read_only, super_read_only
    1792, // a transaction that may only read
    1836, // in read-only mode
    1874, // InnoDB is read-only
  ],
  'for good': [
    1043, // handshake
    1044, // no right to this database
    1045, // no such account or password
    1049, // no such database
    1130, // not from this host
    1142, // no right to this table
    1143, // no right to this column
    1227, // no right to do this
    1251, // a way to log in that this client does not know
    1524, // a way to log in that is not loaded
    1698, // not without a socket
    1820, // the password has expired
    1862, // the password has expired, told at once
    3118, // the account is locked (MySQL)
    3159, // not without TLS
    3955, // the account is blocked after wrong passwords
    4151, // the account is locked (MariaDB)
  ],
};

const MEANINGS: ReadonlyMap<number, Meaning> = new Map(
  Object.entries(NUMBERS).flatMap(([meaning, numbers]) => numbers.map((errno) => [errno, meaning as Meaning] as const)),
);

/** What an error means, of the server or on the way to it; of a Problem, what it was made of. */
export function meaningOf(error: unknown): Meaning {
  const errno = errnoOf(error);
  if (errno !== undefined) return MEANINGS.get(errno) ?? 'bug';
  const { code = '', cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (isDistrust(error)) return 'for good';
  const isLost =
    (typeof code === 'string' &&
      /^(ECONN|ETIMEDOUT|EPIPE|EAI_|ENOTFOUND|EHOST|ENETUNREACH|PROTOCOL_|ERR_STREAM_|ERR_SOCKET_CLOSED)/.test(code)) ||
    /Queue limit reached|closed state|Pool is closed/.test(String(error));
  if (isLost) return 'away';
  return cause === undefined ? 'bug' : meaningOf(cause);
}

/** The server's error number; undefined when the server said nothing (network trouble). */
export function errnoOf(error: unknown): number | undefined {
  const { errno } = (error ?? {}) as { errno?: unknown };
  return typeof errno === 'number' && errno > 0 ? errno : undefined;
}

/** True when a unique key refused a row. */
export function isDuplicateKey(error: unknown): boolean {
  return errnoOf(error) === DUPLICATE_KEY;
}
