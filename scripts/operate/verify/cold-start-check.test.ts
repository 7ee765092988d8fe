/** What is compared: the same container by hand, without what Knative adds; and how it is judged. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../cluster/kubectl.ts';
import { handMadePod, judged, medianOf, type StartPair } from './cold-start-check.ts';

const revision: KubeObject = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Revision',
  metadata: { name: 'web-00003', namespace: 'seatmesh', labels: { 'serving.knative.dev/service': 'web' } },
  spec: {
    containerConcurrency: 100,
    timeoutSeconds: 60,
    serviceAccountName: 'function',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    containers: [
      {
        name: 'user-container',
        image: 'registry/web@sha256:1',
        env: [{ name: 'MYSQL_E0', valueFrom: { secretKeyRef: { name: 'mysql-e0-1', key: 'url' } } }],
        envFrom: [{ configMapRef: { name: 'seatmesh-1' } }],
        readinessProbe: { httpGet: { path: '/readyz', port: 0 } },
        resources: { requests: { cpu: '200m' } },
        securityContext: { readOnlyRootFilesystem: true },
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  },
};

test('by hand it is the same container with the same settings, without probe and queue-proxy, and nobody is led to it', () => {
  const pod = handMadePod(revision, 'one', { method: 'POST', path: '/v1/users', body: {} });
  const { containers, volumes, ...spec } = pod.spec as { containers: Record<string, unknown>[]; volumes: unknown };
  const [own, asker, ...more] = containers;
  const {
    env,
    readinessProbe: _,
    ...same
  } = (revision.spec as { containers: Record<string, unknown>[] }).containers[0]!;
  expect(own).toEqual({
    ...same,
    env: [
      ...(env as object[]),
      { name: 'PORT', value: '8080' },
      { name: 'K_SERVICE', value: 'web' },
      { name: 'K_CONFIGURATION', value: 'web' },
      { name: 'K_REVISION', value: 'web-00003' },
    ],
  });
  expect(volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
  expect(more).toEqual([]);
  expect(asker).toMatchObject({ name: 'asker', image: 'registry/web@sha256:1' });
  expect(asker?.['env']).toContainEqual({ name: 'BODY', value: '{}' });
  expect(spec).toMatchObject({ serviceAccountName: 'function', automountServiceAccountToken: false });
  // A Service of Knative goes by the revision, its policies by the function.
  expect(pod.metadata.labels).toEqual({
    'serving.knative.dev/service': 'web',
    'seatmesh.dev/started-by-hand': 'true',
  });
});

const pairs = (...all: [number, number][]): StartPair[] =>
  all.map(([throughMs, byHandMs]) => ({ service: 'web', throughMs, byHandMs }));
const same = (count: number, through: number): StartPair[] =>
  pairs(...Array.from({ length: count }, (): [number, number] => [through, 1_000]));

test('medians are compared, of seven pairs at least', () => {
  expect(medianOf([5, 1, 3])).toBe(3);
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(judged(same(7, 2_000))).toBe(
    '2.00 times: 2000 ms from zero to the first answer, 1000 ms of the same pods by hand (medians of 7)',
  );
  expect(() => judged(same(7, 2_010))).toThrow('at most 2 times is aimed at');
  expect(() => judged(same(6, 1_000))).toThrow('of 7 at least');
  // One slow start says nothing.
  expect(judged([...same(6, 1_500), ...pairs([9_000, 1_000])])).toMatch(/^1\.50 times/);
});
