/** Triggers and PingSources say what the functions subscribe to. */
import { describe, expect, it } from 'vitest';
import { catalog, wireType, type EventType } from '../../events/catalog.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { functions, manifests, sourceOf } from './read.ts';

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

const triggers = ofKind(manifests, 'Trigger').map(({ metadata, spec }) => ({ metadata, spec: spec as Trigger }));
const ticks = ofKind(manifests, 'PingSource').map(({ spec }) => (spec as { sink: Destination }).sink);
const types = Object.keys(catalog) as EventType[];

it.each(functions)('%s gets the events it subscribes to, by one Trigger each', (fn) => {
  const subscribed = [...sourceOf(fn).matchAll(/subscribe\(\s*'([\w.]+)'/g)].map(([, type]) =>
    wireType(type as EventType),
  );
  const triggered = triggers
    .filter(({ spec }) => spec.subscriber.ref.name === fn)
    .map(({ spec }) => spec.filter.attributes['type']);
  expect(new Set(triggered)).toEqual(new Set(subscribed));
  expect(triggered).toHaveLength(subscribed.length);
});

it.each(functions)('%s gets ticks if and only if it sweeps', (fn) => {
  const sinks = ticks.filter(({ ref }) => ref.name === fn);
  expect(sinks.map(({ uri }) => uri)).toEqual(sourceOf(fn).includes('onTick(') ? ['/cloudevents'] : []);
});

describe.each(triggers.map((trigger) => [trigger.metadata.name, trigger] as const))('Trigger %s', (name, { spec }) => {
  const fn = spec.subscriber.ref.name;

  it('takes one type of the catalog and is named after both', () => {
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

it.each(types)('%s is sent by a function', (type) => {
  const senders = functions.filter((fn) =>
    sourceOf(fn)
      .replaceAll(/subscribe\(\s*'[\w.]+'/g, '')
      .includes(`'${type}'`),
  );
  expect(senders).not.toEqual([]);
});
