import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { eventKey, proofOf } from './proof.ts';
import { newUlid } from '../ids.ts';
import type { OutboxEvent } from './outbox.ts';
import { openPublisher, type Publisher } from './publisher.ts';

const opened: { server: Server; publisher: Publisher }[] = [];
afterEach(() => {
  for (const { server, publisher } of opened.splice(0)) {
    publisher.close();
    server.close();
    server.closeAllConnections();
  }
});

const key = eventKey('of e0, newer than the other key of e0');
const KEYS = new Map([['e0', [key, eventKey('of e0, from before the keys were changed')]]]);

const EVENT: OutboxEvent = {
  id: newUlid(),
  type: 'dev.seatmesh.order.confirmed.v1',
  subject: 'ord 1 "é%"',
  slot: 10,
  time: new Date('2031-05-14T18:30:00.123Z'),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: '{"title":"Ünder the clöck"}',
};

/** A publisher to an ingress that answers as told. */
async function openTo(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  publicUrl?: string,
): Promise<Publisher> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const publisher = openPublisher({
    sink: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/broker?q=1`,
    keys: KEYS,
    publicUrl,
  });
  opened.push({ server, publisher });
  return publisher;
}

test('an event is published in the binary mode of CloudEvents, its data as it stands', async () => {
  const got: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
  const publisher = await openTo((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(202).end();
    });
  }, 'https://api.example.com');
  await Promise.all(Array.from({ length: 40 }, () => publisher.publish('e0', EVENT)));
  expect(got).toHaveLength(40);
  expect(got[39]).toMatchObject({
    url: '/some/broker?q=1',
    body: EVENT.data,
    headers: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': EVENT.id,
      'ce-source': 'urn:seatmesh:shard:e0',
      'ce-type': EVENT.type,
      'ce-subject': 'ord%201%20%22%C3%A9%25%22',
      'ce-time': '2031-05-14T18:30:00.123Z',
      'ce-slot': '00a',
      'ce-dataschema': 'https://api.example.com/v1/schemas/order.confirmed.v1.json',
      'ce-traceparent': EVENT.traceparent,
      traceparent: EVENT.traceparent,
      'ce-proof': proofOf(
        key,
        {
          source: 'urn:seatmesh:shard:e0',
          id: EVENT.id,
          type: EVENT.type,
          subject: 'ord%201%20%22%C3%A9%25%22',
          time: '2031-05-14T18:30:00.123Z',
          slot: '00a',
        },
        EVENT.data,
      ),
    },
  });
});

test('an event names no schema where it is not known where the API is', async () => {
  const got: IncomingMessage['headers'][] = [];
  const publisher = await openTo((request, response) => {
    got.push(request.headers);
    response.writeHead(202).end();
  });
  await publisher.publish('e0', EVENT);
  expect(got).toHaveLength(1);
  expect(got[0]).not.toHaveProperty('ce-dataschema');
});

test('nothing is published for a shard whose key is not there', async () => {
  const publisher = await openTo((_request, response) => response.writeHead(202).end());
  await expect(publisher.publish('e1', EVENT)).rejects.toThrow('no key for events of e1');
});

test.each([200, 400, 503])('an answer of %d is a failure, whatever its body', async (status) => {
  const publisher = await openTo((_request, response) => response.writeHead(status).end('x'.repeat(1_000)));
  await expect(publisher.publish('e0', EVENT)).rejects.toThrow(`answered ${status}`);
});

test('an answer without end, a connection that is cut, and no ingress at all are failures', async () => {
  const endless = await openTo((_request, response) => {
    response.writeHead(202);
    const more = (): void => void (response.destroyed || response.write('x'.repeat(4_096), () => setImmediate(more)));
    more();
  });
  await expect(endless.publish('e0', EVENT)).rejects.toThrow('without end');
  const cut = await openTo((request) => request.socket.destroy());
  await expect(cut.publish('e0', EVENT)).rejects.toThrow(/closed|hang up|ECONNRESET/);
  const away = openPublisher({ sink: 'http://127.0.0.1:1', keys: KEYS });
  await expect(away.publish('e0', EVENT)).rejects.toThrow('ECONNREFUSED');
  away.close();
});
