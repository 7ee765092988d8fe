import { expect, it } from 'vitest';
import type { Route } from '../../../functions/shared/http/route.ts';
import { parseShardMap } from '../../../functions/shared/slots.ts';
import { planRules } from './route-plan.ts';

const maps = { users: parseShardMap('u0=000-fff'), events: parseShardMap('e0=000-3ff,e1=400-fff') };
const ULID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';

function table(...routes: Pick<Route, 'method' | 'path'>[]) {
  return {
    name: 'f',
    routes: routes.map((route): Route => ({
      name: 'r',
      summary: '',
      access: 'public',
      answers: {},
      problems: [],
      ...route,
    })),
  };
}

it('a path without a slot leads to the one Service, for GET and HEAD alike', () => {
  expect(planRules(table({ method: 'GET', path: '/v1/a.json' }), maps)).toEqual([
    {
      matches: ['GET', 'HEAD'].map((method) => ({ method, path: { type: 'Exact', value: '/v1/a.json' } })),
      service: 'f',
      wait: 'read',
    },
  ]);
});

it('a slot leads to the Service of its shard; other ids in the path may have any slot', () => {
  const rules = planRules(table({ method: 'POST', path: '/v1/x.y/{eventId}/z/{orderId}' }), maps);
  expect(rules.map(({ matches, service }) => [service, matches[0]?.path.value])).toEqual([
    ['f-e0', String.raw`/v1/x\.y/evt_[0-3][0-9a-f]{2}_${ULID}/z/ord_[0-9a-f]{3}_${ULID}`],
    ['f-e1', String.raw`/v1/x\.y/evt_[4-9a-f][0-9a-f]{2}_${ULID}/z/ord_[0-9a-f]{3}_${ULID}`],
  ]);
});

it('a parameter without a slot to route by is refused', () => {
  expect(() => planRules(table({ method: 'GET', path: '/v1/orders/{orderId}' }), maps)).toThrow('no slot to route by');
  expect(() => planRules(table({ method: 'GET', path: '/v1/{eventId}/{name}' }), maps)).toThrow('{name} is not an id');
});

it('a function that routes by two kinds of shards is refused', () => {
  const both = table({ method: 'GET', path: '/v1/{eventId}' }, { method: 'GET', path: '/v1/{userId}' });
  expect(() => planRules(both, maps)).toThrow('f: routes by events and users');
});
