/** Files of releases over HTTP: from a mirror, by a proxy, cut short, changed, or something else altogether. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runScript } from '../../../testing/run-script.ts';
import { CLUSTER_PARTS } from './cluster-parts.ts';
import { nameInFolder } from './release-files.ts';

const LIMIT_MS = 60_000;
const GATEWAY_API = CLUSTER_PARTS.find(({ name }) => name === 'gateway-api')!;
const FILE = `/files/${nameInFolder(GATEWAY_API.files[0]!)}`;
const REST = CLUSTER_PARTS.filter((part) => part !== GATEWAY_API).flatMap(({ name }) => ['--without', name]);
const DEFINITION = { apiVersion: 'v1', kind: 'CustomResourceDefinition' };
const release = (text: string) =>
  JSON.stringify({ items: [{ ...DEFINITION, metadata: { name: GATEWAY_API.sign.name, annotations: { text } } }] });

type Answer = (req: IncomingMessage, res: ServerResponse) => unknown;
let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-mirror-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await rm(folder, { recursive: true, force: true });
});

/** @returns where it is, and each path that was asked for */
async function mirror(answer: Answer): Promise<{ port: number; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url ?? '');
    answer(req, res);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { port: (server.address() as { port: number }).port, asked, server };
}

const whole =
  (text: string): Answer =>
  (_, res) =>
    res.end(release(text));
const checksums = () => readFile(join(folder, 'checksums'), 'utf8').catch(() => '');
const install = (from: string, env: Record<string, string> = {}) =>
  runScript('cluster', ['install', '--from', from, '--checksums', join(folder, 'checksums'), ...REST], {
    KUBECTL: join(import.meta.dirname, '../fixtures/kubectl.mjs'),
    FAKE_CLUSTER: folder,
    ...env,
  });
const at = (port: number) => `http://127.0.0.1:${port}/files`;
/** What was installed is to be installed again. */
const forget = () => rm(join(folder, 'objects.json'), { force: true });

test(
  'a mirror: hashes are written down for where files are published; other contents are refused',
  { timeout: LIMIT_MS },
  async () => {
    const first = await mirror(whole('one'));
    expect(await install(at(first.port))).toMatchObject({ code: 0, errors: '' });
    expect(first.asked).toEqual([FILE]);
    const known = await checksums();
    expect(known).toMatch(new RegExp(`^[0-9a-f]{64}  ${GATEWAY_API.files[0]!.replaceAll('.', '\\.')}\n$`));
    await forget();
    expect((await install(at((await mirror(whole('one'))).port))).code).toBe(0);
    await forget();
    const changed = await install(at((await mirror(whole('two'))).port));
    expect([changed.code, changed.errors]).toEqual([
      1,
      expect.stringMatching(
        / has the hash [0-9a-f]{64}, and should have [0-9a-f]{64} \(\S+\): nothing of it is applied\n$/,
      ),
    ]);
    expect(await checksums()).toBe(known);
  },
);

test('a download that is cut short is begun anew', { timeout: LIMIT_MS }, async () => {
  const text = release('one');
  const { port, asked } = await mirror((_, res) => {
    res.writeHead(200, { 'content-length': text.length });
    if (asked.length > 1) return res.end(text);
    return res.write(text.slice(0, 20), () => res.destroy());
  });
  expect(await install(at(port))).toMatchObject({ code: 0, errors: '' });
  expect(asked).toHaveLength(2);
});

test.each<[string, Answer, RegExp]>([
  ['is not there', (_, res) => res.writeHead(404).end(), /: is answered 404 /],
  [
    'a page',
    (_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    /with a page, not with a file /,
  ],
  ['of no length', (_, res) => res.socket?.end('HTTP/1.0 200 OK\r\n\r\n{"items":['), /: does not say how long it is /],
])(
  'what is no file of a release: %s; asked once, nothing is applied or written down',
  { timeout: LIMIT_MS },
  async (_, answer, said) => {
    const { port, asked } = await mirror(answer);
    const { code, errors } = await install(at(port));
    expect([code, errors]).toEqual([1, expect.stringMatching(said)]);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect(await checksums()).toBe('');
  },
);

test('what cannot be applied is not held to', { timeout: LIMIT_MS }, async () => {
  const { port } = await mirror((_, res) => res.end('no objects'));
  const { code, errors } = await install(at(port));
  expect([code, errors]).toEqual([1, 'Gateway API: error: error parsing STDIN: invalid character\n']);
  expect(await checksums()).toBe('');
});

test('the proxy of the environment is asked, but for what NO_PROXY excepts', { timeout: LIMIT_MS }, async () => {
  const files = await mirror(whole('one'));
  const tunnels: string[] = [];
  const { server, port, asked } = await mirror(whole('one'));
  server.on('connect', (req, socket) => {
    tunnels.push(req.url ?? '');
    const on = connect(files.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      on.pipe(socket);
      socket.pipe(on);
    });
    for (const end of [on, socket]) end.on('error', () => {});
  });
  const proxy = `http://127.0.0.1:${port}`;
  const run = await install('http://mirror.example.com/files', { HTTP_PROXY: proxy, HTTPS_PROXY: proxy });
  expect([run.code, run.errors]).toEqual([0, '']);
  expect([...tunnels, ...asked].join(' ')).toContain('mirror.example.com');
  await forget();
  const direct = await install(at(files.port), { HTTP_PROXY: proxy, NO_PROXY: 'example.org' });
  expect([direct.code, tunnels.length + asked.length]).toEqual([0, 1]);
  const wrong = await install(at(files.port), { HTTPS_PROXY: 'nowhere' });
  expect(wrong.errors).toBe('HTTPS_PROXY or HTTP_PROXY is not an http:// or https:// URL\n');
});

test('checksums that cannot be read are not passed over', { timeout: LIMIT_MS }, async () => {
  await mkdir(join(folder, 'checksums'));
  const { port, asked } = await mirror(whole('one'));
  const { code, errors } = await install(at(port));
  expect([code, errors]).toEqual([1, `${join(folder, 'checksums')} cannot be read: it is a folder\n`]);
  expect(asked).toEqual([]);
});
