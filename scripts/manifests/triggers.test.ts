/** Triggers and PingSources say what the functions subscribe to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalog, wireType, type EventType } from '../../events/catalog.ts';
import { isoDurationMs } from '../platform/spec/duration.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { capabilities } from '../../functions/capabilities.ts';
import { DELIVERY } from '../../functions/shared/serve/capability.ts';
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
  delivery: {
    retry: number;
    backoffPolicy: string;
    backoffDelay: string;
    timeout: string;
    deadLetterSink: Destination;
  };
}

const sourceOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const triggers = ofKind(manifests, 'Trigger').map(({ metadata, spec }) => ({ metadata, spec: spec as Trigger }));
const ticks = ofKind(manifests, 'PingSource').map(({ spec }) => (spec as { sink: Destination }).sink);
const types = Object.keys(catalog) as EventType[];

it.each(capabilities)('$name gets the messages it subscribes to, by one Trigger each', ({ name, takes = {} }) => {
  const triggered = triggers
    .filter(({ spec }) => spec.subscriber.ref.name === name)
    .map(({ spec }) => spec.filter.attributes['type']);
  expect(triggered).toEqual(Object.keys(takes).map((type) => wireType(type as EventType)));
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
  const { delivery: usual } = ofKind(manifests, 'Broker')[0]!.spec as { delivery: Trigger['delivery'] };
  const { retry, backoffDelay, timeout } = usual;
  expect({ retry, backoffDelay, timeout }).toEqual(DELIVERY);
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

it.each(capabilities)(
  '$name gets its messages as often and for as long as it says, or as is usual',
  ({ name, takes = {} }) => {
    const delivered = triggers
      .filter(({ spec }) => spec.subscriber.ref.name === name)
      .map(({ spec: { delivery } }) => delivery);
    const said = Object.values(takes).map(({ retry, backoffDelay, timeout }) => ({
      retry: retry ?? DELIVERY.retry,
      backoffDelay: backoffDelay ?? DELIVERY.backoffDelay,
      timeout: timeout ?? DELIVERY.timeout,
    }));
    expect(delivered).toMatchObject(said);
  },
);

describe.each(triggers.map((trigger) => [trigger.metadata.name, trigger] as const))('Trigger %s', (name, trigger) => {
  const { metadata, spec } = trigger;
  const fn = spec.subscriber.ref.name;

  it('is done with all it has taken before RabbitMQ takes it back, also when every try of each fails as late as it may', () => {
    const { retry, backoffDelay, timeout } = spec.delivery;
    const [delayMs = Number.NaN, timeoutMs = Number.NaN] = [backoffDelay, timeout].map(isoDurationMs);
    const delivery = { retry, policy: 'exponential', delayMs, timeoutMs } as const;
    const oneMs = backoffsMs(delivery).reduce((sum, ms) => sum + ms, (retry + 1) * timeoutMs);
    const parallelism = Number(metadata.annotations?.['rabbitmq.eventing.knative.dev/parallelism']);
    expect(oneMs * Math.ceil(PREFETCHED / parallelism)).toBeLessThan(CONSUMER_TIMEOUT_MS);
  });

  it('takes one type of message and is named after both', () => {
    const type = types.find((known) => wireType(known) === spec.filter.attributes['type']);
    expect(Object.keys(spec.filter.attributes)).toEqual(['type']);
    expect(name).toBe(`${fn}-${type?.replace(/\.v1$/, '').replaceAll('.', '-')}`);
  });

  it('delivers to /cloudevents with a full delivery of its own, and what fails to /dead-letters of the same function', () => {
    const service = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: fn };
    expect(spec).toMatchObject({
      broker: 'seatmesh',
      subscriber: { ref: service, uri: '/cloudevents' },
      delivery: {
        retry: expect.any(Number),
        backoffPolicy: 'exponential',
        backoffDelay: expect.any(String),
        timeout: expect.any(String),
        deadLetterSink: { ref: service, uri: '/dead-letters' },
      },
    });
  });
});

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
