import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type FixtureRun, run, service } from '../fixtures/run.ts';

let system: FixtureRun | undefined;
afterEach(async () => {
  await system?.stop();
});

test('an answer that needs no body reaches a caller who has not sent it', async () => {
  system = await run([service('echo')]);
  const { port, host } = new URL(await system.address('echo'));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    `POST /early HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 100000\r\nx-odd: \u0080\u00e9\r\n\r\n`,
    'latin1',
  );
  const [answer] = (await once(socket.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(20_000) })) as [
    string,
  ];
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  // Its headers as they were sent, byte by byte.
  expect(answer).toContain('"x-odd":"\u0080\u00e9"');
  socket.destroy();
});

test.each([256, 5_000_000])(
  'an answer of %i bytes arrives byte by byte, and of HEAD its length alone',
  async (size) => {
    system = await run([service('echo')]);
    const url = `${await system.address('echo')}/bytes?n=${size}`;
    const right = Buffer.from(Array.from({ length: size }, (_, at) => at % 256));
    // One that is sent whole, and one with a body that is piped.
    for (const request of [{ method: 'GET' }, { method: 'POST', body: 'x' }]) {
      const answer = await fetch(url, request);
      expect(answer.headers.get('x-odd')).toBe('\u00e9');
      expect(Buffer.from(await answer.arrayBuffer()).equals(right)).toBe(true);
    }
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(size), '']);
  },
);

test('a header that Node takes and does not send is the caller’s fault', async () => {
  system = await run([service('echo')]);
  const { port, host } = new URL(await system.address('echo'));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET /seen HTTP/1.1\r\nhost: ${host}\r\nx-a: \u0001\r\n\r\n`, 'latin1');
  const [answer] = (await once(socket.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(20_000) })) as [
    string,
  ];
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
});
