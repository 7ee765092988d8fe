/** What a collector gets of orders: one trace each, from the caller's on to the buyer's record, and the figures that count them. */
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METRICS } from '../../functions/shared/telemetry/metric-catalog.ts';
import { publishEvent } from '../testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../testing/test-system.ts';
import { startReceiver } from './receiver.ts';
import type { ToldPoint, ToldSpan } from './told.ts';

const spans: ToldSpan[] = [];
const points: ToldPoint[] = [];
const refused: string[] = [];
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let system: TestSystem;
let ada: Person;
let event: string;

beforeAll(async () => {
  receiver = await startReceiver({
    spans: (some) => void spans.push(...some),
    points: (some) => void points.push(...some),
    refused: (why) => void refused.push(why),
  });
  const { port } = receiver.address() as AddressInfo;
  const told = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_METRIC_EXPORT_INTERVAL: '1000' };
  system = await startTestSystem({ env: { '*': told, register: { ...told, TRACES_PER_SECOND: '0' } } });
  ada = await system.user('Ada');
  event = await publishEvent(system, ada);
});
afterAll(async () => {
  await system.close();
  receiver.close();
  receiver.closeAllConnections();
});

const PROCESSED = 'process dev.seatmesh.order.confirmed.v1';

/** A caller's own trace. */
function callersTrace(flags = '01') {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-${flags}` } };
}

const order = (key: string, seats: string[], headers: Record<string, string>) =>
  system.ask('POST', `/v1/events/${event}/orders`, { token: ada.token, key, body: { seats }, headers });
const ofTrace = (id: string) => spans.filter(({ traceId }) => traceId === id);
/** Of all processes, as each has told it last. */
function sumOf(name: string, attributes: Record<string, string>): number {
  const fits = (point: ToldPoint) =>
    point.name === name && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value);
  const latest = new Map(points.filter(fits).map(({ instance, value = 0 }) => [instance, value]));
  return [...latest.values()].reduce((sum, value) => sum + value, 0);
}

test('an order is one trace: function, Redis, MySQL, relay, and the consumer of its message, each beneath what led to it', async () => {
  const { traceId, spanId, headers } = callersTrace();
  expect((await order('one-trace', ['A-1-1'], headers)).status).toBe(201);
  const names = await system.until('all of it has come', async () => {
    const found = ofTrace(traceId);
    const told = new Set(['mark seats sold', PROCESSED, ...found.map(({ parentId }) => parentId)]);
    for (const span of found) for (const one of [span.name, span.spanId, spanId]) told.delete(one);
    return told.size === 0 && found.map(({ name }) => name);
  });
  expect(names).toEqual(
    expect.arrayContaining([
      'POST /v1/events/{eventId}/orders',
      'hold seats',
      'commit order',
      'send dev.seatmesh.order.confirmed.v1',
    ]),
  );
  const own = ofTrace(traceId);
  const byId = new Map(own.map((span) => [span.spanId, span]));
  const parentOf = (name: string) => byId.get(own.find((span) => span.name === name)?.parentId ?? '')?.name;
  expect(own.find(({ kind }) => kind === 2)?.parentId).toBe(spanId);
  const beneath = ['hold seats', 'commit order', 'mark seats sold', 'send dev.seatmesh.order.confirmed.v1'];
  for (const name of [...beneath, PROCESSED]) expect(parentOf(name), name).toBe('POST /v1/events/{eventId}/orders');
  expect(own.find(({ name }) => name === PROCESSED)?.service).toMatch(/^order-record/);
  expect(own.find(({ name }) => name === 'POST /v1/events/{eventId}/orders')).toMatchObject({
    service: expect.stringMatching(/^book-e/),
    attributes: { 'http.response.status_code': '201', 'http.route': '/v1/events/{eventId}/orders' },
  });
});

test('what its caller does not want recorded is not, and the same is counted', async () => {
  const { traceId, headers } = callersTrace('00');
  const watched = callersTrace();
  expect((await order('unsampled', ['A-1-2'], headers)).status).toBe(201);
  expect((await order('sampled', ['A-1-3'], watched.headers)).status).toBe(201);
  await system.until('what came after it has come', async () =>
    ofTrace(watched.traceId).some(({ name }) => name.startsWith('process ')),
  );
  expect(ofTrace(traceId)).toEqual([]);
  await system.until('all are counted', async () => sumOf('seatmesh.orders', { 'seatmesh.outcome': 'placed' }) === 3);
});

test('beyond so many a second none begins, and what is refused names its code', async () => {
  expect(spans.filter(({ service }) => service === 'register')).toEqual([]);
  const { traceId, headers } = callersTrace();
  expect((await order('taken', ['A-1-1'], headers)).status).toBe(409);
  const span = await system.until('it has come', async () => ofTrace(traceId).find(({ kind }) => kind === 2));
  expect(span).toMatchObject({ isError: false, attributes: { 'error.type': 'seats_unavailable' } });
  await system.until(
    'it is counted',
    async () => sumOf('seatmesh.refusals', { 'seatmesh.problem.code': 'seats_unavailable' }) === 1,
  );
});

test('nothing that is told has an id, an address or a seat in it, and all of it is as OTLP has it', async () => {
  expect(refused).toEqual([]);
  const told = JSON.stringify([
    ...spans.map(({ name, attributes }) => [name, attributes]),
    ...points.map(({ attributes }) => attributes),
  ]);
  expect(told).not.toMatch(/evt_|usr_|ord_|hld_|A-1-|@example/);
  for (const { name, attributes } of points) {
    expect(Object.keys(METRICS)).toContain(name);
    const { by } = METRICS[name as keyof typeof METRICS];
    expect(by).toEqual(expect.arrayContaining(Object.keys(attributes)));
  }
});

test('of the figures of a sale all are told, and what ends says so', async () => {
  await system.until(
    'all ended',
    async () => Object.values(system.platform.replicas()).every((count) => count === 0),
    60_000,
  );
  const names = new Set(points.map(({ name }) => name));
  const rare = new Set([
    'seatmesh.streams',
    'seatmesh.outbox.oldest',
    'seatmesh.telemetry.dropped',
    'seatmesh.hold.batch.size',
    'seatmesh.holds',
  ]);
  expect(Object.keys(METRICS).filter((name) => !names.has(name) && !rare.has(name))).toEqual([]);
  const last = points.findLast(({ service, name }) => service.startsWith('book-e') && name === 'process.memory.usage');
  expect(last?.value).toBeUndefined();
});
