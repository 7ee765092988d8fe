/** Which pods will not run by waiting: of what is being brought, not of what was given up before. */
import { expect, test } from 'vitest';
import { stuckPods } from './conditions.ts';
import type { KubeObject } from './kubectl.ts';

const services: KubeObject[] = [
  {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'web' },
    status: { latestCreatedRevisionName: 'web-00002' },
  },
];
const pod = (container: object, revision = 'web-00002'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one', labels: { 'serving.knative.dev/revision': revision } },
  status: { containerStatuses: [{ name: 'user-container', ...container }] },
});
const whys = (container: object, revision?: string): string[] =>
  stuckPods([pod(container, revision)], services).map(({ why }) => why);
const looping = {
  restartCount: 3,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 78 } },
};

test.each<[string, object, string[]]>([
  ['waiting for its next try', looping, ['CrashLoopBackOff, exit code 78']],
  ['trying, after it has failed', { ...looping, state: { running: {} } }, ['begun 4 times, exit code 78']],
  ['just ended again', { ...looping, state: { terminated: { exitCode: 78 } } }, ['begun 4 times, exit code 78']],
  ['ready after all', { ...looping, ready: true, state: { running: {} } }, []],
  ['begun anew once', { ...looping, restartCount: 1, state: { running: {} } }, []],
  ['ended as it should', { ...looping, state: { running: {} }, lastState: { terminated: { exitCode: 0 } } }, []],
  ['starting', { restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }, []],
  [
    'without its image',
    { state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } },
    ['ImagePullBackOff: not found'],
  ],
])('%s', (_, container, expected) => expect(whys(container)).toEqual(expected));

test('a pod of a revision that was given up holds nothing up', () => expect(whys(looping, 'web-00001')).toEqual([]));
