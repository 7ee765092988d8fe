/** From a release that had a Trigger for each type to one that has one for each function: what waited is delivered, and nothing is left behind. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeQuietly } from '../servers/close-quietly.ts';
import { openChannels, type Rabbit, startRabbit } from './fixtures/rabbit-of-tests.ts';
import { type FixtureRun, run, service, until } from './fixtures/run.ts';
import { parseManifests } from './spec/manifests.ts';

const UPDATED = 'dev.seatmesh.event.updated.v1';
const scope = randomUUID();
const QUEUE = `seatmesh.book-event-updated.${scope}`;
let rabbit: Rabbit;
let channels: Awaited<ReturnType<typeof openChannels>>;
let system: FixtureRun | undefined;

beforeAll(async () => {
  rabbit = await startRabbit();
  channels = await openChannels(rabbit.url);
}, 60_000);
afterAll(async () => {
  await system?.stop();
  await channels.close();
  await rabbit.stop();
}, 30_000);

const release = (trigger: string, attributes: string) =>
  parseManifests(`
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: seatmesh, namespace: seatmesh, annotations: { eventing.knative.dev/broker.class: RabbitMQBroker } }
spec: { config: { kind: RabbitmqBrokerConfig, name: c, apiVersion: eventing.knative.dev/v1alpha1 } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: ${trigger}, namespace: seatmesh }
spec:
  broker: seatmesh
  filter: { attributes: { ${attributes} } }
  subscriber: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: book }, uri: /ok }
`);
const start = (trigger: string, attributes: string) =>
  run([...release(trigger, attributes), service('book', { folder: 'subscriber', annotations: { window: '1s' } })], {
    amqpUrl: rabbit.url,
    scope,
  });
const got = (id: string) =>
  system?.lines.filter(({ service: name, line }) => name === 'book' && String(line).includes(`"id":"${id}"`)) ?? [];

async function send(id: string, more: Record<string, string>): Promise<void> {
  const headers = { 'ce-specversion': '1.0', 'ce-source': '/tests', 'ce-type': UPDATED, 'ce-id': id, ...more };
  const ingress = (await system?.address('seatmesh-broker-ingress')) ?? '';
  expect((await fetch(ingress, { method: 'POST', headers, body: '{}' })).status).toBe(202);
}

async function queueIsThere(): Promise<boolean> {
  const channel = await channels.apart();
  try {
    await channel.checkQueue(QUEUE);
    return true;
  } catch {
    return false;
  } finally {
    await closeQuietly(channel);
  }
}

test('what waits in the queue of a former Trigger is delivered; nothing new comes into it; the next start deletes it', async () => {
  system = await start('book-event-updated', `type: ${UPDATED}`);
  await system.stop();
  const channel = await channels.confirming();
  const headers = { id: 'waited', source: '/tests', type: UPDATED, specversion: '1.0' };
  channel.publish(`b.seatmesh.seatmesh.${scope}`, '', Buffer.from('{}'), { headers, persistent: true });
  await channel.waitForConfirms();

  system = await start('book', 'tobook: "yes"');
  await until(() => got('waited').length === 1, 'what waited');
  await send('new', { 'ce-tobook': 'yes' });
  await send('for nobody', {});
  await until(() => got('new').length === 1, 'the new one');
  await system.idle(10_000);
  expect([got('new').length, got('for nobody').length]).toEqual([1, 0]);
  expect(await queueIsThere()).toBe(true);
  await system.stop();

  system = await start('book', 'tobook: "yes"');
  expect(await queueIsThere()).toBe(false);
}, 60_000);
