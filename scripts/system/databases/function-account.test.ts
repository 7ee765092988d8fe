import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OwnDatabases, ownDatabases } from '../../testing/servers/own-databases.ts';
import { functionUrl, grantFunctionAccount } from './function-account.ts';
import { migrateShards } from './run-migrations.ts';
import { serverUrl } from '../../testing/servers/of-run.ts';

let own: OwnDatabases;
let functions: Connection;

beforeAll(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
  await migrateShards(own.targets, 'up', () => {});
  for (const target of own.targets) await grantFunctionAccount(target);
  functions = await createConnection(functionUrl(own.url('e0')));
});
afterAll(async () => {
  functions.destroy();
  await own.drop();
});

const nameOf = (shard: string): string => new URL(own.url(shard)).pathname.slice(1);
const DENIED = /denied|you need \(at least one of\) the/i;

test('it reads and writes the rows of its database', async () => {
  const affected: unknown[] = [];
  for (const sql of [
    "INSERT INTO inbox (source, event_id) VALUES ('/test', '1')",
    "UPDATE inbox SET event_id = '2' WHERE source = '/test'",
    "DELETE FROM inbox WHERE source = '/test'",
  ]) {
    const [outcome] = await functions.query(sql);
    affected.push((outcome as { affectedRows: number }).affectedRows);
    await functions.query("SELECT * FROM inbox WHERE source = '/test' FOR UPDATE");
  }
  expect(affected).toEqual([1, 1, 1]);
});

test.each([
  'CREATE TABLE mine (a INT)',
  'DROP TABLE orders',
  'TRUNCATE TABLE orders',
  'ALTER TABLE orders ADD COLUMN mine INT',
  'CREATE INDEX mine ON orders (id)',
  'CREATE VIEW mine AS SELECT 1',
  'CREATE DATABASE mine',
  'CREATE TEMPORARY TABLE mine (a INT)',
  'LOCK TABLES orders WRITE',
  "CREATE USER 'mine'@'127.0.0.1'",
  'SET GLOBAL max_connections = 1',
  'SELECT * FROM mysql.user',
  "SELECT LOAD_FILE('/etc/passwd') IS NOT NULL FROM mysql.db",
  "SELECT 1 INTO OUTFILE '/tmp/seatmesh-mine'",
])('it may not: %s', async (sql) => {
  await expect(functions.query(sql)).rejects.toThrow(DENIED);
});

test('it does not see the databases of other shards and kinds, nor one whose name only looks alike', async () => {
  const [visible] = await functions.query('SHOW DATABASES');
  expect((visible as { Database: string }[]).map(({ Database }) => Database)).toEqual(
    expect.arrayContaining(['information_schema', nameOf('e0')]),
  );
  expect(visible).toHaveLength(2);
  for (const shard of ['e1', 'u0', 'catalog'])
    await expect(functions.query(`SELECT 1 FROM \`${nameOf(shard)}\`.inbox`)).rejects.toThrow(DENIED);
  const owner = await createConnection(own.url('e0'));
  // An unescaped _ of a grant would stand for this x.
  const alike = nameOf('e0').replace('_', 'x');
  await owner.query(`CREATE DATABASE \`${alike}\``);
  await owner.query(`CREATE TABLE \`${alike}\`.inbox (a INT)`);
  await expect(functions.query(`SELECT 1 FROM \`${alike}\`.inbox`)).rejects.toThrow(DENIED);
  await owner.query(`DROP DATABASE \`${alike}\``);
  await owner.end();
});

test('a right that it was given besides is gone after the next start, and its password is the same', async () => {
  const owner = await createConnection(own.url('e0'));
  const { username } = new URL(functionUrl(own.url('e0')));
  await owner.query(`GRANT ALL PRIVILEGES ON *.* TO '${username}'@'127.0.0.1'`);
  const target = own.targets.find(({ name }) => name === 'e0');
  if (target) await grantFunctionAccount(target);
  const [grants] = await owner.query(`SHOW GRANTS FOR '${username}'@'127.0.0.1'`);
  const text = JSON.stringify(grants);
  expect(text).toMatch(/SELECT, INSERT, UPDATE, DELETE ON/);
  expect(text).not.toMatch(/ALL PRIVILEGES|GRANT OPTION|CREATE|DROP/);
  const again = await createConnection(functionUrl(own.url('e0')));
  await again.end();
  await owner.end();
});
