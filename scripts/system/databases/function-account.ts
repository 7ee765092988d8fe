/**
 * The account by which functions use a database: it reads and writes rows there, and nothing else. Whoever migrates has another one,
 * which may make and change tables.
 */
import { createHmac } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { Fault } from '../../cli/fault.ts';
import { reasonOf } from './database-error.ts';
import { databaseName } from './run-migrations.ts';
import type { Target } from './database-targets.ts';

/** What a function's statements need. */
export const FUNCTION_RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

const CONNECT_MS = 5_000;
/** Of an account's name, in MySQL. */
const LONGEST_NAME = 32;

/** The same database by the functions' account. Its password follows from the owner's, so that it needs no keeping. */
export function functionUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  const name = accountName(databaseName(ownerUrl));
  const password = createHmac('sha256', decodeURIComponent(url.password)).update(`mysql ${name}`).digest('base64url');
  return Object.assign(url, { username: name, password }).href;
}

/** Makes the account where it is missing, and gives it these rights and no others. @throws Fault that names the shard */
export async function grantFunctionAccount({ name, url }: Target): Promise<void> {
  const database = databaseName(url);
  const { password } = new URL(functionUrl(url));
  // The private server knows its callers by address, for it resolves no names.
  const account = `'${accountName(database)}'@'127.0.0.1'`;
  // In a grant, _ and % of a database's name would stand for anything.
  const scope = `\`${database.replaceAll(/[_%]/g, String.raw`\$&`)}\`.*`;
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_MS });
  connection.on('error', () => {});
  try {
    for (const sql of [
      `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}'`,
      `ALTER USER ${account} IDENTIFIED BY '${password}'`,
      `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account}`,
      `GRANT ${FUNCTION_RIGHTS.join(', ')} ON ${scope} TO ${account}`,
    ])
      await connection.query(sql);
  } catch (error) {
    throw new Fault(`shard ${name}: the functions' account cannot be made: ${reasonOf(error)}`, { cause: error });
  } finally {
    connection.destroy();
  }
}

function accountName(database: string): string {
  return `${database}_functions`.slice(0, LONGEST_NAME);
}
