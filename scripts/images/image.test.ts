/** Images of two functions: the same twice, with what is needed and nothing else; and run, with no more than a pod has. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSigningKey } from '../system/signing-key.ts';
import { type ImageParts, imageParts, makeImages, shippedIn } from './make.ts';
import { archiveOf, type Image } from './oci.ts';
import { imageBill, provenance } from './image-statements.ts';

const ROOT = join(import.meta.dirname, '../..');
const NAMES = ['login', 'verify'];
const LIMIT_MS = 180_000;
let folder: string;
let parts: ImageParts;
let images: Image[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-images-'));
  parts = await imageParts(ROOT, join(folder, 'first'), NAMES);
  images = await makeImages(parts, 'zstd');
}, LIMIT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

const imageFor = (name: string): Image => images.find((image) => image.name === name)!;
const digests = (made: readonly Image[]) => made.map(({ manifest }) => manifest.descriptor.digest);

test(
  'the same sources give the same digests, wherever they are bundled and whatever else is',
  { timeout: LIMIT_MS },
  async () => {
    const again = await makeImages(await imageParts(ROOT, join(folder, 'second'), ['verify']), 'zstd');
    expect(digests(again)).toEqual([imageFor('verify').manifest.descriptor.digest]);
  },
);

test('functions share the layer of Node; native code is where it is loaded, and a function is a few MB', () => {
  const [login, verify] = [imageFor('login'), imageFor('verify')];
  expect(login.layers[0]?.descriptor).toEqual(verify.layers[0]?.descriptor);
  expect(login.layers).toHaveLength(3);
  expect(verify.layers).toHaveLength(2);
  expect(verify.layers[1]?.bytes.length).toBeLessThan(3e6);
  const all = images.flatMap(({ layers }) => layers);
  const each = [...new Map(all.map((layer) => [layer.diffId, layer])).values()];
  expect(each.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0)).toBeLessThan(145e6);
});

test('it runs as nobody else does, from /app, and names no time', () => {
  const config = JSON.parse(imageFor('login').config.bytes.toString());
  expect(config).toMatchObject({ os: 'linux', created: '1970-01-01T00:00:00Z' });
  expect(config.config).toMatchObject({ User: '65532:65532', WorkingDir: '/app' });
  expect(config.config.Entrypoint).toEqual(['/usr/local/bin/node', '/app/index.cjs']);
  expect(config.rootfs.diff_ids).toHaveLength(3);
});

test('the bill names what is bundled with version, licence and hash, and which images have it; the statement names all digests', async () => {
  const bill = JSON.parse(imageBill('1.2.3', images, await shippedIn(ROOT, parts)));
  const find = (name: string) => bill.components.find((one: { name: string }) => one.name === name);
  expect(find('jose')).toMatchObject({
    purl: expect.stringMatching(/^pkg:npm\/jose@\d/),
    licenses: [{ expression: 'MIT' }],
    hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    properties: [{ name: 'seatmesh:images', value: 'login verify' }],
  });
  expect(find('@node-rs/argon2').properties[0].value).toBe('login');
  expect(find(`node-linux-${process.arch}`).type).toBe('platform');
  expect(find('vitest')).toBeUndefined();
  const said = JSON.parse(provenance(images, { parameters: {}, materials: [] }));
  expect(said.subject.map(({ digest }: { digest: { sha256: string } }) => `sha256:${digest.sha256}`)).toEqual(
    digests(images),
  );
});

test('every package that a bundle names is in the bill of that image, and its notice in the image; and none that it does not name', async () => {
  const shipped = await shippedIn(ROOT, parts);
  for (const { name, entries } of parts.functions) {
    const text = (file: string) => Buffer.from(entries.find(({ path }) => path === `app/${file}`)!.content!).toString();
    // esbuild heads what it takes from a file with the file's path.
    const headed = [...text('function.js').matchAll(/^ *\/\/ (?:[a-z-]+:)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/gm)];
    const bundled = new Set(headed.map(([, own]) => own!));
    const billed = shipped.filter(({ purl, functions }) => purl.startsWith('pkg:npm/') && functions.includes(name));
    const beside = /^node-linux-|^@node-rs\/argon2/;
    expect(new Set(billed.map((one) => one.name).filter((own) => !beside.test(own)))).toEqual(bundled);
    const notices = text('NOTICES');
    for (const own of bundled) expect(notices).toMatch(new RegExp(`^${own} \\d\\S+ \\(`, 'm'));
    expect(notices).toMatch(/^seatmesh\n\nApache License/);
    expect(notices).not.toContain('vitest ');
  }
});

test('the archive is an OCI layout with all that its index leads to', async () => {
  const archive = archiveOf(images, (name) => `registry.example.com/seatmesh/${name}`, '1.2.3');
  const read = (path: string) => execFileSync('tar', ['-xOf', '-', path], { input: archive, maxBuffer: 1e9 });
  expect(JSON.parse(read('oci-layout').toString())).toEqual({ imageLayoutVersion: '1.0.0' });
  const index = JSON.parse(read('index.json').toString());
  expect(index.manifests.map(({ digest }: { digest: string }) => digest)).toEqual(digests(images));
  expect(index.manifests[0].annotations['org.opencontainers.image.ref.name']).toBe(
    'registry.example.com/seatmesh/login:1.2.3',
  );
  const manifest = JSON.parse(read(`blobs/${index.manifests[0].digest.replace(':', '/')}`).toString());
  for (const { digest, size } of [manifest.config, ...manifest.layers])
    expect(read(`blobs/${digest.replace(':', '/')}`).length).toBe(size);
});

/** Reading only, but for /tmp; nothing of the machine is there. Needs a mount namespace, and another user. */
const AS_A_POD = `mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount -t tmpfs tmpfs "$1/tmp"
shift_root=$1; shift; exec chroot --userspec=65532:65532 "$shift_root" "$@"`;
const canUnshare = (() => {
  try {
    execFileSync('unshare', ['--mount', 'mount', '--make-rprivate', '/'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false; // no root, or a container that may not
  }
})();

test.skipIf(!canUnshare)(
  'unpacked, it runs without anything of this machine, as another user, on a root that cannot be written (needs root and mounts)',
  { timeout: LIMIT_MS },
  async () => {
    const root = join(folder, 'root');
    await mkdir(root);
    for (const { bytes } of imageFor('login').layers)
      execFileSync('tar', ['-x', '-C', root], { input: zstdDecompressSync(bytes) });
    const { config } = JSON.parse(imageFor('login').config.bytes.toString());
    const own = settings(await makeSigningKey(), await freePort());
    // What is looked for in PATH stands outside.
    const env = { ...own, ...variables(config.Env), PATH: process.env['PATH'] };
    const within = (...command: string[]) => ['--mount', 'sh', '-ec', AS_A_POD, 'sh', root, ...command];
    const hash = "require('/app/node_modules/@node-rs/argon2').hash('word').then(console.log)";
    const said = execFileSync('unshare', within('/usr/local/bin/node', '-e', hash), { env });
    expect(said.toString()).toMatch(/^\$argon2id\$/);
    const write =
      "try { require('fs').writeFileSync('/app/new', '') } catch (error) { console.log(error.code, process.getuid()) }";
    expect(execFileSync('unshare', within('/usr/local/bin/node', '-e', write), { env }).toString()).toBe(
      'EROFS 65532\n',
    );

    const child = spawn('unshare', within(...config.Entrypoint), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    try {
      const ask = () =>
        fetch(`http://127.0.0.1:${env.PORT}/healthz`).then(
          ({ status }) => status,
          () => 0,
        );
      await expect.poll(ask, { timeout: 60_000, message: Buffer.concat(output).toString() }).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = await once(child, 'exit');
    expect([code, Buffer.concat(output).toString()]).toEqual([0, expect.not.stringContaining('fatal')]);
  },
);

const variables = (env: readonly string[]): Record<string, string> =>
  Object.fromEntries(env.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));

/** Servers that are not there keep no process from living. */
function settings(key: { jwk: string; jwks: string }, port: number) {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    SHARDS: 'u0',
    SHARD_MAP_USERS: 'u0=000-fff',
    MYSQL_U0: 'mysql://nobody:none@127.0.0.1:1/none',
    MYSQL_CONNECTIONS: '1',
    REDIS_URL: 'redis://127.0.0.1:1',
    TOKEN_ISSUER: 'https://api.example.com',
    TOKEN_AUDIENCE: 'seatmesh',
    JWKS: key.jwks,
    SIGNING_KEY: key.jwk,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
