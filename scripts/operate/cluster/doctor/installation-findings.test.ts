import { expect, test } from 'vitest';
import type { KubeObject } from '../kubectl.ts';
import { edgeNames, type InstallationFacts, installationFindings } from './installation-findings.ts';

const NOW = new Date('2031-05-14T18:00:00Z');
const object = (kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...more,
});
const secret = (name: string, data: Record<string, string>): KubeObject =>
  object('Secret', name, {
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
  });
const LONG = 'k'.repeat(40);
const GOOD: InstallationFacts = {
  secrets: [
    secret('signing-key', { jwk: '{"kid":"k1","x":"public","d":"private"}' }),
    secret('ticks', { proof: LONG }),
    secret('events-e0', { key: `${LONG},${LONG}` }),
    secret('mysql-e0', { url: 'mysql://user:word@db:3306/e0' }),
    secret('redis-book', { url: 'rediss://book:word@redis:6379' }),
  ],
  externalSecrets: 0,
  kinds: new Set(['externalsecrets.external-secrets.io']),
  jwks: '{"keys":[{"kid":"k1","x":"public"}]}',
  host: 'tickets.example.org',
  hostAddresses: ['198.51.100.7'],
  edgeAddresses: ['lb.example.net', '198.51.100.7'],
  renewals: new Map([['node-1', new Date(NOW.getTime() - 9_000)]]),
  daemons: [object('DaemonSet', 'calico-node')],
  wanted: [{ kind: 'ClusterIssuer', name: 'letsencrypt' }],
  there: [object('ClusterIssuer', 'letsencrypt', { status: { conditions: [{ type: 'Ready', status: 'True' }] } })],
};
const found = (facts: Partial<InstallationFacts>): string[] =>
  installationFindings({ ...GOOD, ...facts }, NOW).map(({ what, mend }) => `${what} → ${mend}`);

test('all is well: nothing', () => expect(found({})).toEqual([]));

test.each<[string, Partial<InstallationFacts>]>([
  ['the key k1, which jwks.json does not have', { jwks: '{"keys":[]}' }],
  ['k1 in jwks.json is not that of Secret/signing-key', { jwks: '{"keys":[{"kid":"k1","x":"other"}]}' }],
  ['is not JSON', { jwks: 'keys' }],
  ['Secret/ticks has no proof of 32', { secrets: [secret('ticks', { proof: 'short' })] }],
  ['Secret/events-e0 has no key of 32', { secrets: [secret('events-e0', { key: `${LONG},short` })] }],
  ['Secret/mysql-e0 has no url', { secrets: [secret('mysql-e0', { url: 'db:3306' })] }],
  ['Secret/redis-book has no url', { secrets: [secret('redis-book', { url: 'http://redis' })] }],
  ['leads nowhere', { hostAddresses: [] }],
  ['leads to 203.0.113.9, and the Gateway is at', { hostAddresses: ['203.0.113.9'] }],
  [
    'node-1 has last said that it lives 300 s ago',
    { renewals: new Map([['node-1', new Date(NOW.getTime() - 300_000)]]) },
  ],
  ['60 s from now', { renewals: new Map([['node-1', new Date(NOW.getTime() + 60_000)]]) }],
  ['no network plugin is known', { daemons: [object('DaemonSet', 'kube-proxy')] }],
  ['no network plugin is known', { daemons: [] }],
  ['a store write 3 Secrets, and nobody here knows how', { externalSecrets: 3, kinds: new Set() }],
  ['no ClusterIssuer letsencrypt', { there: [] }],
  ['ClusterIssuer letsencrypt is not ready', { there: [object('ClusterIssuer', 'letsencrypt')] }],
])('%s', (words, facts) => expect(found(facts)).toEqual([expect.stringContaining(words)]));

test('no secret is repeated', () => {
  const all = found({
    secrets: [secret('mysql-e0', { url: 'my://user:word@db' }), secret('ticks', { proof: 'word' })],
  });
  expect(all).toHaveLength(2);
  expect(all.join()).not.toContain('word');
});

const agent = (args: string[]) =>
  object('DaemonSet', 'aws-node', {
    spec: { template: { spec: { containers: [{ image: 'x/amazon/aws-network-policy-agent:v1', args }] } } },
  });

test("EKS' own plugin enforces policies when it is told to", () => {
  expect(found({ daemons: [agent(['--enable-network-policy=true'])] })).toEqual([]);
  expect(found({ daemons: [agent(['--enable-network-policy=false'])] })).toHaveLength(1);
});

test('the host is that of the Gateway, and the issuer who certifies for it, whatever other certificates there are', () => {
  const certificate = (name: string, host: string, issuer: string) =>
    object('Certificate', name, { spec: { dnsNames: [host], issuerRef: { kind: 'ClusterIssuer', name: issuer } } });
  const gateway = object('Gateway', 'edge', { spec: { listeners: [{ hostname: 'tickets.example.org' }] } });
  const queue = certificate('rabbitmq-tls', 'rabbitmq.rabbitmq.svc', 'own');
  const edge = certificate('edge', 'tickets.example.org', 'letsencrypt');
  expect(edgeNames([queue, gateway, edge])).toEqual({
    host: 'tickets.example.org',
    issuer: { kind: 'ClusterIssuer', name: 'letsencrypt' },
  });
  expect(edgeNames([queue])).toEqual({ host: undefined, issuer: undefined });
});
