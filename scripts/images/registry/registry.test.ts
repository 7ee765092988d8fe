/** Pushes to and pulls from a real registry (Debian's docker-registry), which is installed where the tests may install. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Image, imageOf, layerOf } from '../oci.ts';
import { RegistryClient } from './client.ts';
import { startRegistry, type TestRegistry, whyNoRegistry } from './fixtures/registry.ts';
import { pullLayers } from './pull.ts';
import { pushImages } from './push.ts';

/** Undefined: there is one. */
const reason = await whyNoRegistry();
/** bcrypt of "correct horse". */
const HTPASSWD = 'ada:$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2\n';
const ADA = { user: 'ada', password: 'correct horse' };

let folder: string;
let registry: TestRegistry | undefined;
let tokens: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-push-'));
});
afterEach(async () => {
  await registry?.stop();
  tokens?.close();
  registry = tokens = undefined;
  await rm(folder, { recursive: true });
});

async function twoImages(): Promise<Image[]> {
  const base = await layerOf([{ path: 'lib/base', content: Buffer.alloc(200_000, 'base') }], 'zstd');
  const made = ['login', 'book'].map(async (name) => {
    const own = await layerOf([{ path: `app/${name}`, content: Buffer.from(name) }], 'gzip');
    const rest = { user: 1, folder: '/app', command: ['/app'], env: {}, labels: {} };
    return imageOf({ name, architecture: 'amd64', layers: [base, own], ...rest });
  });
  return Promise.all(made);
}

async function pushed(client: RegistryClient, images: readonly Image[]): Promise<string[]> {
  const lines: string[] = [];
  await pushImages(client, 'shop/seatmesh', images, '1.2.3', (line) => lines.push(line));
  return lines;
}

test.skipIf(reason !== undefined)(
  'images are there by tag and by digest; a shared layer is sent once, and nothing that is there already',
  async () => {
    registry = await startRegistry();
    const client = new RegistryClient({ host: registry.host, credentials: undefined });
    const images = await twoImages();
    const lines = await pushed(client, images);
    expect(lines).toEqual(
      images.map(({ name, manifest }) =>
        expect.stringContaining(`${registry!.host}/shop/seatmesh/${name}@${manifest.descriptor.digest} (`),
      ),
    );
    for (const { name, manifest } of images)
      for (const reference of ['1.2.3', manifest.descriptor.digest]) {
        const headers = { accept: manifest.descriptor.mediaType };
        const answer = await fetch(`http://${registry.host}/v2/shop/seatmesh/${name}/manifests/${reference}`, {
          headers,
        });
        expect(Buffer.from(await answer.arrayBuffer()).equals(manifest.bytes)).toBe(true);
      }
    const uploads = () => registry!.answered().filter((line) => /^PATCH .* 202$/.test(line)).length;
    expect(uploads()).toBe(5); // a shared layer, two of their own, two configurations
    expect(registry.answered().filter((line) => /^POST .*mount=.* 201$/.test(line))).toHaveLength(1);
    expect((await pushed(client, images)).every((line) => line.endsWith('(0.0 MB sent)'))).toBe(true);
    expect(uploads()).toBe(5);
  },
);

test.skipIf(reason !== undefined)(
  'who it does not know is told how to log in, and nothing of them is there; who it knows may push',
  async () => {
    await writeFile(join(folder, 'htpasswd'), HTPASSWD);
    registry = await startRegistry({ htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } });
    const images = await twoImages();
    const { host } = registry;
    const as = (credentials?: typeof ADA) => pushed(new RegistryClient({ host, credentials }), images);
    await expect(as()).rejects.toThrow('it does not let us in: docker login, or REGISTRY_USER and REGISTRY_PASSWORD');
    await expect(as({ ...ADA, password: 'wrong' })).rejects.toThrow(/^127\.0\.0\.1:\d+: HEAD \/v2\/shop\/\S+: 401/);
    expect(await as(ADA)).toHaveLength(2);
  },
);

test.skipIf(reason !== undefined)(
  'where tokens are asked for, they are fetched for what is to be done: the repository, and the one that is mounted from',
  async () => {
    const asked: string[][] = [];
    registry = await startRegistry(await tokenService(asked));
    const client = new RegistryClient({ host: registry.host, credentials: ADA });
    expect(await pushed(client, await twoImages())).toHaveLength(2);
    expect(asked).toEqual([
      ['repository:shop/seatmesh/login:pull,push'],
      ['repository:shop/seatmesh/book:pull,push'],
      ['repository:shop/seatmesh/book:pull,push', 'repository:shop/seatmesh/login:pull'],
    ]);
    const eve = new RegistryClient({ host: registry.host, credentials: { user: 'eve', password: '' } });
    await expect(pushed(eve, await twoImages())).rejects.toThrow('it does not let us in');
  },
);

/** Gives tokens to Ada, as Docker's own service does it. @returns the registry's configuration */
async function tokenService(asked: string[][]): Promise<object> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=tokens'];
  execFileSync('openssl', ['req', ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const signing = createPrivateKey(await readFile(key));
  const x5c = [(await readFile(certificate, 'utf8')).replaceAll(/-----.*-----|\s/g, '')];
  const issue = (scopes: readonly string[]) => {
    const access = scopes.map((scope) => {
      const [type, name, actions = ''] = scope.split(':');
      return { type, name, actions: actions.split(',') };
    });
    return new SignJWT({ access, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', x5c })
      .setIssuer('tokens')
      .setSubject('ada')
      .setAudience('registry of a test')
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime('5m')
      .sign(signing);
  };
  const basic = `Basic ${Buffer.from(`${ADA.user}:${ADA.password}`).toString('base64')}`;
  tokens = createServer((req, res) => {
    if (req.headers.authorization !== basic) return res.writeHead(401).end();
    const scopes = new URL(req.url ?? '', 'http://tokens').searchParams.getAll('scope');
    asked.push(scopes);
    return void issue(scopes).then((token) => res.end(JSON.stringify({ token })));
  }).listen(0, '127.0.0.1');
  await once(tokens, 'listening');
  const { port } = tokens.address() as { port: number };
  const realm = `http://127.0.0.1:${port}/token`;
  return { token: { realm, service: 'registry of a test', issuer: 'tokens', rootcertbundle: certificate } };
}

test.skipIf(reason !== undefined)(
  'layers of a base image come back as they were pushed; for another processor there are none',
  async () => {
    registry = await startRegistry();
    const client = new RegistryClient({ host: registry.host, credentials: undefined });
    const [login] = await twoImages();
    await pushed(client, [login!]);
    const base = { host: registry.host, path: 'shop/seatmesh/login', digest: login!.manifest.descriptor.digest };
    expect(await pullLayers(client, base, 'amd64')).toEqual(login!.layers);
    await expect(pullLayers(client, base, 'arm64')).rejects.toThrow('is for linux/amd64');
    const other = { ...base, digest: `sha256:${'0'.repeat(64)}` };
    await expect(pullLayers(client, other, 'amd64')).rejects.toThrow(/404/);
  },
);

test('what is not as its digest says is not taken', async () => {
  const [host] = await listening(() => [200, {}, '{"schemaVersion":2}']);
  const client = new RegistryClient({ host, credentials: undefined });
  const digest = `sha256:${'a'.repeat(64)}`;
  await expect(pullLayers(client, { host: '', path: 'base', digest }, 'amd64')).rejects.toThrow(
    `the registry sends something else in place of ${digest}`,
  );
});

test('where a registry sends us to is not told who we are', async () => {
  const [elsewhere, seen] = await listening(() => [200, {}, '']);
  const [host, own] = await listening((headers) =>
    headers.authorization === undefined
      ? [401, { 'www-authenticate': 'Basic realm="test"' }, '']
      : [202, { location: `http://${elsewhere}/upload` }, ''],
  );
  const client = new RegistryClient({ host, credentials: ADA });
  const begun = await client.ask('a/blobs/uploads/', [], { method: 'POST', expect: [202] });
  await client.ask(begun.headers.get('location')!, [], { method: 'PATCH', body: Buffer.from('x'), expect: [200] });
  expect(own.map((headers) => headers.authorization)).toEqual([undefined, expect.stringMatching(/^Basic /)]);
  expect(seen.map((headers) => headers.authorization)).toEqual([undefined]);
});

const others: Server[] = [];
afterEach(() => {
  for (const server of others.splice(0)) server.close();
});

type Answered = [status: number, headers: Record<string, string>, body: string];

/** A server of answers to headers. @returns its address, and the headers that came */
async function listening(
  answer: (headers: IncomingHttpHeaders) => Answered,
): Promise<[host: string, seen: IncomingHttpHeaders[]]> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((req, res) => {
    seen.push(req.headers);
    const [status, headers, body] = answer(req.headers);
    res.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  others.push(server);
  await once(server, 'listening');
  return [`127.0.0.1:${(server.address() as { port: number }).port}`, seen];
}
