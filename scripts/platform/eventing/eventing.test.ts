import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Rabbit, startRabbit } from '../fixtures/rabbit-of-tests.ts';
import { openWire, type Wire } from '../../testing/servers/wire.ts';
import { type FixtureRun, run, service, until } from '../fixtures/run.ts';
import { type Manifest, parseManifests } from '../spec/manifests.ts';

const broker = parseManifests(`
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: seatmesh, namespace: seatmesh, annotations: { eventing.knative.dev/broker.class: RabbitMQBroker } }
spec: { config: { kind: RabbitmqBrokerConfig, name: c, apiVersion: eventing.knative.dev/v1alpha1 } }
`);
const trigger = (type: string, uri: string, delivery = ''): Manifest[] =>
  parseManifests(`
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${type.replaceAll('.', '-')}, namespace: seatmesh, annotations: { rabbitmq.eventing.knative.dev/parallelism: "10" } }
spec:
  broker: seatmesh
  filter: { attributes: { type: ${type} } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: subscriber }, uri: ${uri} }
  ${delivery && `delivery: ${delivery}`}
`);
const LETTERS = 'deadLetterSink: { ref: { apiVersion: v1, kind: Service, name: subscriber }, uri: /letters }';

interface Delivery {
  path: string;
  id: string;
  tries: number;
  at: number;
  headers: Record<string, string>;
  data: string;
}

let rabbit: Rabbit;
let wire: Wire;
let system: FixtureRun;
let ingress: string;
const scope = randomUUID();
const manifests = [
  ...broker,
  ...trigger('plain.v1', '/ok'),
  ...trigger('refused.v1', '/status/400', `{ retry: 3, backoffDelay: PT0.01S, ${LETTERS} }`),
  ...trigger('flaky.v1', '/fail/2/503', `{ retry: 3, backoffPolicy: linear, backoffDelay: PT0.1S, ${LETTERS} }`),
  ...trigger(
    'hopeless.v1',
    '/status/500',
    `{ retry: 2, backoffPolicy: exponential, backoffDelay: PT0.01S, ${LETTERS} }`,
  ),
  ...trigger('hanging.v1', '/hang', `{ retry: 1, backoffDelay: PT0.01S, timeout: PT0.2S, ${LETTERS} }`),
  ...trigger('asking.v1', '/reply'),
  ...trigger('reply.v1', '/replies'),
  ...trigger('steady.v1', '/slow/5', '{ retry: 20, backoffPolicy: linear, backoffDelay: PT0.05S }'),
];
const subscriber = (): Manifest => service('subscriber', { folder: 'subscriber', annotations: { window: '1s' } });

beforeAll(async () => {
  rabbit = await startRabbit();
  wire = await openWire(rabbit.url);
  system = await run([...manifests, subscriber()], { amqpUrl: wire.url, scope });
  ingress = await system.address('seatmesh-broker-ingress');
}, 60_000);
afterAll(async () => {
  await system?.stop();
  await wire?.close();
  await rabbit?.stop();
}, 30_000);

async function send(type: string, id: string = randomUUID(), more: Record<string, string> = {}): Promise<number> {
  const headers = {
    'ce-specversion': '1.0',
    'ce-source': '/tests',
    'ce-type': type,
    'ce-id': id,
    'content-type': 'application/json',
    ...more,
  };
  const answer = await fetch(ingress, { method: 'POST', headers, body: `{"id":"${id}"}` });
  await answer.arrayBuffer();
  return answer.status;
}
const deliveries = (id: string, from: FixtureRun = system): Delivery[] =>
  from.lines
    .flatMap(({ service: name, line }) =>
      name === 'subscriber' && String(line).startsWith('{') ? [JSON.parse(String(line)) as Delivery] : [],
    )
    .filter((delivery) => delivery.id === id);
const delivered = (id: string, count: number): Promise<Delivery[]> =>
  until(() => deliveries(id).length >= count && deliveries(id), `${count} deliveries of ${id}`);

test('202 and one delivery, in binary mode, with its trace and extensions; the subscriber is started for it', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(await send('plain.v1', 'p1', { traceparent, 'ce-slot': '0a7', 'ce-subject': 'evt' })).toBe(202);
  const [one] = await delivered('p1', 1);
  expect(one).toMatchObject({ path: '/ok', data: '{"id":"p1"}' });
  expect(one?.headers).toMatchObject({
    'ce-type': 'plain.v1',
    'ce-slot': '0a7',
    'ce-subject': 'evt',
    'content-type': 'application/json',
    traceparent,
  });
  await system.idle(10_000);
  expect(deliveries('p1')).toHaveLength(1);
  expect(system.replicas()).toEqual({ subscriber: 0 });
});

test('the ingress refuses what is no event: 400, 404, 405, 413', async () => {
  expect(await send('', 'x')).toBe(400);
  expect((await fetch(ingress)).status).toBe(405);
  expect((await fetch(`${ingress}/x`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(ingress, { method: 'POST', body: Buffer.alloc(1024 * 1024 + 1) })).status).toBe(413);
});

test('a structured event is delivered in binary mode', async () => {
  const event = { specversion: '1.0', id: 's1', source: '/tests', type: 'plain.v1', data: { a: 1 } };
  const headers = { 'content-type': 'application/cloudevents+json' };
  expect((await fetch(ingress, { method: 'POST', headers, body: JSON.stringify(event) })).status).toBe(202);
  expect((await delivered('s1', 1))[0]).toMatchObject({
    data: '{"a":1}',
    headers: { 'content-type': 'application/json', 'ce-type': 'plain.v1' },
  });
});

test('400 counts as delivered, so it is neither tried again nor a dead letter', async () => {
  await send('refused.v1', 'r1');
  await delivered('r1', 1);
  await system.idle(10_000);
  expect(deliveries('r1').map(({ path }) => path)).toEqual(['/status/400']);
});

test('503 is tried again with linear waits until it succeeds', async () => {
  await send('flaky.v1', 'f1');
  const [first, second, third] = await delivered('f1', 3);
  // Waits of 100 and 200 ms; a timer may fire a millisecond early.
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(99);
  expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(199);
  await system.idle(10_000);
  expect(deliveries('f1')).toHaveLength(3);
});

test('after its last retry an event goes to the dead letters, with where and why', async () => {
  await send('hopeless.v1', 'h1', { 'ce-slot': 'fff' });
  const all = await delivered('h1', 4);
  expect(all.map(({ path }) => path)).toEqual(['/status/500', '/status/500', '/status/500', '/letters']);
  expect(all[3]).toMatchObject({
    data: '{"id":"h1"}',
    headers: {
      'ce-slot': 'fff',
      'ce-knativeerrorcode': '500',
      'ce-knativeerrordest': 'http://subscriber.seatmesh.svc.cluster.local/status/500',
    },
  });
});

test('a subscriber that does not answer in time has failed', async () => {
  await send('hanging.v1', 'g1');
  const all = await delivered('g1', 3);
  expect(all.map(({ path }) => path)).toEqual(['/hang', '/hang', '/letters']);
  expect(all[2]?.headers['ce-knativeerrorcode']).toBe('-1');
});

test('an event in the answer is published in its turn', async () => {
  await send('asking.v1', 'a1');
  expect((await delivered('re-a1', 1))[0]).toMatchObject({ path: '/replies', headers: { 'ce-type': 'reply.v1' } });
});

test('a subscriber killed again and again loses no event', async () => {
  const ids = Array.from({ length: 200 }, (_, i) => `k${i}`);
  const sending = Promise.all(ids.map((id) => send('steady.v1', id)));
  for (let kills = 0; kills < 3; kills += 1) {
    const [pid = 0] = await until(() => system.pids('subscriber').length > 0 && system.pids('subscriber'));
    process.kill(pid, 'SIGKILL');
    await until(() => !system.pids('subscriber').includes(pid));
  }
  expect(await sending).toEqual(ids.map(() => 202));
  await until(() => ids.every((id) => deliveries(id).length > 0), 'every event', 20_000);
  await system.idle(20_000);
}, 40_000);

test('503 while RabbitMQ is away; when it is back, everything that was accepted arrives', async () => {
  const before = Array.from({ length: 50 }, (_, i) => `c${i}`);
  const accepted: string[] = [];
  const sending = Promise.all(before.map(async (id) => (await send('steady.v1', id)) === 202 && accepted.push(id)));
  await until(() => accepted.length > 5);
  wire.cut();
  await sending;
  await until(async () => (await send('steady.v1', 'away')) === 503, '503');
  wire.mend();
  await until(async () => (await send('steady.v1', 'back')) === 202, '202');
  accepted.push('back');
  const arrived = (): string[] => accepted.filter((id) => deliveries(id).length > 0);
  await until(() => arrived().length === accepted.length, 'every accepted event', 20_000);
  expect(arrived()).toEqual(accepted);
}, 40_000);

test('503 for an event that RabbitMQ has not confirmed: it never reached it', async () => {
  wire.onSend = (chunk) => (chunk.includes('unheard') ? 'cut before it arrives' : 'pass');
  expect(await send('steady.v1', 'unheard')).toBe(503);
  wire.onSend = () => 'pass';
  await until(async () => (await send('steady.v1', 'heard')) === 202, '202');
  await delivered('heard', 1);
  expect(deliveries('unheard')).toEqual([]);
});

test('events wait in their queue for a platform that is not running', async () => {
  const own = randomUUID();
  const queue = [
    ...broker,
    ...trigger('later.v1', '/status/500', '{ retry: 1000, backoffPolicy: linear, backoffDelay: PT0.01S }'),
  ];
  const first = await run([...queue, subscriber()], { amqpUrl: rabbit.url, scope: own });
  const headers = { 'ce-specversion': '1.0', 'ce-source': '/tests', 'ce-type': 'later.v1', 'ce-id': 'l1' };
  await fetch(await first.address('seatmesh-broker-ingress'), { method: 'POST', headers });
  await until(() => deliveries('l1', first).length > 1);
  await first.stop();
  const second = await run([...broker, ...trigger('later.v1', '/ok'), subscriber()], {
    amqpUrl: rabbit.url,
    scope: own,
  });
  try {
    expect(await until(() => deliveries('l1', second).find(({ path }) => path === '/ok'))).toMatchObject({ id: 'l1' });
    await second.idle(10_000);
  } finally {
    await second.stop();
  }
});

const ping = (name: string, sink: string): Manifest[] =>
  parseManifests(`
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: ${name}, namespace: seatmesh }
spec: { schedule: "* * * * * *", timezone: Europe/Zurich, contentType: application/json, data: '{"name":"${name}"}', sink: ${sink} }
`);

test('a PingSource ticks into a Service and into a Broker, in its time zone, until it is stopped', async () => {
  const ticking = await run(
    [
      ...broker,
      ...trigger('dev.knative.sources.ping', '/ok'),
      ...ping(
        'direct',
        '{ ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: subscriber }, uri: /direct }',
      ),
      ...ping('through', '{ ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: seatmesh } }'),
      subscriber(),
    ],
    { amqpUrl: rabbit.url, scope: randomUUID(), secrets: { ticks: { proof: 'what ticks are believed for' } } },
  );
  try {
    const tick = (path: string): Promise<Delivery> =>
      until(() =>
        ticking.lines
          .flatMap(({ line }) => (String(line).startsWith('{') ? [JSON.parse(String(line)) as Delivery] : []))
          .find((one) => one.path === path),
      );
    expect((await tick('/direct')).headers).toMatchObject({
      'ce-type': 'dev.knative.sources.ping',
      'ce-source': '/apis/v1/namespaces/seatmesh/pingsources/direct',
      'ce-proof': 'what ticks are believed for',
    });
    expect((await tick('/ok')).data).toBe('{"name":"through"}');
  } finally {
    await ticking.stop();
  }
});
