import { expect, test } from 'vitest';
import { type Authored, authoredKinds, withAuthors } from './authors.ts';

const object = (kind: string, apiVersion: string, name: string, annotations?: Record<string, string>): Authored => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'seatmesh', ...(annotations && { annotations }) },
});
const SERVING = 'serving.knative.dev/v1';

test('only kinds of Knative are looked for, each once', () => {
  const objects = [
    object('Service', SERVING, 'book'),
    object('Service', SERVING, 'login'),
    object('Service', 'v1', 'mysql'),
    object('PingSource', 'sources.knative.dev/v1', 'book-sweep'),
    object('RabbitmqCluster', 'rabbitmq.com/v1beta1', 'rabbitmq'),
  ];
  expect(authoredKinds(objects)).toBe('service.serving.knative.dev,pingsource.sources.knative.dev');
  expect(authoredKinds(objects.slice(2, 3))).toBe('');
});

test('an object has the authors that it has on the cluster, and none of its other annotations there', () => {
  const there = object('Service', SERVING, 'book', {
    'serving.knative.dev/creator': 'admin',
    'serving.knative.dev/lastModifier': 'kim',
    'serving.knative.dev/rollout-duration': '1m',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
  });
  const own = object('Service', SERVING, 'book', { own: 'yes' });
  expect(withAuthors([own], [there])[0]?.metadata.annotations).toEqual({
    own: 'yes',
    'serving.knative.dev/creator': 'admin',
    'serving.knative.dev/lastModifier': 'kim',
  });
  const others = [object('Service', SERVING, 'login'), object('Service', 'v1', 'book')];
  expect(withAuthors(others, [there])).toEqual(others);
});
