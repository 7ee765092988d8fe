import { expect, test } from 'vitest';
import { ROUTE_LIMITS } from '../../../functions/shared/sharding/http-route-manifests.ts';
import { type RouteTable, routeTables } from '../route-tables.ts';
import { plainHttpRoute } from './plain-http.ts';

interface Rule {
  matches: { method: string; path: { type: string; value: string } }[];
  filters: object[];
  backendRefs?: object[];
}
const rulesOf = (tables: readonly RouteTable[]): Rule[] => plainHttpRoute(tables).spec.rules as Rule[];

test('in the clear there are pages, which are to be asked over TLS, and nothing that leads to a function', () => {
  const { spec } = plainHttpRoute(routeTables);
  expect(spec.parentRefs).toEqual([{ name: 'edge', sectionName: 'http' }]);
  const rules = rulesOf(routeTables);
  for (const { filters, backendRefs } of rules) {
    expect(filters).toEqual([{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }]);
    expect(backendRefs).toBeUndefined();
  }
  const matches = rules.flatMap((rule) => rule.matches);
  expect(matches).toContainEqual({ method: 'GET', path: { type: 'Exact', value: '/' } });
  expect(matches).toContainEqual({ method: 'HEAD', path: { type: 'PathPrefix', value: '/e' } });
  expect(new Set(matches.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD']));
});

// What has a token or a cookie with it in the clear has lost it; that is to be seen, and not to work all the same.
test('neither the API nor what a session is renewed by is redirected', () => {
  const paths = rulesOf(routeTables).flatMap(({ matches }) => matches.map(({ path }) => path.value));
  expect(paths.filter((path) => /^\/(v1|session|cloudevents|dead-letters)\b/.test(path))).toEqual([]);
});

const withPages = (count: number): RouteTable => ({
  name: 'web',
  routes: [],
  pages: Array.from({ length: count }, (_, index) => ({ path: `/p${index}`, method: 'GET' })),
});

test('more pages than a rule takes are in several; more than a route takes are no route', () => {
  expect(rulesOf([withPages(40)]).map(({ matches }) => matches.length)).toEqual([ROUTE_LIMITS.matchesOfRule, 16]);
  expect(() => rulesOf([withPages(65)])).toThrow('130 matches are too many');
});
