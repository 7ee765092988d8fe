/** Triggers and PingSources say what the functions subscribe to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ADDRESSED, addressAttribute, catalog, wireType, type EventType } from '../../events/catalog.ts';
import { isoDurationMs } from '../platform/spec/duration.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { capabilities } from '../../functions/capabilities.ts';
import { addressHeaders } from '../../functions/shared/messages/publisher.ts';
import { takersOf } from '../../functions/shared/serve/capability.ts';
import { backoffsMs } from '../platform/eventing/delivery-retry.ts';
import { importsIn } from '../testing/imports.ts';
import { manifests } from './read.ts';
import { ROOT } from './render/files.ts';

interface Destination {
  ref: { kind: string; name: string };
  uri?: string;
}
interface Trigger {
  broker: string;
  filter: { attributes: Record<string, string> };
  subscriber: Destination;
}
interface BrokerDelivery {
  retry: number;
  backoffPolicy: string;
  backoffDelay: string;
  timeout: string;
  deadLetterSink: Destination;
}

const sourceOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const triggers = ofKind(manifests, 'Trigger').map(({ metadata, spec }) => ({ metadata, spec: spec as Trigger }));
const ticks = ofKind(manifests, 'PingSource').map(({ spec }) => (spec as { sink: Destination }).sink);
const types = Object.keys(catalog) as EventType[];

const { delivery } = ofKind(manifests, 'Broker')[0]!.spec as { delivery: BrokerDelivery };
const serviceOf = (name: string) => ({ apiVersion: 'serving.knative.dev/v1', kind: 'Service', name });

it.each(capabilities)(
  '$name gets the messages it subscribes to, all by one Trigger with the delivery of the Broker',
  (capability) => {
    const { name, takes } = capability;
    const own = triggers.filter(({ spec }) => spec.subscriber.ref.name === name);
    expect(own).toEqual(
      takes
        ? [
            {
              metadata: {
                name,
                namespace: 'seatmesh',
                annotations: { 'rabbitmq.eventing.knative.dev/parallelism': String(takes.parallelism) },
              },
              spec: {
                broker: 'seatmesh',
                filter: { attributes: { [addressAttribute(name)]: ADDRESSED } },
                subscriber: { ref: serviceOf(name), uri: '/cloudevents' },
              },
            },
          ]
        : [],
    );
  },
);

it.each(types)('%s is addressed to who takes it, and to nobody else', (type) => {
  const headers = Object.fromEntries(
    takersOf(type, capabilities).map((name) => [`ce-${addressAttribute(name)}`, ADDRESSED]),
  );
  expect(addressHeaders(wireType(type))).toEqual(headers);
});

it('no two functions are addressed by the same attribute, and each is a name that CloudEvents 1.0 recommends', () => {
  const attributes = capabilities.map(({ name }) => addressAttribute(name));
  expect(new Set(attributes).size).toBe(attributes.length);
  for (const attribute of attributes) expect(attribute).toMatch(/^[a-z0-9]{1,20}$/);
});

const keysOf = (one: unknown) => new Set(JSON.stringify(one).match(/EVENT_KEY_\w+/g));

it('what the broker gives up goes to the one function that keeps it, which has the keys of all that send', () => {
  const keepers = capabilities.filter(({ keepsDeadLetters }) => keepsDeadLetters);
  expect(keepers).toHaveLength(1);
  const [{ name } = { name: '' }] = keepers;
  expect(delivery.deadLetterSink).toEqual({ ref: serviceOf(name), uri: '/dead-letters' });
  const service = ofKind(manifests, 'Service', 'serving.knative.dev').find(({ metadata }) => metadata.name === name);
  const senders = ofKind(manifests, 'Service', 'serving.knative.dev').filter((one) =>
    JSON.stringify(one).includes('"K_SINK"'),
  );
  expect(senders.length).toBeGreaterThan(2);
  for (const sender of senders) expect(keysOf(sender).difference(keysOf(service))).toEqual(new Set());
});

it.each(capabilities)('$name gets ticks if and only if it sweeps', ({ name, sweep }) => {
  const sinks = ticks.filter(({ ref }) => ref.name === name);
  expect(sinks.map(({ uri }) => uri)).toEqual(sweep ? ['/cloudevents'] : []);
});

/** Taken from RabbitMQ ahead of time by eventing-rabbitmq 1.22; and how long RabbitMQ waits for the end of what it has handed out. */
const PREFETCHED = 100;
const CONSUMER_TIMEOUT_MS = 30 * 60_000;

/** `4 min 15 s`. */
const spoken = (ms: number) => `${Math.floor(ms / 60_000)} min ${(ms / 1000) % 60} s`;

it('OPERATIONS.md says how often and for how long deliveries are tried, as the manifests and the dispatcher have it', () => {
  const { retry, backoffDelay, timeout } = delivery;
  const waits = backoffsMs({ retry, policy: 'exponential', delayMs: isoDurationMs(backoffDelay)!, timeoutMs: 0 });
  const seconds = waits.map((ms) => ms / 1000);
  const sumMs = waits.reduce((sum, ms) => sum + ms);
  const longestMs = sumMs + (retry + 1) * isoDurationMs(timeout)!;
  const first = seconds.slice(0, 3).join(', ');
  const text = sourceOf('OPERATIONS.md').replaceAll(/\s+/g, ' ');
  expect(text).toContain(
    `tried ${retry} times more, after waits of ${first} … ${seconds.at(-1)} s, ${spoken(sumMs)} in all (up to ${spoken(longestMs)} where every try waits for its ${Number(isoDurationMs(timeout)) / 1000} s)`,
  );
  expect(text).toContain(`failed for ${spoken(sumMs)}`);
});

it.each(triggers.map(({ metadata }) => [metadata.name, metadata] as const))(
  'Trigger %s is done with all it has taken before RabbitMQ takes it back, also when every try of each fails as late as it may',
  (_name, { annotations }) => {
    const { retry, backoffDelay, timeout } = delivery;
    const [delayMs = Number.NaN, timeoutMs = Number.NaN] = [backoffDelay, timeout].map(isoDurationMs);
    const waits = backoffsMs({ retry, policy: 'exponential', delayMs, timeoutMs });
    const oneMs = waits.reduce((sum, ms) => sum + ms, (retry + 1) * timeoutMs);
    const parallelism = Number(annotations?.['rabbitmq.eventing.knative.dev/parallelism']);
    expect(oneMs * Math.ceil(PREFETCHED / parallelism)).toBeLessThan(CONSUMER_TIMEOUT_MS);
  },
);

/** Figures go beside anybody's order messages, also those that another function left. */
const FIGURES_OF_ALL = 'functions/shared/seats/events-relay.ts';

/** The types that a function's sources make messages of: those named where `typedMessage` is called. */
function madeBy(name: string): EventType[] {
  const files = new Set([`functions/${name}/index.ts`]);
  for (const file of files)
    for (const { file: imported, isType } of file === FIGURES_OF_ALL ? [] : importsIn(file, sourceOf(file)))
      if (!isType && imported.startsWith('functions/')) files.add(imported);
  const makers = [...files].map(sourceOf).filter((source) => source.includes('typedMessage('));
  return types.filter((type) => makers.some((source) => source.includes(`'${type}'`)));
}

it.each(capabilities)('$name publishes what it says, and nothing else', ({ name, publishes = [] }) => {
  expect(madeBy(name)).toEqual(types.filter((type) => publishes.includes(type)));
});

it.each(types)('%s is published by one function', (type) => {
  const publishers = capabilities.filter(({ publishes }) => publishes?.includes(type)).map(({ name }) => name);
  // Of seats that were blocked while the event was a draft, publish tells.
  const rest = type === 'availability.changed.v1' ? publishers.filter((name) => name !== 'publish') : publishers;
  expect(rest).toHaveLength(1);
});
