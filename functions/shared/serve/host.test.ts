import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type RunningProgram, shared, writeProgram } from '../../../scripts/testing/test-program.ts';

/** A function that tells how long a body it got. */
const program = `
  import { on } from ${shared('http/call.ts')};
  import { serve } from ${shared('serve/endpoint.ts')};
  import { route } from ${shared('http/route.ts')};
  import * as z from 'zod';
  const count = route({ name: 'count', summary: '', method: 'POST', path: '/count', access: 'public',
    body: z.string(), answers: { 200: z.number() }, problems: [] });
  let probes = 0;
  serve({ name: 'count', routes: [on(count, async ({ body }) => ({ status: 200, body: body.length }))],
    dependsOn: [
      { letsIn: async () => probes++ > 0, away: async () => [] },
      { letsIn: async () => true, away: async () => (probes > 2 ? [] : ['e0 (ETIMEDOUT)']) },
    ] });`;

const text = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2));
const stream = (bytes: number): ReadableStream => new Blob([text(bytes)]).stream();

let written: Awaited<ReturnType<typeof writeProgram>>;
beforeAll(async () => {
  written = await writeProgram(program);
});
afterAll(() => written.remove());

describe.each(KINDS)('from %s', (kind) => {
  let running: RunningProgram;
  let url: string;
  beforeAll(async () => {
    running = await written.start(kind, { BODY_LIMIT_BYTES: '10000' });
    url = `http://127.0.0.1:${running.port}`;
  });
  afterAll(() => running.stop());

  test('alive as soon as it listens, ready when it says so', async () => {
    const answers: [string, number][] = [];
    for (const path of ['/healthz', '/readyz', '/readyz']) answers.push([path, (await fetch(url + path)).status]);
    expect(answers).toEqual([
      ['/healthz', 200],
      ['/readyz', 503],
      ['/readyz', 200],
    ]);
  });

  test('what of it does not answer is named to who asks for all of it; a process that is ready may have such', async () => {
    const all = async () => {
      const response = await fetch(`${url}/readyz/all`);
      return [response.status, await response.text()];
    };
    expect(await all()).toEqual([503, 'e0 (ETIMEDOUT)\n']);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await all()).toEqual([200, 'ok\n']);
    expect((await fetch(`${url}/readyz/all?x=1`)).status).toBe(404);
    expect((await fetch(`${url}/readyz/all`, { method: 'POST' })).status).toBe(405);
  });

  async function post(body: string | ReadableStream): Promise<[number, unknown]> {
    const streamed = typeof body === 'string' ? {} : { duplex: 'half' as const };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/count`, { method: 'POST', headers, body, ...streamed });
    return [response.status, await response.json()];
  }

  test('a body of as many bytes as the limit is taken, of told length or not', async () => {
    expect(await post(text(10_000))).toEqual([200, 9_998]);
    expect(await post(stream(10_000))).toEqual([200, 9_998]);
  });

  test('413 body_too_large for one byte more, of told length or not', async () => {
    expect(await post(text(10_001))).toMatchObject([413, { code: 'body_too_large' }]);
    expect(await post(stream(10_001))).toMatchObject([413, { code: 'body_too_large' }]);
  });

  test('413 arrives although the caller is still sending, time and again', async () => {
    for (let round = 0; round < 10; round++) {
      expect(await post(text(2_000_000))).toMatchObject([413, { code: 'body_too_large' }]);
      expect(await post(stream(2_000_000))).toMatchObject([413, { code: 'body_too_large' }]);
      expect(await post(text(7))).toEqual([200, 5]);
    }
  });

  test('a body without end is read on for a while only: then the connection is cut', async () => {
    const socket = connect(running.port, '127.0.0.1');
    socket.write(
      'POST /count HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 999999999\r\n\r\n',
    );
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    const chunk = Buffer.alloc(65_536, 'x');
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    socket.on('error', () => {}); // that is how it ends
    // The end of the connection would take an answer along that is not read yet.
    socket.once('data', more);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(socket.bytesWritten).toBeLessThan(999_999_999);
  });

  test('404 without a word for what browsers ask for by themselves, and for what is no path of it', async () => {
    for (const path of ['/favicon.ico', '/robots.txt?x', '/FAVICON.ico']) {
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([404, '']);
    }
    expect((await fetch(`${url}/favicon.icon`)).headers.get('content-type')).toBe('application/problem+json');
  });
});
