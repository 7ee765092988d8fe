/** Migrations that change the data of whole tables: in steps, with progress, and again after they were killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import knex from 'knex';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { down } from '../../../migrations/events/0003_order_items.ts';
import { type OwnDatabases, ownDatabases } from '../../testing/servers/own-databases.ts';
import { serverUrl } from '../../testing/servers/of-run.ts';
import { migrateShards } from './run-migrations.ts';

const ORDERS = 3_000;
const ROWS = 50;

let own: OwnDatabases;
beforeEach(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
});
afterEach(() => own.drop());

async function query(shard: string, sql: string): Promise<RowDataPacket[]> {
  const connection = await createConnection({ uri: own.url(shard), multipleStatements: true });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

const number = 'ROW_NUMBER() OVER (ORDER BY a.n, b.n)';
const TENS = `(SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)`;
const MANY = `${TENS} a, (SELECT x.n * 100 + y.n * 10 + z.n n FROM ${TENS} x, ${TENS} y, ${TENS} z) b`;

/** An events shard as it was before 0003, with orders of one to three seats. */
async function eventsOfBefore(): Promise<void> {
  const target = own.targets.filter(({ name }) => name === 'e0');
  await migrateShards(target, 'up', () => {});
  const database = knex({ client: 'mysql2', connection: own.url('e0') });
  try {
    await down(database);
  } finally {
    await database.destroy();
  }
  await query(
    'e0',
    `DELETE FROM migrations WHERE name >= '0003';
     INSERT INTO orders (id, event_id, buyer_id, idempotency_key, fingerprint, version, status, total_cents, currency, created_at)
     SELECT CONCAT('ord_', LPAD(i, 6, '0')), CONCAT('evt_', i % 7), 'usr', i, UNHEX(REPEAT('07', 32)), 1, 'confirmed', 1, 'EUR', '2030-01-01'
     FROM (SELECT ${number} AS i FROM ${MANY} LIMIT ${ORDERS}) numbers;
     INSERT INTO order_items SELECT id, seat, CONCAT('A-1-', seat), 100 FROM orders
       JOIN (SELECT 1 seat UNION SELECT 2 UNION SELECT 3) seats ON seat <= 1 + CRC32(id) % 3;
     ANALYZE TABLE orders`,
  );
}

/** Per seat number, so that nothing is lost, doubled or moved to another order. */
const inRows = () =>
  query(
    'e0',
    'SELECT order_id AS id, GROUP_CONCAT(seat ORDER BY seat) AS seats FROM order_items GROUP BY order_id ORDER BY order_id',
  );
const inOrders = async () =>
  (await query('e0', 'SELECT id, items FROM orders ORDER BY id')).map(({ id, items }) => ({
    id: id as string,
    seats: (JSON.parse(items as string) as [number, string, number][]).map(([seat]) => seat).join(','),
  }));

test('goes in steps and says how far it is', async () => {
  await eventsOfBefore();
  const before = await inRows();
  const lines: string[] = [];
  const target = own.targets.filter(({ name }) => name === 'e0');
  await migrateShards(target, 'up', (line) => lines.push(line), { everyMs: 1, rows: ROWS });
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^\[1\/1\] e0 \(events\): 0003_order_items\.ts, orders, [\d,]+ rows of about [\d,]+, \d+ s so far$/,
    ),
  );
  expect(lines.at(-1)).toMatch(/migrated 0003_order_items\.ts, /);
  expect(await inOrders()).toEqual(before);
}, 60_000);

/** A run of its own that is killed as soon as it has said something of a step. */
const KILLED = `
  import { migrateShards } from ${JSON.stringify(join(import.meta.dirname, 'run-migrations.ts'))};
  const say = (line) => { if (line.includes('rows of about')) process.kill(process.pid, 'SIGKILL'); };
  await migrateShards(JSON.parse(process.env.TARGETS), 'up', say, { everyMs: 1, rows: ${ROWS} });`;

test('killed between two steps, again and again, it is made whole by the next run, with nothing lost', async () => {
  await eventsOfBefore();
  const before = await inRows();
  const env = { TARGETS: JSON.stringify(own.targets.filter(({ name }) => name === 'e0')) };
  for (const _ of [1, 2]) {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', KILLED], {
      env,
      stdio: 'inherit',
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    const [left] = await query('e0', "SELECT COUNT(*) AS count FROM orders WHERE items = ''");
    expect(left?.['count']).toBeGreaterThan(0);
    expect(left?.['count']).toBeLessThan(ORDERS);
  }
  await migrateShards(
    own.targets.filter(({ name }) => name === 'e0'),
    'up',
    () => {},
  );
  expect(await inOrders()).toEqual(before);
}, 60_000);

test('accounts get claims of their addresses in steps, those that have one keep it', async () => {
  const target = own.targets.filter(({ name }) => name === 'u0');
  await migrateShards(target, 'up', () => {});
  await query(
    'u0',
    `INSERT INTO users (id, email, name, password_hash, created_at)
     SELECT CONCAT('usr_000_', LPAD(i, 26, '0')), CONCAT(i, '@example.com'), 'Ada', 'x', '2030-01-01'
     FROM (SELECT ${number} AS i FROM ${MANY} LIMIT 1234) numbers;
     INSERT INTO email_claims VALUES ('7@example.com', 'somebody', 'else', 1, '2030-01-01');
     DELETE FROM migrations WHERE name >= '0002'`,
  );
  await migrateShards(target, 'up', () => {}, { rows: ROWS });
  const [claims] = await query(
    'u0',
    'SELECT COUNT(*) AS count FROM email_claims JOIN users ON users.id = user_id AND users.email = email_claims.email',
  );
  expect(claims).toEqual({ count: 1233 });
  expect(await query('u0', "SELECT user_id FROM email_claims WHERE email = '7@example.com'")).toEqual([
    { user_id: 'somebody' },
  ]);
}, 60_000);
