import { expect, test } from 'vitest';
import type { KubeObject } from '../kubectl.ts';
import { podsOfFormer } from './former-triggers.ts';

const named = (name: string, more: Partial<KubeObject>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'X',
  ...more,
  metadata: { name, ...more.metadata },
});
const pod = (name: string, revision: string) =>
  named(name, { metadata: { name, labels: { 'serving.knative.dev/revision': revision } } });

test('a pod of a revision that is not the newest may publish a message that says not for whom it is', () => {
  const services = [named('book', { status: { latestReadyRevisionName: 'book-2' } })];
  expect(podsOfFormer([pod('a', 'book-2')], services)).toEqual([]);
  expect(podsOfFormer([pod('a', 'book-2'), pod('b', 'book-1'), pod('c', 'gone-1')], services)).toEqual(['b', 'c']);
});

test('one that cannot run answers nobody, so nothing waits for it', () => {
  const stuck = pod('b', 'book-1');
  const container = { name: 'user-container', restartCount: 4, lastState: { terminated: { exitCode: 78 } } };
  const status = {
    containerStatuses: [{ ...container, ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
  };
  expect(podsOfFormer([{ ...stuck, status }], [])).toEqual([]);
  expect(podsOfFormer([{ ...stuck, status: { containerStatuses: [{ ...container, ready: true }] } }], [])).toEqual([
    'b',
  ]);
});
