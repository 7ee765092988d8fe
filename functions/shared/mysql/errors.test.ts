import { expect, test } from 'vitest';
import { type Meaning, meaningOf, NUMBERS } from './errors.ts';
import { unavailable } from '../problem.ts';

/** As the servers say it: number, SQLSTATE, words. */
const SAID: readonly [server: string, errno: number, sqlState: string, words: string, meaning: Meaning][] = [
  ['MySQL', 3819, 'HY000', "Check constraint 'within_limit' is violated.", 'refused'],
  ['MariaDB', 4025, '23000', 'CONSTRAINT `within_limit` failed for `e0`.`buyer_seats`', 'refused'],
  ['MySQL', 1062, '23000', "Duplicate entry 'x' for key 'orders.once'", 'refused'],
  ['MariaDB', 1062, '23000', "Duplicate entry 'x' for key 'once'", 'refused'],
  ['both', 1048, '23000', "Column 'event_id' cannot be null", 'refused'],
  ['both', 1406, '22001', "Data too long for column 'title' at row 1", 'refused'],
  ['both', 1264, '22003', "Out of range value for column 'seats' at row 1", 'refused'],
  ['both', 1366, 'HY000', "Incorrect string value: '\\xED\\xA0\\x80' for column 'title' at row 1", 'refused'],
  ['both', 1452, '23000', 'Cannot add or update a child row: a foreign key constraint fails', 'refused'],
  ['both', 1213, '40001', 'Deadlock found when trying to get lock; try restarting transaction', 'rolled back'],
  ['both', 1205, 'HY000', 'Lock wait timeout exceeded; try restarting transaction', 'rolled back'],
  ['MariaDB', 1020, 'HY000', "Record has changed since last read in table 'events'", 'rolled back'],
  ['MySQL', 3101, '40000', 'Plugin instructed the server to rollback the current transaction.', 'rolled back'],
  ['both', 1040, '08004', 'Too many connections', 'away'],
  ['both', 1053, '08S01', 'Server shutdown in progress', 'away'],
  ['both', 1203, '42000', "User book already has more than 'max_user_connections' active connections", 'away'],
  ['both', 1226, '42000', "User 'book' has exceeded the 'max_user_connections' resource", 'away'],
  ['both', 1461, '42000', "Can't create more than max_prepared_stmt_count statements", 'away'],
  ['both', 1317, '70100', 'Query execution was interrupted', 'away'],
  ['MariaDB', 1927, '70100', 'Connection was killed', 'away'],
  ['MariaDB', 1969, '70100', 'Query execution was interrupted (max_statement_time exceeded)', 'away'],
  ['MySQL', 3024, 'HY000', 'Query execution was interrupted, maximum statement execution time exceeded', 'away'],
  ['MySQL', 3032, 'HY000', 'The server is currently in offline mode', 'away'],
  ['MySQL', 4031, 'HY000', 'The client was disconnected by the server because of inactivity.', 'away'],
  ['both', 1114, 'HY000', "The table 'orders' is full", 'away'],
  ['MariaDB', 1047, '08S01', 'WSREP has not yet prepared node for application use', 'away'],
  ['MySQL', 1290, 'HY000', 'The MySQL server is running with the --super-read-only option', 'elsewhere'],
  ['MariaDB', 1290, 'HY000', 'The MariaDB server is running with the --read-only option', 'elsewhere'],
  ['both', 1792, '25006', 'Cannot execute statement in a READ ONLY transaction', 'elsewhere'],
  ['both', 1836, 'HY000', 'Running in read-only mode', 'elsewhere'],
  ['MariaDB', 1036, 'HY000', "Table 'orders' is read only", 'elsewhere'],
  ['MySQL', 1874, 'HY000', 'InnoDB is in read only mode.', 'elsewhere'],
  ['both', 1243, 'HY000', 'Unknown prepared statement handler (7) given to mysqld_stmt_execute', 'elsewhere'],
  ['both', 1044, '42000', "Access denied for user 'book' to database 'e0'", 'for good'],
  ['both', 1045, '28000', "Access denied for user 'book' (using password: YES)", 'for good'],
  ['both', 1049, '42000', "Unknown database 'e0'", 'for good'],
  ['both', 1130, 'HY000', "Host '10.0.0.7' is not allowed to connect to this server", 'for good'],
  ['both', 1142, '42000', "INSERT command denied to user 'book' for table 'users'", 'for good'],
  ['both', 1698, '28000', "Access denied for user 'root'", 'for good'],
  ['both', 1820, 'HY000', 'You must SET PASSWORD before executing this statement', 'for good'],
  ['both', 1862, 'HY000', 'Your password has expired.', 'for good'],
  ['MySQL', 3118, 'HY000', "Access denied for user 'book'. Account is locked.", 'for good'],
  ['MySQL', 3159, 'HY000', 'Connections using insecure transport are prohibited', 'for good'],
  ['MariaDB', 4151, 'HY000', 'Access denied, this account is locked', 'for good'],
  ['both', 1146, '42S02', "Table 'e0.nothing' doesn't exist", 'bug'],
  ['both', 1054, '42S22', "Unknown column 'nothing' in 'field list'", 'bug'],
  ['both', 1064, '42000', 'You have an error in your SQL syntax', 'bug'],
];

test.each(SAID)('%s %i (%s) %s: %s', (_server, errno, sqlState, words, meaning) => {
  const said = Object.assign(new Error(words), { errno, sqlState, sqlMessage: words });
  expect(meaningOf(said)).toBe(meaning);
  expect(meaningOf(unavailable('the database', said)), 'as a problem').toBe(meaning);
});

test('no number means two things', () => {
  const numbers = Object.values(NUMBERS).flat();
  expect(numbers.filter((errno, index) => numbers.indexOf(errno) !== index)).toEqual([]);
});

test.each([
  ['ECONNREFUSED', 'away'],
  ['ETIMEDOUT', 'away'],
  ['ENOTFOUND', 'away'],
  ['PROTOCOL_CONNECTION_LOST', 'away'],
  // The server has closed the connection, and a statement waited its turn on it.
  ['ERR_STREAM_WRITE_AFTER_END', 'away'],
  ['ERR_STREAM_DESTROYED', 'away'],
  ['ERR_SOCKET_CLOSED', 'away'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'for good'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'for good'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'for good'],
  ['HANDSHAKE_NO_SSL_SUPPORT', 'for good'],
  ['ERR_INVALID_ARG_TYPE', 'bug'],
])('without a number of the server, %s is %s', (code, meaning) => {
  // As Node has it: its own numbers are below zero.
  expect(meaningOf(Object.assign(new Error(code), { code, errno: -111 }))).toBe(meaning);
});
