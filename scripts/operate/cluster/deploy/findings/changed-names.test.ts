/** A system that runs is called by another name only by somebody who says so. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../kubectl.ts';
import { changedNamesFindings } from './changed-names.ts';

const called = (host: string, issuer = `https://${host}`): KubeObject[] => [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge' },
    spec: { listeners: [{ hostname: host }, { hostname: host }] },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'seatmesh' }, data: { TOKEN_ISSUER: issuer } },
];
const [OURS, OTHER] = ['tickets.example.org', 'tickets.example.net'];
const whatOf = (...args: Parameters<typeof changedNamesFindings>): string[] =>
  changedNamesFindings(...args).map(({ what }) => what);

test('the same names, and the first of a cluster: nothing', () => {
  expect(whatOf(called(OURS), called(OURS), undefined)).toEqual([]);
  expect(whatOf(called(OURS), [], undefined)).toEqual([]);
  expect(whatOf(called(OURS), called('api.example.com'), undefined)).toEqual([]);
});

test('what is rendered without an edge says nothing of it', () => {
  expect(whatOf([], called(OURS), undefined)).toEqual([]);
});

test('another host, and another issuer, are not borne', () => {
  const found = changedNamesFindings(called(OTHER), called(OURS), undefined);
  expect(found).toEqual([
    {
      what: `the system is called ${OURS}, and is to be ${OTHER}: nobody would be let in by the former any more`,
      mend: `installation.yaml says it; where it is meant: --new-host ${OTHER}`,
    },
    {
      what: `tokens are issued by https://${OURS}, and are to be by https://${OTHER}: all that are good now would be refused`,
      mend: `installation.yaml says it; where it is meant: --new-host ${OTHER}`,
    },
  ]);
});

test('behind somebody who serves it under a name of its own, that name counts by itself', () => {
  const [before, after] = [called(OURS, 'https://a.example.org'), called(OURS, 'https://b.example.org')];
  expect(whatOf(after, before, undefined)).toEqual([expect.stringMatching(/^tokens are issued by https:\/\/a\./)]);
});

test('it is meant when the new name is said, and no other', () => {
  expect(whatOf(called(OTHER), called(OURS), OTHER)).toEqual([]);
  expect(whatOf(called(OTHER), called(OURS), 'tickets.example')).toEqual([
    `--new-host is tickets.example, and the overlay has ${OTHER}`,
  ]);
  expect(whatOf([], called(OURS), OTHER)).toEqual([`--new-host is ${OTHER}, and the overlay has none`]);
});
