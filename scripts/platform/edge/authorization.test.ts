import { expect, test } from 'vitest';
import { authorization, pathTest, type AuthorizedRequest, textTest } from './authorization.ts';
import { Findings } from '../spec/findings.ts';
import { parseManifests } from '../spec/manifests.ts';
import { normalPath } from './paths.ts';

const subject = (over: Partial<AuthorizedRequest> = {}): AuthorizedRequest => ({
  host: 'api.example.com',
  method: 'GET',
  path: '/v1/events',
  headers: {},
  principal: undefined,
  claims: undefined,
  ...over,
});

function policies(yaml: string): { allowed: (s: AuthorizedRequest) => boolean; findings: Findings } {
  const findings = new Findings();
  const deniedBy = authorization(parseManifests(yaml), findings);
  return { allowed: (s) => deniedBy(s) === undefined, findings };
}
const policy = (spec: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p }
spec: ${spec}
---`;

test('without a policy everything passes; with an ALLOW only what it names', () => {
  expect(policies('').allowed(subject())).toBe(true);
  const { allowed } = policies(
    policy('{ rules: [{ to: [{ operation: { methods: [GET], paths: ["/v1/events*"] } }] }] }'),
  );
  expect(allowed(subject())).toBe(true);
  expect(allowed(subject({ method: 'POST' }))).toBe(false);
  expect(allowed(subject({ path: '/v1/users' }))).toBe(false);
});

test('an ALLOW without rules allows nothing; an empty rule allows everything', () => {
  expect(policies(policy('{}')).allowed(subject())).toBe(false);
  expect(policies(policy('{ rules: [{}] }')).allowed(subject())).toBe(true);
});

test('a denial comes before any permission', () => {
  const { allowed } = policies(
    policy('{ rules: [{}] }') +
      policy(
        '{ action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }], to: [{ operation: { paths: ["/v1/events/{*}/orders"] } }] }] }',
      ),
  );
  expect(allowed(subject({ path: '/v1/events/e/orders' }))).toBe(false);
  expect(allowed(subject({ path: '/v1/events/e/orders', principal: 'seatmesh/usr' }))).toBe(true);
  expect(allowed(subject({ path: '/v1/events/e/holds' }))).toBe(true);
});

test('conditions look into claims, lists and words included', () => {
  const { allowed } = policies(
    policy(
      '{ rules: [{ when: [{ key: "request.auth.claims[roles]", values: [admin] }, { key: "request.auth.claims[scope]", notValues: [guest] }] }] }',
    ),
  );
  expect(allowed(subject({ claims: { roles: ['x', 'admin'], scope: 'read write' } }))).toBe(true);
  expect(allowed(subject({ claims: { roles: ['x', 'admin'], scope: 'read guest' } }))).toBe(false);
  expect(allowed(subject({ claims: { roles: 'user' } }))).toBe(false);
  expect(allowed(subject())).toBe(false);
});

test.each([
  '{ rules: [{ from: [{ source: { principals: [x] } }] }] }',
  '{ rules: [{ when: [{ key: source.ip, values: [x] }] }] }',
  '{ action: CUSTOM, rules: [] }',
])('what cannot be checked is a mistake, never left out: %s', (spec) => {
  expect(policies(policy(spec)).findings.mistakes).not.toEqual([]);
});

test.each([
  [textTest('*'), '', false],
  [textTest('*'), 'x', true],
  [textTest('a*'), 'ab', true],
  [textTest('*b'), 'ab', true],
  [textTest('a'), 'ab', false],
  [pathTest('/v1/{*}/x'), '/v1/a/x', true],
  [pathTest('/v1/{*}/x'), '/v1/a/b/x', false],
  [pathTest('/v1/{**}'), '/v1/a/b', true],
  [pathTest('/v1.x/{*}'), '/v1yx/a', false],
])('%s %s %s', (matches, text, holds) => expect(matches(text)).toBe(holds));

test.each([
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/../../b', '/b'],
  ['/a/b/..', '/a/'],
  ['/a/%2e%2E/b', '/b'],
  ['/a\\b', '/a/b'],
  ['/%41%7e%2F', '/A~%2F'],
  ['/a/.b', '/a/.b'],
  ['a', undefined],
  ['/a#b', undefined],
])('a policy and a route see %s as %s', (path, normal) => expect(normalPath(path)).toBe(normal));
