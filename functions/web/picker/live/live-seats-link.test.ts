/** A link to a stream: what it takes, when it comes back, and when it does not. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { LiveSeatsLink, type Liveness, retryAfter } from './live-seats-link.ts';

type Handler = (response: ServerResponse, url: string, visit: number) => void;

/** A server of streams, and a link to it. */
async function linked(handler: Handler, since: () => number | undefined = () => undefined) {
  let visits = 0;
  const server = createServer((request, response) => handler(response, request.url ?? '', visits++)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const told: string[] = [];
  const link = new LiveSeatsLink({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    since,
    random: () => 0,
    listener: {
      message: ({ kind, version }) => told.push(`${kind} ${version}`),
      liveness: (liveness: Liveness) => told.push(liveness),
    },
  });
  onTestFinished(() => {
    link.close();
    server.closeAllConnections();
    server.close();
  });
  return { told, visits: () => visits };
}

const send = (response: ServerResponse, ...events: string[]): void => {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(event);
};
const snapshot = (version: number): string => `event: snapshot\ndata: {"kind":"snapshot","version":${version}}\n\n`;

test('messages are passed on; after an end it comes back, with what it knows', async () => {
  const urls: string[] = [];
  let known: number | undefined;
  const { told } = await linked(
    (response, url, visit) => {
      urls.push(url);
      known = visit + 1;
      send(response, snapshot(visit + 1), 'retry: 1\nevent: closing\ndata: {"reason":"time"}\n\n');
      response.end();
    },
    () => known,
  );
  await expect.poll(() => urls).toContain('/availability/stream?since=2');
  expect(urls.slice(0, 2)).toEqual(['/availability/stream', '/availability/stream?since=1']);
  expect(told.slice(0, 3)).toEqual(['snapshot 1', 'live', 'snapshot 2']);
});

test('stale is told, and live again with the next message', async () => {
  const { told } = await linked((response) =>
    send(response, snapshot(1), 'event: stale\ndata: {"reason":"unavailable"}\n\n', snapshot(2)),
  );
  await expect.poll(() => told).toEqual(['snapshot 1', 'live', 'stale', 'snapshot 2', 'live']);
});

test('503 is come back after, 204 and a cancelled event are not', async () => {
  const refused = await linked((response, _url, visit) => {
    if (visit === 0) response.writeHead(503).end();
    else send(response, snapshot(1));
  });
  await expect.poll(() => refused.told).toEqual(['connecting', 'snapshot 1', 'live']);
  const over = await linked((response) => {
    response.writeHead(204).end();
  });
  await expect.poll(() => over.told).toEqual(['over']);
  const cancelled = await linked((response) => {
    send(response, snapshot(1), 'event: closing\ndata: {"reason":"cancelled"}\n\n');
  });
  await expect.poll(() => cancelled.told).toEqual(['snapshot 1', 'live', 'over']);
  expect([over.visits(), cancelled.visits()]).toEqual([1, 1]);
});

test('a stream that is cut is come back to', async () => {
  const { told } = await linked((response, _url, visit) => {
    send(response, snapshot(visit + 1));
    if (visit === 0) setImmediate(() => response.destroy());
  });
  await expect.poll(() => told).toEqual(['snapshot 1', 'live', 'connecting', 'snapshot 2', 'live']);
});

test('waiting grows to half a minute, differs from one to the next, and is never less than asked for', () => {
  expect([0, 1, 2, 9, 99].map((attempt) => retryAfter(attempt, 1))).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
  expect(retryAfter(3, 0)).toBe(2_000);
  expect(retryAfter(0, 0, 5_000)).toBeGreaterThanOrEqual(5_000);
});
