import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knex from 'knex';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type OwnDatabases, ownDatabases } from '../../testing/servers/own-databases.ts';
import { runScript } from '../../testing/run-script.ts';
import { down, up } from '../../../migrations/events/0003_order_items.ts';
import { migrateShards, type Step } from './run-migrations.ts';
import { serverUrl } from '../../testing/servers/of-run.ts';

const TABLES = {
  users: [
    'closed_accounts',
    'dead_letters',
    'email_claims',
    'event_facts',
    'follow_ups',
    'inbox',
    'mail_tokens',
    'order_records',
    'outbox',
    'refresh_tokens',
    'sessions',
    'users',
  ],
  events: [
    'block_seats',
    'blocks',
    'buyer_seats',
    'closed_organizers',
    'dead_letters',
    'discarded_events',
    'event_plans',
    'events',
    'inbox',
    'orders',
    'outbox',
    'sales',
    'seat_claims',
    'seat_repairs',
    'slots',
  ],
  catalog: ['dead_letters', 'inbox', 'listing_sales', 'listings'],
} as const;
const NOWHERE = 'mysql://nobody:secret@127.0.0.1:1/nowhere';

/** A folder on which nothing runs. */
const folder = mkdtempSync(join(tmpdir(), 'seatmesh-migrate-'));
let own: OwnDatabases;

beforeEach(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
});
afterEach(() => own.drop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function migrate(step: Step): Promise<string[]> {
  const lines: string[] = [];
  await migrateShards(own.targets, step, (line) => lines.push(line));
  return lines.map((line) => line.replace(/, \d+ ms$/, ''));
}

const cli = (...args: string[]) => runScript('migrate', [...args, '--data', folder], own.env);

async function query(shard: string, sql: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(own.url(shard));
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  await connection.end();
  return rows;
}

/** Without Knex' own. */
async function tablesOf(shard: string): Promise<string[]> {
  const rows = await query(shard, 'SHOW TABLES');
  return rows
    .map((row) => String(Object.values(row)[0]))
    .filter((name) => !name.startsWith('migrations'))
    .toSorted();
}

const all = (outcome: (kind: keyof typeof TABLES) => string): string[] =>
  own.targets.map(({ name, kind }, index) => `[${index + 1}/5] ${name} (${kind}): ${outcome(kind)}`);

const STEPS = {
  users: [
    '0001_accounts_and_records.ts',
    '0002_account_changes.ts',
    '0003_end_and_venue.ts',
    '0004_when_changed.ts',
    '0005_token_parents.ts',
  ],
  events: [
    '0001_events_and_orders.ts',
    '0002_blocks.ts',
    '0003_order_items.ts',
    '0004_account_age.ts',
    '0005_closed_organizers.ts',
    '0006_sale_and_doors.ts',
    '0007_terms_of_orders.ts',
    '0008_buyers_of_orders.ts',
    '0009_when_orders_changed.ts',
    '0010_discarded_events.ts',
    '0011_event_plans.ts',
    '0012_moving_slots.ts',
    '0013_on_sales.ts',
  ],
  catalog: [
    '0001_listings.ts',
    '0002_organizers.ts',
    '0003_name_keys.ts',
    '0004_what_listings_show.ts',
    '0005_local_days.ts',
    '0006_when_changed.ts',
  ],
};

test('up makes every table on every shard, with a line for each; a second up changes nothing', async () => {
  expect(await migrate('up')).toEqual(all((kind) => `migrated ${STEPS[kind].join(', ')}`));
  for (const { name, kind } of own.targets) expect(await tablesOf(name)).toEqual(TABLES[kind]);
  await query(
    'u0',
    "INSERT INTO event_facts (event_id, version, title, starts_at) VALUES ('evt', 1, 'kept', UTC_TIMESTAMP(3))",
  );
  expect(await migrate('up')).toEqual(all(() => 'up to date'));
  expect(await query('u0', 'SELECT title FROM event_facts')).toEqual([{ title: 'kept' }]);
});

test('status tells what is to do, before and after, and makes no database', async () => {
  expect(await migrate('status')).toEqual(all(() => 'no database yet'));
  await expect(query('u0', 'SELECT 1')).rejects.toThrow(/Unknown database/);
  await migrate('up');
  expect(await migrate('status')).toEqual(all((kind) => `${STEPS[kind].length} done, 0 to do`));
});

test('down takes every table back, and up makes them again', async () => {
  expect(await migrate('down')).toEqual(all(() => 'nothing to take back'));
  await migrate('up');
  expect(await migrate('down')).toEqual(all((kind) => `taken back ${STEPS[kind].toReversed().join(', ')}`));
  for (const { name } of own.targets) expect(await tablesOf(name)).toEqual([]);
  expect(await migrate('status')).toEqual(
    all((kind) => `0 done, ${STEPS[kind].length} to do, ${STEPS[kind].join(', ')}`),
  );
  expect(await migrate('down')).toEqual(all(() => 'nothing to take back'));
  await migrate('up');
  for (const { name, kind } of own.targets) expect(await tablesOf(name)).toEqual(TABLES[kind]);
});

test('several at once take turns: each ends well, and each step is done once', async () => {
  const lines = (await Promise.all([migrate('up'), migrate('up'), migrate('up')])).flat();
  expect(lines.filter((line) => line.includes('migrated')).toSorted()).toEqual(
    all((kind) => `migrated ${STEPS[kind].join(', ')}`).toSorted(),
  );
  expect(lines.filter((line) => line.includes('up to date'))).toHaveLength(10);
});

test('a run that was killed half-way, its lock and half of its tables left behind, is made whole', async () => {
  await migrate('up');
  await query('e0', 'DROP TABLE orders');
  await query('e0', 'DELETE FROM migrations');
  await query('e0', 'UPDATE migrations_lock SET is_locked = 1');
  expect(await migrate('up')).toContain(`[3/5] e0 (events): migrated ${STEPS.events.join(', ')}`);
  expect(await tablesOf('e0')).toEqual(TABLES.events);
});

test('items that orders had in rows of their own move into them, with nothing lost either way', async () => {
  await migrate('up');
  const items = '[[3, "A-1-4", 5000], [4, "A-1-5", 4500]]';
  await query(
    'e0',
    `INSERT INTO orders (id, event_id, buyer_id, idempotency_key, fingerprint, version, status, total_cents, currency, created_at, items)
     VALUES ('ord_1', 'evt_1', 'usr_1', 'k', UNHEX(REPEAT('07', 32)), 1, 'confirmed', 9500, 'EUR', '2030-01-01', '${items}')`,
  );
  const database = knex({ client: 'mysql2', connection: own.url('e0') });
  try {
    await down(database);
    expect(await query('e0', 'SELECT * FROM order_items ORDER BY seat')).toEqual([
      { order_id: 'ord_1', seat: 3, label: 'A-1-4', price_cents: 5000 },
      { order_id: 'ord_1', seat: 4, label: 'A-1-5', price_cents: 4500 },
    ]);
    await up(database);
  } finally {
    await database.destroy();
  }
  const [row] = await query('e0', 'SELECT items FROM orders');
  expect(JSON.parse(row?.['items'] as string)).toEqual(JSON.parse(items));
  expect(await tablesOf('e0')).toEqual(TABLES.events);
});

test('a shard that is away is named, without its password; those before it keep what they got', async () => {
  const outcome = await runScript('migrate', ['up', '--data', folder], { ...own.env, MYSQL_E0: NOWHERE });
  expect(outcome).toMatchObject({
    code: 1,
    errors: 'shard e0 at 127.0.0.1:1: does not answer (ECONNREFUSED)\n',
  });
  // A busy machine has lines of progress, too.
  const lines = outcome.output.split('\n').filter((line) => !line.endsWith(' so far'));
  expect(lines.map((line) => line.replace(/, \d+ ms$/, ''))).toEqual([
    ...all((kind) => `migrated ${STEPS[kind].join(', ')}`).slice(0, 2),
    '',
  ]);
  expect(await tablesOf('u1')).toEqual(TABLES.users);
  await expect(query('e1', 'SELECT 1')).rejects.toThrow(/Unknown database/);
  const repeated = await cli('up');
  expect(repeated.code).toBe(0);
  expect(repeated.output.match(/up to date/g)).toHaveLength(2);
  expect(await tablesOf('catalog')).toEqual(TABLES.catalog);
});

test('a statement that fails: one line with what the server said, not the statement', async () => {
  await migrateShards(own.targets.slice(0, 1), 'up', () => {});
  const id = 'id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin';
  await query('u0', `CREATE TABLE bookmarks (${id}, FOREIGN KEY (id) REFERENCES users (id))`);
  await expect(migrate('down')).rejects.toThrow(/^shard u0 at [\d.:]+: [^\n]*foreign key constraint fails[^\n]*$/);
});

test('down drops data: only with --yes', async () => {
  await migrate('up');
  expect(await cli('down', '--shard', 'u0')).toMatchObject({
    code: 1,
    output: '',
    errors: 'down drops tables and all data in them (u0): add --yes if you mean it\n',
  });
  expect(await tablesOf('u0')).toEqual(TABLES.users);
  expect((await cli('down', '--yes', '--shard', 'u0')).code).toBe(0);
  expect(await tablesOf('u0')).toEqual([]);
  expect(await tablesOf('u1')).toEqual(TABLES.users);
});

test.each<[string[], string, number]>([
  [['status', '--shard', 'u7'], 'no shard is named u7; there are: u0, u1, e0, e1, catalog\n', 1],
  [[], 'say what to do: npm run migrate -- up | down | status\n', 2],
  [['sideways'], 'say what to do: npm run migrate -- up | down | status\n', 2],
  [['up', '--fast'], "Unknown option '--fast' (see --help)\n", 2],
])('one line for %j', async (args, errors, code) => {
  expect(await cli(...args)).toEqual({ code, output: '', errors });
});

test('without a URL and a running system: how to say where the databases are', async () => {
  expect(await runScript('migrate', ['status', '--data', folder])).toEqual({
    code: 1,
    output: '',
    errors:
      `where is shard u0? No system runs on ${folder}: start it, name its data folder with --data, ` +
      'or set MYSQL_URL (one server for all) or MYSQL_U0\n',
  });
});

test('MYSQL_<SHARD> goes before MYSQL_URL', async () => {
  const outcome = await runScript('migrate', ['status', '--shard', 'u0', '--shard', 'u1', '--data', folder], {
    MYSQL_URL: NOWHERE,
    MYSQL_U0: own.url('u0'),
  });
  expect(outcome.output).toMatch(/^\[1\/2\] u0 \(users\): no database yet, \d+ ms\n$/);
  expect(outcome.errors).toBe('shard u1 at 127.0.0.1:1: does not answer (ECONNREFUSED)\n');
  expect((await cli('--help')).output).toMatch(/^npm run migrate/);
});
