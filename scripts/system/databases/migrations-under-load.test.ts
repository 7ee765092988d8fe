/** A database server that has much to do, and lets connections go. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OwnDatabases, ownDatabases } from '../../testing/servers/own-databases.ts';
import { serverUrl } from '../../testing/servers/of-run.ts';
import type { Target } from './database-targets.ts';
import { migrateShards } from './run-migrations.ts';

let own: OwnDatabases;
let sockets: Socket[];
/** Whether a connection is let go that has sent this; the first is number 1. */
let cuts: (number: number, sent: string) => boolean;

const server = createServer({ pauseOnConnect: true }, (socket) => {
  sockets.push(socket);
  const number = sockets.length;
  const { hostname, port } = new URL(own.targets[0]?.url ?? '');
  const upstream = connect(Number(port), hostname);
  const end = (): void => {
    upstream.destroy();
    socket.resetAndDestroy();
  };
  for (const side of [socket, upstream]) side.on('error', () => {});
  socket.on('close', () => upstream.destroy());
  upstream.on('close', () => socket.destroy());
  if (cuts(number, '')) return end();
  socket.on('data', (bytes) => {
    if (cuts(number, bytes.toString('latin1'))) end();
    else upstream.write(bytes);
  });
  upstream.pipe(socket);
  socket.resume();
});

beforeEach(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
  sockets = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await own.drop();
});

/** The first shard, by way of the server that lets connections go. */
function throughServer(): Target[] {
  const [first] = own.targets as [Target];
  const url = new URL(first.url);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return [{ ...first, url: url.href }];
}

test('connections that are reset are asked for again, and what is to be done is done once', async () => {
  cuts = (number) => number <= 2 || number === 4;
  const lines: string[] = [];
  await migrateShards(throughServer(), 'up', (line) => lines.push(line));
  expect(lines).toEqual([expect.stringMatching(/: migrated 0001_/)]);
});

test('a server that resets every connection is asked four times', async () => {
  cuts = () => true;
  await expect(migrateShards(throughServer(), 'up', () => {})).rejects.toThrow(/does not answer/);
  expect(sockets).toHaveLength(4);
});

test('a connection that is lost in a migration is not asked for again: the server may still be at it', async () => {
  let turns = 0;
  cuts = (_, sent) => {
    if (sent.includes('GET_LOCK')) turns++;
    return sent.includes('CREATE TABLE IF NOT EXISTS');
  };
  await expect(migrateShards(throughServer(), 'up', () => {})).rejects.toThrow(/does not answer/);
  expect(turns).toBe(1);
});
