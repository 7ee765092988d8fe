import { expect, test } from 'vitest';
import { Findings } from '../spec/findings.ts';
import { hostsOn, servedGateways } from './gateways.ts';
import { httpRoutes } from './http-routes.ts';
import { parseManifests } from '../spec/manifests.ts';

test.each([
  ['*', [], ['*']],
  ['*', ['a.example.com'], ['a.example.com']],
  ['api.example.com', [], ['api.example.com']],
  ['*.example.com', ['api.example.com', 'example.com'], ['api.example.com']],
  ['api.example.com', ['*.example.com'], ['api.example.com']],
  ['api.example.com', ['other.example.com'], []],
])('a listener for %s and a route for %j meet on %j', (hostname, ofRoute, hosts) => {
  expect(hostsOn({ name: 'x', hostname }, ofRoute)).toEqual(hosts);
});

const route = (name: string, section: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name} }
spec: { parentRefs: [{ name: edge, sectionName: ${section} }], rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: ${name} } }] }] }
---`;

test('beside TLS, what is for plain HTTP only (a redirect to TLS) is left out; what TLS serves is served plain', () => {
  const manifests = parseManifests(`${route('secure', 'https')}${route('plain', 'http')}
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec:
  gatewayClassName: istio
  listeners: [{ name: https, protocol: HTTPS, port: 443, hostname: api.example.com }, { name: http, protocol: HTTP, port: 80 }]
`);
  const findings = new Findings();
  const routes = httpRoutes(manifests, servedGateways(manifests, findings), findings, () => true);
  expect(routes.hosts).toEqual(['api.example.com']);
  const taken = routes.forHost('api.example.com')?.find({ method: 'GET', path: '/', query: '', headers: {} });
  expect(taken?.to.redirect?.hostname).toBe('secure');
  expect(findings.lines).toEqual([
    'Gateway: what it serves over TLS is served over plain HTTP (edge)',
    'HTTPRoute: is attached to no listener that is served: not routed (plain)',
  ]);
});
