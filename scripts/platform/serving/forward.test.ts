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
