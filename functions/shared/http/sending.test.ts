import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { EventStream, StreamBody } from './event-stream.ts';
import { send } from './sending.ts';

/** A body that remembers what was done with it. */
function recorded(begin: (open: EventStream) => void = () => {}): { body: StreamBody; done: string[] } {
  const done: string[] = [];
  const body: StreamBody = {
    begin: (open) => {
      done.push('begun');
      begin(open);
    },
    [Symbol.dispose]: () => done.push('disposed of'),
  };
  return { body, done };
}

/** The answer to a request, and what its sending came to. */
async function answered(
  stream: StreamBody,
  { method = 'GET', before = () => {} }: { method?: string; before?: (response: ServerResponse) => void } = {},
): Promise<{ answer: IncomingMessage; sent: Promise<unknown> }> {
  let sent: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    before(response);
    sent = Promise.resolve(send(request, response, { status: 200, stream })).catch((error: unknown) => {
      response.end();
      return error;
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const asked = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, method, agent: false });
  asked.on('error', () => {});
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  return { answer, sent };
}

test('a stream is disposed of once it has ended', async () => {
  const { body, done } = recorded((open) => open.end('event: last\ndata: 1\n\n'));
  const { answer, sent } = await answered(body);
  answer.resume();
  await sent;
  expect(done).toEqual(['begun', 'disposed of']);
});

test('a stream is disposed of when its client leaves', async () => {
  const { body, done } = recorded();
  const { answer, sent } = await answered(body);
  expect(done).toEqual(['begun']);
  answer.destroy();
  await sent;
  expect(done).toEqual(['begun', 'disposed of']);
});

test('HEAD: a stream is disposed of at once', async () => {
  const { body, done } = recorded();
  const { sent } = await answered(body, { method: 'HEAD' });
  await sent;
  expect(done).toEqual(['begun', 'disposed of']);
});

test('a stream that cannot be sent is disposed of without having begun', async () => {
  const { body, done } = recorded();
  const { answer, sent } = await answered(body, { before: (response) => response.writeHead(500).flushHeaders() });
  answer.resume();
  expect(await sent).toBeInstanceOf(Error);
  expect(done).toEqual(['disposed of']);
});
