/** What functions write is what OTLP has, and a mistake in it is found. */
import { expect, test } from 'vitest';
import { Metrics } from '../../functions/shared/telemetry/metrics.ts';
import { keyValue, metricsBody, tracesBody } from '../../functions/shared/telemetry/otlp.ts';
import { spanJson } from '../../functions/shared/telemetry/span.ts';
import { NotOtlp, readPoints, readSpans } from './told.ts';

const RESOURCE = { attributes: [keyValue('service.name', 'book'), keyValue('service.instance.id', 'i1')] };
const SPAN = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentId: undefined,
  name: 'POST "orders"\n',
  kind: 'server',
  attributes: { 'http.response.status_code': 201, 'x.share': 0.5, 'x.flag': true, 'x.none': undefined },
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_000_012.5,
  isError: false,
} as const;

test('a span is read as it was written: times to the microsecond, attributes by their kind, no parent at a root', () => {
  const [read] = readSpans(tracesBody(RESOURCE, [spanJson(SPAN)]));
  expect(read).toEqual({
    service: 'book',
    instance: 'i1',
    traceId: SPAN.traceId,
    spanId: SPAN.spanId,
    parentId: undefined,
    name: SPAN.name,
    kind: 2,
    startMs: SPAN.startMs,
    ms: 12.25,
    attributes: { 'http.response.status_code': '201', 'x.share': '0.5', 'x.flag': 'true' },
    isError: false,
  });
});

test('figures are read as they were written, each new series from zero on', () => {
  const metrics = new Metrics(1_000);
  metrics.add('seatmesh.orders', 2, 'placed');
  metrics.record('seatmesh.order.batch.size', 3);
  metrics.set('seatmesh.outbox.oldest', 7, 'e0');
  const first = readPoints(metricsBody(RESOURCE, metrics.collect(2_000)));
  expect(first.map(({ name, timeMs, value, count }) => [name, timeMs, value, count])).toEqual([
    ['seatmesh.orders', 1_000, 0, 0],
    ['seatmesh.orders', 2_000, 2, 0],
    ['seatmesh.order.batch.size', 1_000, 0, 0],
    ['seatmesh.order.batch.size', 2_000, 3, 1],
    ['seatmesh.outbox.oldest', 2_000, 7, 0],
  ]);
  metrics.add('seatmesh.orders', 1, 'placed');
  metrics.add('seatmesh.orders', 1, 'taken');
  const second = readPoints(metricsBody(RESOURCE, metrics.collect(3_000, true)));
  expect(second.filter(({ name }) => name === 'seatmesh.orders').map(({ timeMs, value }) => [timeMs, value])).toEqual([
    [3_000, 3],
    [2_000, 0],
    [3_000, 1],
  ]);
  expect(second.find(({ kind }) => kind === 'gauge')).toMatchObject({ value: undefined });
});

test('a bucket takes what is as large as its upper end, the last one what is larger', () => {
  const metrics = new Metrics(1);
  for (const size of [1, 2, 128, 129]) metrics.record('seatmesh.order.batch.size', size);
  expect(readPoints(metricsBody(RESOURCE, metrics.collect(2))).at(-1)?.buckets).toEqual([1, 1, 0, 0, 0, 0, 0, 1, 1]);
});

test('more series than there is room for go into one that says so', () => {
  const metrics = new Metrics(1);
  for (let at = 0; at < 1_000; at++) metrics.add('seatmesh.orders', 1, `outcome ${at}`);
  const points = readPoints(metricsBody(RESOURCE, metrics.collect(2))).filter(({ value }) => value !== 0);
  expect(points).toHaveLength(401);
  expect(points.at(-1)).toMatchObject({ attributes: { 'otel.metric.overflow': 'true' }, value: 600 });
});

test.each([
  ['a name in snake_case', (text: string) => text.replace('"spanId"', '"span_id"'), 'has no such field'],
  ['an id in upper case', (text: string) => text.replace(SPAN.spanId, SPAN.spanId.toUpperCase()), 'spanId'],
  ['an id in base64', (text: string) => text.replace(SPAN.traceId, 'S/kvNXezTaajzpKdDg5HNg=='), 'traceId'],
  [
    'a time as a number',
    (text: string) => text.replace('"1700000000000250000"', '1700000000000250000'),
    'startTimeUnixNano',
  ],
  ['an enum by its name', (text: string) => text.replace('"kind":2', '"kind":"SPAN_KIND_SERVER"'), 'kind'],
  ['an integer as a number', (text: string) => text.replace('"intValue":"201"', '"intValue":201'), 'intValue'],
  ['an end before the beginning', (text: string) => text.replace('"1700000000012500000"', '"1"'), 'ends before'],
  ['no JSON', () => '{', 'no JSON'],
])('refuses %s', (_, wrong, why) => {
  expect(() => readSpans(wrong(tracesBody(RESOURCE, [spanJson(SPAN)])))).toThrow(NotOtlp);
  expect(() => readSpans(wrong(tracesBody(RESOURCE, [spanJson(SPAN)])))).toThrow(why);
});
