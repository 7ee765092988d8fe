import { expect, it } from 'vitest';
import { httpRoutes, ROUTE_LIMITS } from './http-route-manifests.ts';
import type { Rule } from './slot-routes.ts';

interface Spec {
  rules: { matches: unknown[]; backendRefs: unknown[] }[];
}

function rule(service: string, matches: number): Rule {
  const match = (n: number) => ({ method: 'GET', path: { type: 'Exact' as const, value: `/${service}/${n}` } });
  return { matches: Array.from({ length: matches }, (_, n) => match(n)), service, wait: 'read' };
}

const specs = (rules: Rule[]) => httpRoutes('f', rules).map((route) => route.spec as Spec);

it.each([
  ['40 shards of 7 matches', Array.from({ length: 40 }, (_, n) => rule(`f-e${n}`, 7)), 3],
  ['12 shards of 20 matches', Array.from({ length: 12 }, (_, n) => rule(`f-e${n}`, 20)), 2],
  ['a rule of 150 matches', [rule('f', 150)], 2],
])('%s stay within the limits of an HTTPRoute, and none is lost', (_, rules, routes) => {
  const rendered = specs(rules);
  expect(rendered).toHaveLength(routes);
  for (const spec of rendered) {
    expect(spec.rules.length).toBeLessThanOrEqual(ROUTE_LIMITS.rules);
    expect(Math.max(...spec.rules.map(({ matches }) => matches.length))).toBeLessThanOrEqual(
      ROUTE_LIMITS.matchesOfRule,
    );
    expect(spec.rules.flatMap(({ matches }) => matches).length).toBeLessThanOrEqual(ROUTE_LIMITS.matches);
  }
  const all = rendered.flatMap((spec) => spec.rules.flatMap(({ matches }) => matches));
  expect(all).toEqual(rules.flatMap(({ matches }) => matches));
});

it('names the first route as the function and counts on from there', () => {
  const rules = Array.from({ length: 17 }, (_, n) => rule(`f-e${n}`, 1));
  expect(httpRoutes('f', rules).map(({ metadata }) => metadata.name)).toEqual(['f', 'f-2']);
});

it('a path too long for the Gateway API is refused here and not by the cluster', () => {
  const long = { method: 'GET', path: { type: 'Exact' as const, value: `/${'x'.repeat(ROUTE_LIMITS.path)}` } };
  expect(() => httpRoutes('f', [{ ...rule('f', 1), matches: [long] }])).toThrow('fewer ranges');
});
