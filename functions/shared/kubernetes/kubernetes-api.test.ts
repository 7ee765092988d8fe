/** The API's client against servers that are it, and one that is not. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Authority, makeAuthority } from '../../../scripts/testing/servers/certificates.ts';
import { Revisions } from '../../warm/revisions.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import { kubernetesSettings } from './kubernetes-settings.ts';

let folder: string;
let ours: Authority;
let others: Authority;
const open: { close: () => void }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatmesh-warm-'));
  ours = makeAuthority(folder, 'ours');
  others = makeAuthority(folder, 'others');
  writeFileSync(join(folder, 'token'), 'first\n');
});
afterEach(() => open.splice(0).forEach((one) => one.close()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(
  authority: Authority,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const { cert, key } = authority.certify('localhost');
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: () => (server.close(), server.closeAllConnections()) });
  return server;
}

function client(server: Server): Revisions {
  const { port } = server.address() as AddressInfo;
  const api = new KubernetesApi({
    api: `https://localhost:${port}`,
    namespace: 'seatmesh',
    tokenFile: join(folder, 'token'),
    ca: readFileSync(ours.ca, 'utf8'),
  });
  open.push(api);
  return new Revisions(api);
}

const json = (response: ServerResponse, body: object, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

test('who has no certificate of the CA gets no token', async () => {
  let asked = 0;
  const server = await serve(others, (_, response) => json(response, { items: [] }, (asked += 1) && 200));
  await expect(client(server).list()).rejects.toThrow(/certificate/);
  expect(asked).toBe(0);
});

test('the token is read anew, as the kubelet renews it; pages are followed to their end', async () => {
  const seen: string[] = [];
  const server = await serve(ours, (request, response) => {
    seen.push(request.headers.authorization ?? '');
    const isFirst = !request.url?.includes('continue=more');
    const metadata = { name: isFirst ? 'a-00001' : 'b-00001', labels: { 'serving.knative.dev/service': 'a' } };
    json(response, { metadata: isFirst ? { continue: 'more' } : {}, items: [{ metadata }] });
  });
  const revisions = client(server);
  expect((await revisions.list()).map(({ name }) => name)).toEqual(['a-00001', 'b-00001']);
  writeFileSync(join(folder, 'token'), 'second\n');
  await revisions.list();
  expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second', 'Bearer second']);
});

test('a change is of the version that was read: 409 is no fault, 403 is one', async () => {
  const sent: string[] = [];
  let status = 200;
  const server = await serve(ours, (request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => sent.push(text));
    request.on('end', () => json(response, {}, status));
  });
  const revisions = client(server);
  const change = () => revisions.annotate({ name: 'book-e0-00007', version: '41' }, { 'seatmesh.dev/warm': null });
  expect(await change()).toBe(true);
  status = 409;
  expect(await change()).toBe(false);
  status = 403;
  await expect(change()).rejects.toThrow('403');
  expect(JSON.parse(sent[0] ?? '')).toEqual({
    metadata: { resourceVersion: '41', annotations: { 'seatmesh.dev/warm': null } },
  });
});

test('plain text is spoken to this machine alone', () => {
  const { KUBERNETES_API: setting } = kubernetesSettings;
  for (const good of ['https://kubernetes.default.svc', 'http://127.0.0.1:8001'])
    expect(setting.safeParse(good).success).toBe(true);
  for (const bad of ['http://kubernetes.default.svc', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1'])
    expect(setting.safeParse(bad).success).toBe(false);
});
