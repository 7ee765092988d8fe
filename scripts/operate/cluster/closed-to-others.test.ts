import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../manifests/render/files.ts';
import { parseManifests } from '../../platform/spec/manifests.ts';
import { closedToOthers } from './closed-to-others.ts';
import type { KubeObject } from './kubectl.ts';

const policies = parseManifests(
  await readFile(join(ROOT, 'scripts/overlays/own-cluster/callers.yaml'), 'utf8'),
) as unknown as KubeObject[];
const serviceIn = (namespace: string): KubeObject => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'shop', namespace },
});

test('an overlay for a cluster of its own finds the functions of others', () => {
  const found = closedToOthers(policies, ['shop', 'seatmesh', 'crm', 'shop', 'knative-serving'].map(serviceIn));
  expect(found.map(({ what }) => /\((.*?)\)/.exec(what)?.[1])).toEqual(['crm, shop']);
});

test('nothing is found where nobody else has functions, where their callers are named, and without the policy', () => {
  expect(closedToOthers(policies, [serviceIn('seatmesh')])).toEqual([]);
  const [policy] = policies;
  const wider = JSON.parse(JSON.stringify(policy).replace('"seatmesh"', '"seatmesh","shop"')) as KubeObject;
  expect(closedToOthers([wider], [serviceIn('shop')])).toEqual([]);
  expect(closedToOthers([], [serviceIn('shop')])).toEqual([]);
});

// A node's proxy knows who asks and leaves HTTP out of a denial; the gateway's Envoy behind it knows nobody, and must not find a request that it is about.
test('the policy is of who asks where that is known, and of a method that nobody uses where it is not', () => {
  const [{ spec } = {}] = policies;
  expect(spec).toMatchObject({
    action: 'DENY',
    rules: [{ to: [{ operation: { ports: ['8081'], methods: ['ENFORCED-BY-ZTUNNEL'] } }] }],
  });
});
