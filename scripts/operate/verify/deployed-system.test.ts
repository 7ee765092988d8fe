/** The part of the checks that needs no cluster, against the system of this machine; and that it notices what is wrong. */
import { createServer, request } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';
import { startTestSystem, type TestSystem } from '../../testing/test-system.ts';
import { forgedTokens } from './token-forgeries.ts';
import type { VerifyResult } from './run.ts';

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  system = await startTestSystem();
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-verify-'));
}, 120_000);
afterAll(async () => {
  await system.close();
  await rm(folder, { recursive: true, force: true });
});

const verify = async (url: string, ...args: string[]) => {
  const out = join(folder, 'report.json');
  const { code, output, errors } = await runScript('verify-cluster', ['--url', url, '--out', out, ...args]);
  const { results } = JSON.parse(await readFile(out, 'utf8')) as { results: VerifyResult[] };
  return { code, output, errors, failed: results.filter(({ outcome }) => outcome !== 'ok'), results };
};

test(
  'the system of this machine: story, slots, tokens, refusals, upgrade, doors, address, plain-http',
  { timeout: 240_000 },
  async () => {
    const { code, failed, results } = await verify(system.url);
    expect(failed).toEqual([]);
    expect(code).toBe(0);
    expect(results.map(({ name }) => name)).toEqual([
      'smoke',
      'story',
      'tokens',
      'refusals',
      'upgrade',
      'doors',
      'address',
      'plain-http',
      'slots',
      'end',
    ]);
    expect(results.find(({ name }) => name === 'slots')?.says).toBe('4096 × 404 event_not_found, 4096 × 403 not_yours');
  },
);

/** Passes requests on, and spoils answers. */
async function spoiled(spoil: (path: string, status: number) => number): Promise<{ url: string; close: () => void }> {
  const server = createServer((incoming, outgoing) => {
    const passed = request(
      system.url + (incoming.url ?? ''),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(spoil(incoming.url ?? '', answer.statusCode ?? 0), answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

test('one slot that leads elsewhere, a door that is open: exit 3, and which', { timeout: 240_000 }, async () => {
  const proxy = await spoiled((path, status) => {
    if (path.startsWith('/v1/events/evt_a5c_01HZ')) return 421;
    return path === '/cloudevents' ? 204 : status;
  });
  const { code, failed, output } = await verify(proxy.url, '--only', 'story,slots,doors');
  proxy.close();
  expect(code).toBe(3);
  expect(failed.map(({ name, says }) => [name, says])).toEqual([
    ['doors', expect.stringContaining('POST /cloudevents is answered 204')],
    ['slots', expect.stringContaining('slot a5c')],
  ]);
  expect(output).toContain('2 of 4 checks failed');
});

test(
  'checks are listed; those that disturb are asked for by name and word; others are not taken',
  { timeout: 60_000 },
  async () => {
    const list = await runScript('verify-cluster', ['--list']);
    expect([list.code, list.output]).toEqual([
      0,
      expect.stringMatching(
        /^smoke: [^]*\nrollout: .* \(needs kubectl, --disturb\)\n[^]*\ngiven-up: .* \(needs kubectl, --disturb\)\n$/,
      ),
    ]);
    const bare = await runScript('verify-cluster', ['--only', 'kill']);
    expect([bare.code, bare.errors]).toEqual([2, 'kill: only with --disturb\n']);
    const wrong = await runScript('verify-cluster', ['--only', 'sail']);
    expect(wrong.errors).toMatch(/^there is no check sail; there are smoke, /);
  },
);

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
test('six forgeries, none of which is the token', () => {
  const good = `${part({ alg: 'EdDSA', kid: 'k' })}.${part({ sub: 'usr_1', exp: 1 })}.${'A'.repeat(86)}`;
  const forged = Object.values(forgedTokens(good));
  expect(new Set([good, ...forged]).size).toBe(7);
});
