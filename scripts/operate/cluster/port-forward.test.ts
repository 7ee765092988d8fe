/** A way to a Service that is begun anew when it has ended. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askEdge } from './edge-client.ts';
import { Kubectl } from './kubectl.ts';
import { withPortForward } from './port-forward.ts';

let server: Server;
let asked = 0;
beforeEach(async () => {
  asked = 0;
  server = createServer((_request, response) => void response.end(String(++asked)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env['TARGET'] = String((server.address() as AddressInfo).port);
  process.env['KUBECTL'] = join(import.meta.dirname, 'fixtures/forwarding.mjs');
});
afterEach(() => {
  delete process.env['TARGET'];
  delete process.env['KUBECTL'];
  server.close();
});

test('kubectl ends with each connection, and each request is answered once', { timeout: 60_000 }, async () => {
  const cluster = new Kubectl({ context: undefined, namespace: 'seatmesh' });
  const answers = await withPortForward(cluster, 'edge-istio', 443, async (local) => {
    const place = { url: local, isForwarded: true };
    const bodies: string[] = [];
    for (let request = 0; request < 3; request += 1) bodies.push((await askEdge(place, '/')).body);
    return bodies;
  });
  expect(answers).toEqual(['1', '2', '3']);
  // Nobody is left behind it.
  await expect(askEdge({ url: new URL('http://127.0.0.1:1/') }, '/')).rejects.toThrow('ECONNREFUSED');
});

test('what was sent and not answered is not sent again', { timeout: 60_000 }, async () => {
  server.removeAllListeners('request');
  server.on('request', (request) => {
    asked += 1;
    request.socket.destroy();
  });
  const url = new URL(`http://127.0.0.1:${process.env['TARGET']}`);
  await expect(askEdge({ url, isForwarded: true }, '/')).rejects.toThrow('socket hang up');
  expect(asked).toBe(1);
});
