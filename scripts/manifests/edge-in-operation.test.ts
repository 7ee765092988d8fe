/** The edge when something is away: how long callers wait, what they are told, and how many pods there are of it. */
import { parse as parseLua } from 'luaparse';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { isFile, isStreaming } from '../../functions/shared/http/route.ts';
import { LocalReplyConfig, localReply } from '../platform/edge/local-reply.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { find, manifests } from './read.ts';
import { answerScript } from './render/passed-answers.ts';
import type { ShardMaps } from '../../functions/shared/sharding/slot-routes.ts';
import { planRules } from './render/route-plan.ts';
import { readShardMaps } from '../platform/spec/shards.ts';
import { routeTables } from './route-tables.ts';

interface Rule {
  backendRefs?: object[];
  timeouts: { request: string };
  matches: { method: string; path: { value: string } }[];
}

it('a read is waited for half as long as a change; a file that is sent as it is made, as long', () => {
  const rules = ofKind(manifests, 'HTTPRoute')
    .flatMap(({ spec }) => (spec as { rules: Rule[] }).rules)
    .filter(({ backendRefs }) => backendRefs !== undefined);
  const times = new Map(
    rules.flatMap(({ timeouts, matches }) =>
      matches.map(({ method, path }) => [`${method} ${path.value}`, timeouts.request]),
    ),
  );
  const maps: ShardMaps = awaited;
  for (const table of routeTables)
    for (const route of table.routes) {
      const expected = isStreaming(route) ? '270s' : route.method === 'GET' && !isFile(route) ? '15s' : '30s';
      const planned = planRules({ ...table, routes: [route], pages: [] }, maps).flatMap(({ matches }) => matches);
      expect(planned.length).toBeGreaterThan(0);
      for (const { method, path } of planned)
        expect([route.path, times.get(`${method} ${path.value}`)]).toEqual([route.path, expected]);
    }
});
const awaited = await readShardMaps();

const problemsFilter = find('EnvoyFilter', 'problems').spec as {
  configPatches: { patch: { value: { typed_config: Record<string, unknown> } } }[];
};
const replies = LocalReplyConfig.parse(problemsFilter.configPatches[0]?.patch.value.typed_config['local_reply_config']);

it.each([
  ['GET', 'unavailable', '1'],
  ['HEAD', 'unavailable', '1'],
  ['POST', 'outcome_unknown', undefined],
  ['DELETE', 'outcome_unknown', undefined],
])('%s that is given up is answered 503 %s', (method, code, retryAfter) => {
  const refusal = { status: 504, flag: 'UT', details: 'response_timeout', body: 'upstream request timeout' };
  const asked = { method, path: '/v1/events', url: '/v1/events', httpVersion: '1.1', headers: {}, id: 'id' };
  const { status, headers, body } = localReply(replies, refusal, asked);
  expect([status, JSON.parse(body).code, headers['retry-after']]).toEqual([503, code, retryAfter]);
});

it.each([[[]], ['*'], [['https://a.example', 'https://b.example']]] as const)(
  'the script that shapes what inner gateways answer is Lua as Envoy runs it, for pages of %j',
  (origins) => {
    const script = answerScript(['/v1/events/{eventId}'], { users: origins, readers: '*' });
    const { body } = parseLua(script, { luaVersion: '5.1', locations: true }) as unknown as {
      body: { type: string; identifier?: { name?: string } }[];
    };
    const functions = body.flatMap(({ type, identifier }) => (type === 'FunctionDeclaration' ? identifier?.name : []));
    expect(functions).toEqual(expect.arrayContaining(['envoy_on_request', 'envoy_on_response']));
    for (const [, text] of script.matchAll(/\[\[(\{.+\})\]\]/g))
      expect(JSON.parse((text ?? '').replace('%TRACE%', 'null'))).toMatchObject({ status: 503 });
  },
);

it('filters of Envoy have an order of their own; what shapes answers comes after what limits them', () => {
  const priorities = new Map(
    ofKind(manifests, 'EnvoyFilter').map(({ metadata, spec }) => [
      metadata.name,
      (spec as { priority?: number }).priority,
    ]),
  );
  expect([...priorities.values()]).not.toContain(undefined);
  expect(priorities.get('limits')).toBeLessThan(priorities.get('problems') ?? 0);
});

it('there are two pods of the edge at least, they go one at a time, and their status port is nobody’s', () => {
  const { infrastructure } = find('Gateway', 'edge').spec as { infrastructure: { parametersRef: object } };
  expect(infrastructure.parametersRef).toEqual({ group: '', kind: 'ConfigMap', name: 'edge' });
  const patches = Object.entries(find('ConfigMap', 'edge').data ?? {}).map(([key, text]) => [key, parse(text)]);
  expect(Object.fromEntries(patches)).toMatchObject({
    horizontalPodAutoscaler: { spec: { minReplicas: 2, maxReplicas: 10 } },
    podDisruptionBudget: { spec: { maxUnavailable: 1 } },
    service: { spec: { ports: [{ port: 15021, $patch: 'delete' }] } },
    deployment: { spec: { strategy: { rollingUpdate: { maxUnavailable: 0 } } } },
  });
  // Istio refuses the whole Gateway for a key that it does not know.
  const known = ['deployment', 'horizontalPodAutoscaler', 'podDisruptionBudget', 'service', 'serviceAccount'];
  expect(known).toEqual(expect.arrayContaining(patches.map(([key]) => key)));
  expect(JSON.stringify(find('NetworkPolicy', 'edge').spec)).not.toContain('15021');
});
