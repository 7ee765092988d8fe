/** What is asked at Knative's gateway, which is of the whole cluster. */
import { expect, it } from 'vitest';
import { ofKind } from '../platform/spec/manifests.ts';
import { find, manifests } from './read.ts';

it('where a policy compares hosts behind the edge, their ports are taken off first', () => {
  const inner = ofKind(manifests, 'AuthorizationPolicy').filter(
    ({ metadata }) => metadata.namespace === 'istio-system',
  );
  expect(
    inner.filter((policy) => JSON.stringify(policy).includes('"hosts"')).map(({ metadata }) => metadata.name),
  ).toEqual(['delivery-paths']);
  const { configPatches, workloadSelector } = find('EnvoyFilter', 'client-address-behind-edge').spec as {
    workloadSelector: { labels: object };
    configPatches: { patch: { value: { typed_config: object } } }[];
  };
  expect(inner.find(({ metadata }) => metadata.name === 'delivery-paths')?.spec).toMatchObject({
    selector: { matchLabels: workloadSelector.labels },
  });
  expect(configPatches.map(({ patch }) => patch.value.typed_config)).toEqual([
    expect.objectContaining({ strip_any_host_port: true }),
  ]);
});
