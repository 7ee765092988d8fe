/** What the board shows of what it was told, and that it keeps no more than it has room for. */
import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { Metrics } from '../../functions/shared/telemetry/metrics.ts';
import { keyValue, metricsBody, tracesBody } from '../../functions/shared/telemetry/otlp.ts';
import { spanJson } from '../../functions/shared/telemetry/span.ts';
import { Board } from './board.ts';
import { BOARD_LINES } from './board-lines.ts';
import { boardPage, tracePage } from './board-page.ts';
import { readPoints, readSpans, type ToldSpan } from './told.ts';
import { openWatchboard, type Watchboard } from './watchboard.ts';

let open: Watchboard | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const resource = (instance: string, service = 'book-e0') => ({
  attributes: [keyValue('service.name', service), keyValue('service.instance.id', instance)],
});
const line = (board: Board, name: string) => board.rows.at(-1)?.[BOARD_LINES.findIndex((one) => one.name === name)];
const span = (over: Partial<ToldSpan> = {}): ToldSpan => ({
  service: 'book-e0',
  instance: 'i',
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentId: undefined,
  name: 'POST',
  kind: 2,
  startMs: 1_000,
  ms: 10,
  attributes: {},
  isError: false,
  ...over,
});

test('a row has what was told since the row before, of all processes, and a process that begins anew counts from zero', () => {
  const board = new Board(0);
  const [one, other] = [new Metrics(1), new Metrics(1)];
  const tell = (metrics: Metrics, who: string, at: number) =>
    board.points(readPoints(metricsBody(resource(who), metrics.collect(at))), at);
  one.add('seatmesh.orders', 30, 'placed');
  other.add('seatmesh.orders', 20, 'placed');
  other.add('seatmesh.orders', 7, 'taken');
  tell(one, 'one', 2);
  tell(other, 'other', 2);
  board.tick(5_000);
  expect(line(board, 'Orders placed')).toBe(10);
  one.add('seatmesh.orders', 5, 'placed');
  tell(one, 'one', 6_000);
  tell(other, 'other', 6_000);
  board.tick(10_000);
  expect(line(board, 'Orders placed')).toBe(1);
  const anew = new Metrics(1);
  anew.add('seatmesh.orders', 10, 'placed');
  tell(anew, 'anew', 11_000);
  board.tick(15_000);
  expect(line(board, 'Orders placed')).toBe(2);
});

test('a process that says it ends, or says nothing any more, is no longer counted', () => {
  const board = new Board(0);
  const metrics = new Metrics(1);
  metrics.set('process.memory.usage', 5e6);
  const body = (isLast: boolean) => readPoints(metricsBody(resource('one'), metrics.collect(2, isLast)));
  board.points(body(false), 1);
  board.tick(2);
  expect(line(board, 'Processes')).toBe(1);
  board.points(body(true), 3);
  board.tick(4);
  expect(line(board, 'Processes')).toBe(0);
  board.points(body(false), 5);
  board.tick(20_000);
  expect(line(board, 'Processes')).toBe(0);
});

test('it keeps half an hour, two hundred traces, and of each as much as is shown', () => {
  const board = new Board(0);
  for (let at = 1; at <= 400; at++) board.tick(at);
  expect(board.rows).toHaveLength(360);
  for (let at = 0; at < 300; at++) board.spans([span({ traceId: at.toString(16).padStart(32, '0') })]);
  expect(board.traces()).toHaveLength(200);
  expect(board.traces()[0]?.id).toBe((299).toString(16).padStart(32, '0'));
  for (let at = 0; at < 300; at++) board.spans([span({ spanId: at.toString(16).padStart(16, '0') })]);
  expect(board.trace('a'.repeat(32))?.spans).toHaveLength(150);
});

test('a trace is shown parent before child, whatever its names say, and a circle of spans ends', () => {
  const [a, b, c] = ['1'.repeat(16), '2'.repeat(16), '3'.repeat(16)] as const;
  const html = tracePage({
    id: 'a'.repeat(32),
    spans: [
      span({ spanId: b, parentId: a, name: '<script>child</script>', startMs: 1_001 }),
      span({ spanId: a, name: 'root' }),
      span({ spanId: c, parentId: c, name: 'its own parent' }),
    ],
  });
  expect(html).not.toContain('<script');
  expect(html.indexOf('root')).toBeLessThan(html.indexOf('&lt;script&gt;child'));
  expect(boardPage(new Board(0), false)).toContain('http-equiv="refresh"');
  expect(boardPage(new Board(0), true)).not.toContain('http-equiv="refresh"');
});

/** What somebody is answered who asks for this machine by another name. */
function statusAs(host: string, { hostname, port }: URL): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ hostname, port, path: '/', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

test('over HTTP it shows what it was told, to this machine by its own name alone', async () => {
  open = await openWatchboard();
  const body = tracesBody(resource('one'), [
    spanJson({ ...span({ name: 'POST /v1/x' }), kind: 'server', endMs: 1_010 }),
  ]);
  const post = (path: string, text: string, type = 'application/json') =>
    fetch(`${open?.url}${path}`, { method: 'POST', body: text, headers: { 'content-type': type } });
  expect((await post('/v1/traces', body)).status).toBe(200);
  const page = await fetch(`${open.url}/`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('POST /v1/x');
  expect(await (await fetch(`${open.url}/traces/${'a'.repeat(32)}`)).text()).toContain('1 spans');
  expect((await fetch(`${open.url}/traces/${'c'.repeat(32)}`)).status).toBe(404);
  expect((await fetch(`${open.url}/`, { method: 'DELETE' })).status).toBe(404);
  expect((await post('/v1/traces', body, 'text/plain')).status).toBe(415);
  expect((await post('/v1/metrics', '{"resourceMetrics":[{"scope_metrics":[]}]}')).status).toBe(400);
  expect((await post('/v1/traces', ' '.repeat(4_000_001))).status).toBe(413);
  expect(await statusAs('evil.example', new URL(open.url))).toBe(404);
  expect(await statusAs('localhost:1', new URL(open.url))).toBe(200);
  expect(new URL(open.url).hostname).toBe('127.0.0.1');
  expect(readSpans(body)).toHaveLength(1);
});
