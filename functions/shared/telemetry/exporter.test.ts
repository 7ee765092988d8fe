/** What is told gets to its collector, and nothing waits, or is kept without end, for one that does not take it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { Exporter, type ExporterSettings, type Signal } from './exporter.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});

async function collector(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function exporterTo(settings: ExporterSettings) {
  const dropped: Record<Signal, number> = { traces: 0, metrics: 0 };
  const exporter = new Exporter(
    settings,
    (spans) => JSON.stringify(spans.map(Number)),
    (signal, count) => (dropped[signal] += count),
  );
  return { exporter, dropped };
}

test('spans go in batches, in their order, one request at a time; figures by a path of their own', async () => {
  const bodies: [path: string | undefined, body: string][] = [];
  let atOnce = 0;
  let most = 0;
  const endpoint = await collector((request, response) => {
    most = Math.max(most, ++atOnce);
    void text(request).then((body) => {
      bodies.push([request.url, body]);
      atOnce--;
      response.end('{}');
    });
  });
  const { exporter, dropped } = exporterTo({ endpoint: `${endpoint}/` });
  for (let at = 0; at < 1_200; at++) exporter.take(String(at));
  await exporter.sendSpans();
  await exporter.sendMetrics('{"figures":1}');
  expect(bodies.map(([path]) => path)).toEqual(['/v1/traces', '/v1/traces', '/v1/traces', '/v1/metrics']);
  const sent = bodies.slice(0, -1).flatMap(([, body]) => JSON.parse(body) as number[]);
  expect(sent).toEqual(Array.from({ length: 1_200 }, (_, at) => at));
  expect(most).toBe(1);
  expect(dropped).toEqual({ traces: 0, metrics: 0 });
});

test('beyond what may wait they are dropped, and counted', async () => {
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>();
  let taken = 0;
  const endpoint = await collector((request, response) => {
    void Promise.all([text(request), open]).then(([body]) => {
      taken += (JSON.parse(body) as number[]).length;
      response.end();
    });
  });
  const { exporter, dropped } = exporterTo({ endpoint, mostSpans: 600 });
  for (let at = 0; at < 2_000; at++) exporter.take(String(at));
  // 512 are on their way, 600 wait.
  expect(dropped.traces).toBe(2_000 - 512 - 600);
  letGo();
  await exporter.sendSpans();
  expect(taken).toBe(512 + 600);
});

test.each([
  [
    'refuses',
    (_: unknown, response: { writeHead: (status: number) => { end: () => unknown } }) =>
      void response.writeHead(503).end(),
  ],
  ['never answers', () => {}],
  ['breaks off', (request: { socket: { destroy: () => unknown } }) => void request.socket.destroy()],
] as [string, RequestListener][])('a collector that %s costs what waited for it, and no more', async (_, answer) => {
  const endpoint = await collector(answer);
  const { exporter, dropped } = exporterTo({ endpoint, timeoutMs: 100 });
  for (let at = 0; at < 1_000; at++) exporter.take(String(at));
  await exporter.sendSpans();
  await exporter.sendMetrics('{}');
  expect(dropped).toEqual({ traces: 1_000, metrics: 1 });
});

test('one that answers without end is left', async () => {
  const endpoint = await collector((_request, response) => {
    response.writeHead(200);
    const more = (): void => void response.write('x'.repeat(10_000), () => !response.destroyed && more());
    more();
  });
  const { exporter, dropped } = exporterTo({ endpoint, timeoutMs: 60_000 });
  await exporter.sendMetrics('{}');
  expect(dropped.metrics).toBe(1);
});

test('nobody there: what waits is dropped', async () => {
  const { exporter, dropped } = exporterTo({ endpoint: 'http://127.0.0.1:1' });
  exporter.take('1');
  await exporter.sendSpans();
  expect(dropped.traces).toBe(1);
});
