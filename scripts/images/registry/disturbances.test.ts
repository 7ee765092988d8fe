/** Pushing to a registry that fails, refuses, or has something already. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';
import { type Image, imageOf, layerOf } from '../oci.ts';
import { RegistryClient } from './client.ts';
import { type Disturbance, disturbed } from './fixtures/disturbed.ts';
import { startRegistry, type TestRegistry, whyNoRegistry } from './fixtures/registry.ts';
import { askIfLetIn, pushImages } from './push.ts';

/** Undefined: there is one. */
const reason = await whyNoRegistry();
let registry: TestRegistry | undefined;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await registry?.stop();
  registry = undefined;
});

async function imageWith(text: string): Promise<Image> {
  const layer = await layerOf([{ path: 'app/index.cjs', content: Buffer.alloc(300_000, text) }], 'zstd');
  const rest = { user: 1, folder: '/app', command: ['/app'], env: {}, labels: {} };
  return imageOf({ name: 'book', architecture: 'amd64', layers: [layer], ...rest });
}

async function push(host: string, image: Image): Promise<string[]> {
  const lines: string[] = [];
  const client = new RegistryClient({ host, credentials: undefined });
  await pushImages(client, 'seatmesh', [image], '1.2.3', (line) => lines.push(line));
  return lines;
}

async function before(disturb: (line: string) => Disturbance) {
  registry ??= await startRegistry();
  const made = await disturbed(registry.host, disturb);
  servers.push(made.server);
  return made;
}

const digestAt = async (reference: string): Promise<string | null> => {
  const url = `http://${registry!.host}/v2/seatmesh/book/manifests/${reference}`;
  const answer = await fetch(url, { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } });
  await answer.body?.cancel();
  return answer.ok ? answer.headers.get('docker-content-digest') : null;
};

test.skipIf(reason !== undefined)(
  'a connection that breaks in the middle of a layer: it is sent anew from its beginning, and is there whole',
  async () => {
    let cuts = 0;
    const { host } = await before((line) => (line.startsWith('PATCH ') && (cuts += 1) === 1 ? 'cut' : undefined));
    const image = await imageWith('a');
    const [line] = await push(host, image);
    expect(line).toContain(image.manifest.descriptor.digest);
    expect(cuts).toBe(3); // the layer twice, the configuration
    expect(await digestAt('1.2.3')).toBe(image.manifest.descriptor.digest);
  },
);

test.skipIf(reason !== undefined)(
  'a registry that takes nothing any more in the middle: its code is said, and no image is there; the next run sends what is missing',
  async () => {
    const full = { status: 507, body: '{"errors":[{"code":"TOOBIG","message":"quota"}]}' };
    const { host } = await before((line) => (line.startsWith('PATCH ') ? full : undefined));
    const image = await imageWith('a');
    await expect(push(host, image)).rejects.toThrow(/^127\.0\.0\.1:\d+: PATCH \S+: 507 TOOBIG: quota$/);
    expect(await digestAt('1.2.3')).toBeNull();
    expect(await push(registry!.host, image)).toHaveLength(1);
    expect(await digestAt('1.2.3')).toBe(image.manifest.descriptor.digest);
  },
);

test.skipIf(reason !== undefined)(
  'a tag of the same image is left alone, so that registries with fixed tags take a repeated push; one of another is moved, and said',
  async () => {
    const [first, second] = [await imageWith('a'), await imageWith('b')];
    const { host, came } = await before(() => undefined);
    const puts = () => came.filter((line) => /^PUT .*\/manifests\/1\.2\.3$/.test(line)).length;
    await push(host, first);
    expect((await push(host, first))[0]).toMatch(/\(0\.0 MB sent\)$/);
    expect(puts()).toBe(1);
    expect((await push(host, second))[0]).toContain(`; 1.2.3 was ${first.manifest.descriptor.digest})`);
    expect(await digestAt('1.2.3')).toBe(second.manifest.descriptor.digest);
  },
);

test.skipIf(reason !== undefined)(
  'a tag that may not be moved: the image is there by its digest, and what to do is said',
  async () => {
    const [first, second] = [await imageWith('a'), await imageWith('b')];
    const fixed = { status: 400, body: '{"errors":[{"code":"TAG_INVALID","message":"it is immutable"}]}' };
    let isFixed = false;
    const { host } = await before((line) => (isFixed && /^PUT .*\/manifests\/1\.2\.3$/.test(line) ? fixed : undefined));
    await push(host, first);
    isFixed = true;
    await push(host, first);
    await expect(push(host, second)).rejects.toThrow(
      new RegExp(
        `400 TAG_INVALID: it is immutable; 1\\.2\\.3 is ${first.manifest.descriptor.digest} there: --tag gives`,
      ),
    );
    expect(await digestAt(second.manifest.descriptor.digest)).toBe(second.manifest.descriptor.digest);
    expect(await digestAt('1.2.3')).toBe(first.manifest.descriptor.digest);
  },
);

test('a server that speaks no TLS: asked once, and --plain-http is named', async () => {
  const sockets = createSocketServer((socket) => {
    came += 1;
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
  }).listen(0, '127.0.0.1');
  let came = 0;
  await once(sockets, 'listening');
  const { port } = sockets.address() as { port: number };
  const client = new RegistryClient({ host: `0.0.0.0:${port}`, credentials: undefined });
  await expect(askIfLetIn(client, 'seatmesh/book')).rejects.toThrow('(if it speaks no TLS: --plain-http)');
  expect(came).toBe(1);
  sockets.close();
});

test('who is not let in, or has named no overlay, learns it before anything is made', async () => {
  const server = createServer((_, res) => res.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end());
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const place = `127.0.0.1:${(server.address() as { port: number }).port}/seatmesh`;
  const env = { DOCKER_CONFIG: '/nowhere', REGISTRY_USER: 'ada', REGISTRY_PASSWORD: 'wrong' };
  const refused = await runScript('image', ['--push', place, 'warm'], env);
  expect([refused.code, refused.output]).toEqual([1, '']);
  expect(refused.errors).toMatch(/^127\.0\.0\.1:\d+: HEAD \S+: 401 it does not take this name and password\n$/);
  const lost = await runScript('image', ['--push', place, '--overlay', '/nowhere/eks'], env);
  expect(lost.errors).toBe('/nowhere/eks is no overlay: it has no kustomization.yaml\n');
});

test('who has an identity token gets tokens for it, as OAuth 2 has it; the password never goes in an address', async () => {
  const bodies: string[] = [];
  const server = createServer((req, res) => {
    if (req.url === '/token') {
      let body = '';
      req.on('data', (chunk) => (body += String(chunk)));
      return void req.on('end', () => {
        bodies.push(body);
        res.end(JSON.stringify({ access_token: 'given' }));
      });
    }
    const challenge = `Bearer realm="http://${req.headers.host}/token",service="shop"`;
    if (req.headers.authorization === 'Bearer given') return res.writeHead(404).end();
    return res.writeHead(401, { 'www-authenticate': challenge }).end();
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const credentials = { user: '', password: '', identityToken: 'long lived' };
  await askIfLetIn(new RegistryClient({ host, credentials }), 'seatmesh/book');
  expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toEqual({
    service: 'shop',
    grant_type: 'refresh_token',
    refresh_token: 'long lived',
    client_id: 'seatmesh',
    scope: 'repository:seatmesh/book:pull,push',
  });
});
