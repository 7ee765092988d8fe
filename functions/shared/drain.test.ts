import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../scripts/testing/until.ts';

let port: number;
let child: ChildProcess;
let agent: Agent;

const here = (file: string): string => JSON.stringify(import.meta.resolve(file));

/** A function that answers /wait once it is told to end; and some that are broken. */
const program = `
  import { on } from ${here('./call.ts')};
  import { serve } from ${here('./endpoint.ts')};
  import { route } from ${here('./route.ts')};
  import * as z from 'zod';
  let waiting = 0;
  const get = (path, answer) => on(
    route({ name: path, summary: '', method: 'GET', path, access: 'public', answers: { 200: z.unknown() }, problems: [] }),
    async () => ({ status: 200, body: await answer() }));
  const told = new Promise((resolve) => process.once('SIGTERM', () => setTimeout(resolve, 50)));
  serve({
    name: 'drain',
    routes: [
      get('/wait', async () => { waiting++; await told; return 'answered'; }),
      get('/waiting', async () => waiting),
      get('/late', async () => { setTimeout(() => { throw new Error('late'); }); return 'said'; }),
      get('/rejected', async () => { void Promise.reject(new Error('nobody listens')); return 'said'; }),
      get('/unsendable', async () => 1n),
    ],
    closers: [async () => process.stdout.write('closed')],
  });`;

beforeEach(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  ({ port } = probe.address() as AddressInfo);
  await new Promise((resolve) => probe.close(resolve));
  agent = new Agent({ keepAlive: true });
  const env = { PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'fatal' };
  child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await until('it listens', () =>
    get('/healthz').then(
      ([status]) => status === 200,
      () => false,
    ),
  );
});
afterEach(() => {
  agent.destroy();
  child.kill('SIGKILL');
});

/** Asks on a connection that is kept alive. */
async function get(path: string): Promise<[status: number | undefined, body: string, connection: string | undefined]> {
  const asked = request({ host: '127.0.0.1', port, path, agent });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return [response.statusCode, await text(response), response.headers.connection];
}

// The process would cut what is left after 20 s: a drain that comes to that does not end within these tests' time.
test('SIGTERM: what is under way is answered and told to be the last on its connection; then the process closes and ends', async () => {
  const output = text(child.stdout as NodeJS.ReadableStream);
  const ended = once(child, 'exit');
  const asked = get('/wait');
  await until('the request is under way', async () => (await get('/waiting'))[1] !== '0');
  child.kill('SIGTERM');
  expect(await asked).toEqual([200, '"answered"', 'close']);
  expect(await ended).toEqual([0, null]);
  expect(await output).toBe('closed');
}, 15_000);

test.each(['/late', '/rejected', '/unsendable'])(
  '%s: a bug in one request leaves another to be answered',
  async (bug) => {
    const asked = get('/wait');
    await until('the request is under way', async () => (await get('/waiting'))[1] !== '0');
    const [status] = await get(bug);
    expect([200, 500]).toContain(status);
    child.kill('SIGTERM');
    expect((await asked)[1]).toBe('"answered"');
  },
  15_000,
);
