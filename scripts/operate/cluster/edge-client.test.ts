/** Who asks a deployed system over connections that are kept. */
import { once } from 'node:events';
import { Agent, createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askEdge, type EdgePlace } from './edge-client.ts';

let server: Server;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterEach(() => {
  agent.destroy();
  server.close();
});

async function placeOf(answer: RequestListener): Promise<EdgePlace> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}`), agent, isForwarded: true };
}

test('what has come to the edge is not asked again because its connection ended, also where it waited for one', async () => {
  let came = 0;
  const place = await placeOf((request, response) => {
    came += 1;
    if (came === 1) response.end('{}');
    else request.socket.destroy();
  });
  const both = await Promise.allSettled([askEdge(place, '/first'), askEdge(place, '/second', { method: 'POST' })]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(came).toBe(2);
});

test('a connection that is used a hundred times is listened to once', async () => {
  const listeners: number[] = [];
  const place = await placeOf((_, response) => {
    for (const socket of Object.values(agent.sockets).flat()) listeners.push(socket?.listenerCount('connect') ?? 0);
    response.end('{}');
  });
  await Promise.all(Array.from({ length: 100 }, (_, index) => askEdge(place, `/${index}`)));
  expect(listeners).toHaveLength(100);
  expect(Math.max(...listeners)).toBeLessThanOrEqual(1);
});
