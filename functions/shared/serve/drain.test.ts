import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { KINDS, type RunningProgram, shared, writeProgram } from '../../../scripts/testing/test-program.ts';
import { until } from '../../../scripts/testing/until.ts';

/** A function that answers /wait once it is told to end; and some that are broken. */
const program = `
  import { on } from ${shared('http/call.ts')};
  import { serve } from ${shared('serve/endpoint.ts')};
  import { route } from ${shared('http/route.ts')};
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

let written: Awaited<ReturnType<typeof writeProgram>>;
beforeAll(async () => {
  written = await writeProgram(program);
});
afterAll(() => written.remove());

let running: RunningProgram;
let agent: Agent;
async function start(kind: (typeof KINDS)[number]): Promise<void> {
  agent = new Agent({ keepAlive: true });
  running = await written.start(kind, { LOG_LEVEL: 'silent' });
}
afterEach(() => {
  agent.destroy();
  running.stop();
});

/** Asks on a connection that is kept alive. */
async function get(path: string): Promise<[status: number | undefined, body: string, connection: string | undefined]> {
  const asked = request({ host: '127.0.0.1', port: running.port, path, agent });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return [response.statusCode, await text(response), response.headers.connection];
}

// The process would cut what is left after 20 s: a drain that comes to that does not end within these tests' time.
test.each(KINDS)(
  '%s: at SIGTERM what is under way is answered and told to be the last on its connection; then the process closes and ends',
  async (kind) => {
    await start(kind);
    const output = text(running.child.stdout as NodeJS.ReadableStream);
    const ended = once(running.child, 'exit');
    const asked = get('/wait');
    await until('the request is under way', async () => (await get('/waiting'))[1] !== '0');
    running.child.kill('SIGTERM');
    expect(await asked).toEqual([200, '"answered"', 'close']);
    expect(await ended).toEqual([0, null]);
    expect(await output).toBe('closed');
  },
  15_000,
);

test.each(KINDS.flatMap((kind) => ['/late', '/rejected', '/unsendable'].map((bug) => [kind, bug] as const)))(
  '%s %s: a bug in one request leaves another to be answered',
  async (kind, bug) => {
    await start(kind);
    const asked = get('/wait');
    await until('the request is under way', async () => (await get('/waiting'))[1] !== '0');
    const [status] = await get(bug);
    expect([200, 500]).toContain(status);
    running.child.kill('SIGTERM');
    expect((await asked)[1]).toBe('"answered"');
  },
  15_000,
);
