/** Triggers and PingSources say what the functions subscribe to. */
import { describe, expect, it } from 'vitest';
import { catalog, wireType, type EventType } from '../../events/catalog.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { capabilities } from '../../functions/capabilities.ts';
import { manifests } from './read.ts';

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

it.each(types)('%s is published by one function', (type) => {
  expect(capabilities.filter(({ publishes }) => publishes?.includes(type))).toHaveLength(1);
});
