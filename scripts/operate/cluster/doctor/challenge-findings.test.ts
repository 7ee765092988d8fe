import { expect, test } from 'vitest';
import type { KubeObject } from '../kubectl.ts';
import { challengeFindings } from './challenge-findings.ts';

const issuer = (solver: object): KubeObject => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'ClusterIssuer',
  metadata: { name: 'letsencrypt' },
  spec: { acme: { solvers: [{ http01: solver }] } },
});
const byGateway = (ref: object) => issuer({ gatewayHTTPRoute: { parentRefs: [ref] } });
const GOOD = byGateway({ name: 'edge', namespace: 'seatmesh', sectionName: 'http' });
const controller = (...args: string[]): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cert-manager', namespace: 'cert-manager' },
  spec: { template: { spec: { containers: [{ args: ['--v=2', ...args] }] } } },
});
const whats = (one: KubeObject | undefined, ...args: string[]) =>
  challengeFindings(one, [controller(...args)], 'seatmesh').map(({ what }) => what);

test.each(['--enable-gateway-api', '--enable-gateway-api=true', '--config=/etc/cert-manager.yaml'])(
  'told by %s: nothing',
  (arg) => expect(whats(GOOD, arg)).toEqual([]),
);

test.each(['--enable-gateway-api=false', '--enable-certificate-owner-ref=true'])('%s tells it nothing', (arg) =>
  expect(whats(GOOD, arg)).toEqual([expect.stringContaining('is not told --enable-gateway-api')]),
);

test.each([
  { name: 'other', namespace: 'seatmesh' },
  { name: 'edge', namespace: 'default' },
  { name: 'edge', namespace: 'seatmesh', sectionName: 'https' },
  { name: 'edge', namespace: 'seatmesh', port: 443 },
])('%j is another way', (ref) =>
  expect(whats(byGateway(ref), '--enable-gateway-api')).toEqual([
    expect.stringContaining('another way than the listener http'),
  ]),
);

test('an Ingress is nobody here; what is not ACME, or not there, is not looked at', () => {
  expect(whats(issuer({ ingress: { ingressClassName: 'nginx' } }))).toEqual([expect.stringContaining('by an Ingress')]);
  expect(whats({ ...GOOD, spec: { ca: { secretName: 'ca' } } })).toEqual([]);
  expect(whats({ ...GOOD, spec: { acme: { solvers: [{ dns01: {} }] } } })).toEqual([]);
  expect(whats(undefined)).toEqual([]);
});
