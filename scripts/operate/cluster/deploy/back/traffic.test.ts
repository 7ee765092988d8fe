/** How traffic goes back after a canary: for every Service, also those that had nothing new. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../kubectl.ts';
import { movedFrom, standingOf, takenBack, withTraffic } from './traffic.ts';

const service = (name: string, created: string, spec: object): KubeObject => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name },
  spec: { ...spec },
  status: { latestCreatedRevisionName: created, traffic: [{ revisionName: `${name}-00001`, percent: 100 }] },
});
const newest = [{ latestRevision: true, percent: 100 }];
const pinned = [{ latestRevision: false, revisionName: 'web-00001', percent: 100 }];
const before = [
  service('book', 'book-00001', { traffic: newest }),
  service('login', 'login-00001', {}),
  service('web', 'web-00001', { traffic: pinned }),
];
const standing = standingOf(before);
/** After a canary's first step: all are divided, and only book has something new. */
const divided = withTraffic(before, standing, 10).map((one) => ({
  ...one,
  status: { latestCreatedRevisionName: one.metadata.name === 'book' ? 'book-00002' : `${one.metadata.name}-00001` },
}));

test('the one with a newer revision to the one of before; the others as they were, by whom so ever', () => {
  expect(takenBack(divided, standing)).toEqual([
    {
      service: 'book',
      revision: 'book-00001',
      patch: { spec: { traffic: [{ latestRevision: false, revisionName: 'book-00001', percent: 100 }] } },
    },
    { service: 'login', revision: 'login-00001', patch: { spec: { traffic: newest } } },
    { service: 'web', revision: 'web-00001', patch: { spec: { traffic: pinned } } },
  ]);
});

test('where nothing was divided and nothing is new, nothing is done', () => {
  expect(takenBack(before, standing)).toEqual([]);
});

test('whose traffic is not where it was is named with its shares', () => {
  const now = {
    traffic: [
      { revisionName: 'book-00001', percent: 90 },
      { revisionName: 'book-00002', percent: 10 },
    ],
  };
  expect(movedFrom([{ ...before[0]!, status: now }, before[1]!], standing)).toEqual([
    'book: 90 % book-00001, 10 % book-00002 (before: book-00001)',
  ]);
});
