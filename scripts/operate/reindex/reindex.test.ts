import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newUlid } from '../../../functions/shared/ids.ts';
import { openPool } from '../../../functions/shared/mysql/pool.ts';
import { readShards, readShardMaps } from '../../platform/spec/shards.ts';
import { databaseOn } from '../../system/databases/database-targets.ts';
import { lookAtBuyers } from './buyer-words-again.ts';
import { lookAtListings } from './listings.ts';
import { writeRunning } from '../../servers/running.ts';
import { publishOn } from '../../testing/events.ts';
import { runScript, startScript } from '../../testing/run-script.ts';
import { startTestSystem, type Person, type TestSystem } from '../../testing/test-system.ts';
import { serverUrls } from '../../testing/servers/of-run.ts';
import { shardOfUser, writeWrongRows } from '../../testing/wrong-rows.ts';

const NOWHERE = 'mysql://nobody:secret@127.0.0.1:1/nowhere';
const TABLES: readonly [shard: string, table: string][] = [
  ['catalog', 'listings'],
  ['catalog', 'listing_sales'],
  ...['u0', 'u1'].flatMap((shard) =>
    ['order_records', 'event_facts'].map((table) => [shard, table] as [string, string]),
  ),
];
/** As if a system of `npm start` ran: this one. */
const folder = mkdtempSync(join(tmpdir(), 'seatmesh-reindex-'));
let system: TestSystem;
let urls: Record<string, string>;
let ada: Person;
let grace: Person;
let events: [e0: string, e1: string];
let drafted: string;
let orders: string[];
let right: string;

beforeAll(async () => {
  system = await startTestSystem();
  const { mysqlUrl, redisUrl, amqpUrl } = await serverUrls();
  const databases = (await readShards()).map(async ({ name }) => {
    const [rows] = await system.database(name).query<RowDataPacket[]>('SELECT DATABASE() AS name');
    return [name, databaseOn(mysqlUrl, String(rows[0]?.['name']), '')];
  });
  urls = Object.fromEntries(await Promise.all(databases)) as Record<string, string>;
  const ingressUrl = await system.platform.address('seatmesh-broker-ingress');
  await writeRunning(folder, { gatewayUrl: system.url, ingressUrl, mysqlUrl, redisUrl, amqpUrl, databases: urls });
  [ada, grace] = await Promise.all([system.user('Ada'), system.user('Grace')]);
  events = [await publishOn(system, ada, 'e0'), await publishOn(system, ada, 'e1')];
  drafted = await publishOn(system, ada, 'e0', { status: 'draft', title: 'Not yet' });
  orders = [await order(events[0], 'A-1-1'), await order(events[0], 'A-1-2'), await order(events[1], 'A-1-1')];
  await cancel(events[0], orders[1] ?? '');
  await system.ask('PATCH', `/v1/events/${events[0]}`, { token: ada.token, body: { title: 'Changed once' } });
  await system.platform.idle(60_000);
}, 120_000);
afterAll(async () => {
  await system.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await system.platform.idle(60_000);
  right = await state();
});

async function order(event: string, seat: string): Promise<string> {
  const placed = await system.ask('POST', `/v1/events/${event}/orders`, {
    token: grace.token,
    key: newUlid(),
    body: { seats: [seat] },
  });
  expect(placed.status).toBe(201);
  return String(placed.body.id);
}

async function cancel(event: string, id: string): Promise<void> {
  const cancelled = await system.ask('POST', `/v1/events/${event}/orders/${id}/cancel`, { token: grace.token });
  expect(cancelled.status).toBe(200);
}

/** Index and records, as text. */
async function state(): Promise<string> {
  return (await Promise.all(TABLES.map(rowsIn))).flat().toSorted().join('\n');
}

async function rowsIn([shard, table]: readonly [string, string]): Promise<string[]> {
  const [rows] = await system.database(shard).query<RowDataPacket[]>(`SELECT * FROM ${table}`);
  return rows.map((row) => `${shard} ${JSON.stringify(row)}`);
}

const cli = (args: string[] = [], env = {}) => runScript('reindex', [...args, '--data', folder], env);

const forge = (): Promise<number> => writeWrongRows(system, { ada, grace, events, drafted, orders });

test('0 when all is right, with nothing changed', async () => {
  const { code, output, errors } = await cli(['--dry-run']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(/^listings of e0: \d+ looked at, 0 differ\n[^]*\nall \d+ are right\n$/);
  expect((await cli()).output).toMatch(/ looked at, 0 set right\n$/);
  expect(await state()).toBe(right);
});

test('index and records that are gone are made anew, while people go on asking and ordering', async () => {
  for (const [shard, table] of TABLES) await system.database(shard).query(`DELETE FROM ${table}`);
  expect((await system.ask('GET', '/v1/events')).body.items).toEqual([]);
  const running = cli();
  const late = await order(events[1], 'A-1-9');
  const { code, output, errors } = await running;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(/^ {2}listing \S+: is missing\n[^]*^listings of e0: \d+ looked at, \d+ set right\n/m);
  await system.platform.idle(60_000);
  expect((await cli()).code).toBe(0); // what came between a reading and its writing
  expect((await cli(['--dry-run'])).code).toBe(0);
  const made = (await state()).split('\n');
  // All that anybody is shown; but the figures of the event that has sold one more.
  const shown = right
    .split('\n')
    .filter((row) => /^catalog .*"title"/.test(row) || row.startsWith(`${shardOfUser(grace)} `));
  expect(shown.length).toBeGreaterThanOrEqual(2 + orders.length);
  expect(shown.filter((row) => !made.includes(row))).toEqual([]);
  expect(made.filter((row) => row.includes(late))).toHaveLength(1);
  const { body } = await system.ask('GET', `/v1/users/${grace.id}/orders`, { token: grace.token });
  expect(body.items.map(({ id }: { id: string }) => id).toSorted()).toEqual([...orders, late].toSorted());
});

test('3 and a line for each difference in a dry run, which changes nothing', async () => {
  const wrong = await forge();
  const forged = await state();
  const { code, output } = await cli(['--dry-run']);
  expect(code).toBe(3);
  expect(output).toContain(`  listing ${events[0]}: version 2000000000, should be 2; differs in version, title\n`);
  expect(output).toContain(`  listing ${events[1]}: is missing\n`);
  expect(output).toContain(`  listing forged: should not be there\n`);
  expect(output).toContain(`  record ${orders[0]} of ${ada.id}: should not be there\n`);
  expect(output).toMatch(new RegExp(`record ${orders[1]} of ${grace.id}: differs in status, cancelled_at\n`));
  expect(output).toMatch(new RegExp(`\n${wrong} of \\d+ differ\n$`));
  expect(await state()).toBe(forged);
  expect((await cli()).code).toBe(0); // for the next test
});

test('0 once everything is what the events shards say; true events are believed again', async () => {
  const wrong = await forge();
  const { code, output, errors } = await cli();
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(new RegExp(`\n\\d+ looked at, ${wrong} set right\n$`));
  expect(await state()).toBe(right);
  expect((await cli()).output).toMatch(/ looked at, 0 set right\n$/);

  await system.ask('PATCH', `/v1/events/${events[0]}`, { token: ada.token, body: { title: 'Changed again' } });
  await cancel(events[0], orders[0] ?? '');
  await order(events[0], 'A-1-1');
  await system.platform.idle(60_000);
  const { body } = await system.ask('GET', `/v1/users/${grace.id}/orders/${orders[0]}`, { token: grace.token });
  expect(body).toMatchObject({ status: 'cancelled', event: { title: 'Changed again' } });
  const listed = await system.ask('GET', '/v1/events?q=again');
  expect(listed.body.items).toMatchObject([{ id: events[0], seatsLeft: 49 }]);
  expect((await cli(['--dry-run'])).code).toBe(0);
});

test('records of before say where an event is and when it ends', async () => {
  for (const shard of ['u0', 'u1'])
    await system.database(shard).query('UPDATE event_facts SET ends_at = NULL, venue = NULL');
  const path = `/v1/users/${grace.id}/orders/${orders[2]}`;
  const shown = async () => (await system.ask('GET', path, { token: grace.token })).body.event;
  expect(Object.keys(await shown())).toEqual(['id', 'title', 'startsAt']);
  expect((await cli()).code).toBe(0);
  expect(await shown()).toMatchObject({
    endsAt: expect.any(String),
    timeZone: 'Europe/Lisbon',
    venue: { city: 'Lisbon' },
  });
  expect(await state()).toBe(right);
});

test('what changes while it runs is not undone', async () => {
  const seats = Array.from({ length: 10 }, (_, index) => `A-2-${index + 1}`);
  for (const [index, seat] of seats.entries()) {
    const event = events[index % 2] ?? '';
    const running = cli();
    const id = await order(event, seat);
    if (index % 3 === 0) await cancel(event, id);
    await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { title: `Number ${index}` } });
    expect((await running).code).toBe(0);
    await system.database('catalog').query('UPDATE listings SET version = 2000000000 WHERE event_id = ?', [events[0]]);
  }
  await system.platform.idle(60_000);
  expect((await cli()).code).toBe(0); // the last forgery may have come after the last run
  expect((await cli(['--dry-run'])).code).toBe(0);
}, 180_000);

test('buyers are found again whose names a release before folded otherwise; who is gone meanwhile stays forgotten', async () => {
  const e0 = system.database('e0');
  const words = async (): Promise<unknown> => {
    const [found] = await e0.query<RowDataPacket[]>('SELECT buyer_words FROM orders WHERE id = ?', [orders[0]]);
    return found[0]?.['buyer_words'];
  };
  await e0.query("UPDATE orders SET buyer_name = 'Đặng Người', buyer_words = 'otherwise' WHERE id = ?", [orders[0]]);
  const dry = await cli(['--dry-run']);
  expect(dry).toMatchObject({
    code: 3,
    output: expect.stringContaining(`  buyer of ${orders[0]}: differs in words\n`),
  });
  expect((await cli()).output).toMatch(/\nbuyers of e0: \d+ looked at, 1 set right\n/);
  expect(await words()).toContain('dang nguoi\ndjang nguoi\n');

  const shard = openPool(urls['e0'] ?? '', 1);
  try {
    await e0.query("UPDATE orders SET buyer_words = 'otherwise' WHERE id = ?", [orders[0]]);
    const [difference] = await lookAtBuyers(shard)([orders[0] ?? '']);
    await e0.query('UPDATE orders SET buyer_name = NULL, buyer_email = NULL, buyer_words = NULL WHERE id = ?', [
      orders[0],
    ]);
    await difference?.mend();
    expect(await words()).toBeNull();
  } finally {
    await shard.end();
  }
});

test('a row that was changed after it was looked at is left alone', async () => {
  const [shard, catalog] = [openPool(urls['e0'] ?? '', 2), openPool(urls['catalog'] ?? '', 2)];
  try {
    const databases = { catalog, events: new Map([['e0', shard]]), users: new Map(), maps: await readShardMaps() };
    const set = (version: number) =>
      catalog.query('UPDATE listings SET version = ? WHERE event_id = ?', [version, events[0]]);
    await set(4_000_000);
    const [difference] = await lookAtListings(databases, shard)([events[0]]);
    await set(4_000_001);
    await difference?.mend();
    const [[row]] = await catalog.query<RowDataPacket[]>('SELECT version FROM listings WHERE event_id = ?', [
      events[0],
    ]);
    expect(row?.['version']).toBe(4_000_001);
    expect((await cli()).code).toBe(0);
  } finally {
    await Promise.all([shard.end(), catalog.end()]);
  }
});

test('1 and a mark when a shard is away; the next run goes on there', async () => {
  await forge();
  const away = await cli([], { MYSQL_E1: NOWHERE });
  expect(away).toMatchObject({
    code: 1,
    errors:
      'shard e1 and those it is compared with: does not answer (ECONNREFUSED); go on with: npm run reindex -- --after listings:e1:\n',
  });
  const { code, output } = await cli(['--after', 'listings:e1:']);
  expect(code).toBe(0);
  expect(output).toMatch(/^ {2}listing \S+: is missing\n[^]*\nlistings of e1: \d+ looked at, 2 set right\n/);
  expect(output).not.toContain('listings of e0');
  expect(await state()).toBe(right);
});

test('1 and a mark when it is told to end', async () => {
  const run = startScript('reindex', ['--data', folder]);
  await system.until('it has begun', async () => run.said.output.length > 0, 30_000);
  run.child.kill('SIGINT');
  const { code, errors } = await run.ended;
  // It may have been about to end by itself.
  const outcomes = /^0 $|^1 ended; go on with: npm run reindex -- --after [a-z-]+:\w+:\S*\n$/;
  expect(`${code} ${errors}`).toMatch(outcomes);
});
