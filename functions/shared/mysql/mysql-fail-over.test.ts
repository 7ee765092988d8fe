import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDataFolder } from '../../../scripts/servers/data-folder.ts';
import { thisMachine } from '../../../scripts/servers/machine.ts';
import { startMariadb } from '../../../scripts/servers/mariadb.ts';
import { openWire, type Wire } from '../../../scripts/testing/servers/wire.ts';
import { createConnection } from 'mysql2/promise';
import { rows, write } from './statements.ts';
import { openPool } from './pool.ts';
import { transaction } from './transaction.ts';

const closers: (() => unknown)[] = [];
let urls: string[];
let wire: Wire;

beforeAll(async () => {
  urls = await Promise.all([startServer(), startServer()]);
  wire = await openWire(urls[0] ?? '');
  closers.push(() => wire.close());
}, 60_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

async function startServer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-fail-over-'));
  const data = await openDataFolder(folder);
  const signal = new AbortController().signal;
  const { url, running } = await startMariadb({ data, machine: thisMachine(), throwaway: true, signal });
  closers.push(async () => {
    for (const server of running) await server.stop();
    await data.release();
    await rm(folder, { recursive: true, force: true });
  });
  await tell(
    url,
    'CREATE DATABASE shop',
    'CREATE TABLE shop.orders (id VARCHAR(20) PRIMARY KEY)',
    // Not one that may write to what is read-only.
    "CREATE USER shop@'%' IDENTIFIED BY 'shop'",
    "GRANT ALL PRIVILEGES ON shop.* TO shop@'%'",
  );
  return url;
}

async function tell(url: string, ...statements: string[]): Promise<void> {
  const connection = await createConnection(url);
  for (const sql of statements) await connection.query(sql);
  await connection.end();
}

test('the old primary is up and read-only: orders go to the new one, and no answer is in doubt', async () => {
  const pool = openPool(`mysql://shop:shop@127.0.0.1:${new URL(wire.url).port}/shop`, 4);
  const order = (id: string) =>
    transaction(pool, (connection) => write(connection, 'INSERT INTO orders (id) VALUES (?)', [id]));
  await Promise.all(['a', 'b', 'c', 'd'].map(order));
  await tell(urls[0] ?? '', 'SET GLOBAL read_only = 1');
  const [readOnly] = await rows<{ ro: number }>(pool, 'SELECT @@read_only AS ro');
  expect(readOnly).toEqual({ ro: 1 });
  wire.aim(Number(new URL(urls[1] ?? '').port));
  const sold = await Promise.allSettled(['e', 'f', 'g', 'h', 'i', 'j'].map(order));
  expect(sold.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'fulfilled'));
  expect(await rows(pool, 'SELECT id FROM orders ORDER BY id')).toHaveLength(6);
  await pool.end();
});
