import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { openWire } from './wire.ts';

test('after a fail-over, what arrived before is answered first, and nothing of the old server comes later', async () => {
  const answers: (() => void)[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const asked of chunk.toString()) answers.push(() => socket.write(`<${asked}>`));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const wire = await openWire(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const client = connect(Number(new URL(wire.url).port), '127.0.0.1');
  let heard = '';
  client.on('data', (chunk) => (heard += chunk.toString()));
  try {
    client.write('abc');
    await until('it arrives', async () => answers.length === 3);
    wire.strand((chunk) => Buffer.from(`[${chunk.toString()}]`));
    client.write('d');
    answers[0]?.();
    answers[1]?.();
    await until('the first are answered, and then what was asked later', async () => heard === '<a><b>[d]');
    answers[2]?.();
    client.write('e');
    await until('it is answered', async () => heard.includes('[e]'));
    expect(heard, 'nobody hears the old server').toBe('<a><b>[d][e]');
    const later = connect(Number(new URL(wire.url).port), '127.0.0.1');
    later.write('f');
    await until('new connections lead to it', async () => answers.length === 4);
    later.destroy();
  } finally {
    client.destroy();
    await wire.close();
    server.close();
  }
});
