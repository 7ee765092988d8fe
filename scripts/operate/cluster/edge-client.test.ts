/** Who asks a deployed system over connections that are kept. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { askEdge, type EdgePlace, findEdge } from './edge-client.ts';
import { Kubectl } from './kubectl.ts';

let server: Server | undefined;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterEach(() => {
  agent.destroy();
  server?.close();
});

async function placeOf(answer: RequestListener): Promise<EdgePlace> {
  const own = createServer(answer).listen(0, '127.0.0.1');
  server = own;
  await once(own, 'listening');
  const { port } = own.address() as AddressInfo;
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

test('a Gateway that has only an address of the cluster asks for another way, once', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-edge-'));
  try {
    const gateway = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'seatmesh' },
      spec: { listeners: [{ name: 'https', protocol: 'HTTPS', hostname: 'tickets.example.org' }] },
      status: { addresses: [{ type: 'Hostname', value: 'edge-istio.seatmesh.svc.cluster.local' }] },
    };
    await writeFile(
      join(folder, 'objects.json'),
      JSON.stringify({ 'Gateway.gateway.networking.k8s.io/edge': gateway }),
    );
    vi.stubEnv('FAKE_CLUSTER', folder);
    const place = { context: undefined, namespace: 'seatmesh' };
    const cluster = new Kubectl(place, join(import.meta.dirname, 'fixtures/kubectl.mjs'));
    const given = { to: undefined, ca: undefined, insecure: false };
    await expect(findEdge(cluster, given)).rejects.toThrow(
      /at edge-istio\.seatmesh\.svc\.cluster\.local:443, .* --to HOST:PORT.* port-forward service\/edge-istio/,
    );
    expect((await findEdge(cluster, { ...given, to: '127.0.0.1:8443' })).connectTo).toEqual({
      host: '127.0.0.1',
      port: 8443,
    });
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  }
});
