import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { parseShardMap } from '../slots.ts';
import { openShards } from './databases.ts';

const NAMES = Array.from({ length: 16 }, (_, index) => `e${index}`);
const MAP = NAMES.map((name, index) => `${name}=${index.toString(16)}00-${index.toString(16)}ff`).join(',');

let servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  servers = [];
});

/** Shards whose servers only count who comes. */
async function openCounted(): Promise<{ reached: Set<string>; databases: ReturnType<typeof openShards> }> {
  const reached = new Set<string>();
  const urls = await Promise.all(
    NAMES.map(async (name) => {
      const server = createServer((socket) => {
        reached.add(name);
        socket.destroy();
      });
      servers.push(server.listen(0, '127.0.0.1'));
      await once(server, 'listening');
      return [name, `mysql://nobody:x@127.0.0.1:${(server.address() as AddressInfo).port}/x`] as const;
    }),
  );
  return { reached, databases: openShards({ map: parseShardMap(MAP), urls: new Map(urls) }) };
}

test('a process that serves many shards asks two of them at its start, and no other before it is needed', async () => {
  const { reached, databases } = await openCounted();
  expect(databases.inUse()).toEqual([]);
  expect([await databases.letsIn(), await databases.letsIn()]).toEqual([true, true]);
  expect(reached.size).toBe(2);
  expect(databases.inUse().map(({ name }) => name)).toEqual(expect.arrayContaining([...reached]));
  databases.ofSlot(0xf00);
  expect(databases.inUse().map(({ name }) => name)).toContain('e15');
  expect(databases.all()).toHaveLength(NAMES.length);
  expect(reached.size).toBe(2);
  await databases.close();
});
