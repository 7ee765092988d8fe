/** The gateway demands what the functions demand, and refuses in their words. */
import { describe, expect, it } from 'vitest';
import { type ProblemCode, problems } from '../../functions/shared/problem.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { methodsOf } from './render/plan.ts';
import { routeTables } from './route-tables.ts';
import { containerOf, find, manifests, services } from './read.ts';

const routes = routeTables.flatMap((table) => table.routes);
const settings = find('ConfigMap', 'seatmesh').data ?? {};

it('a token is required where, and only where, a route is for users', () => {
  const { spec } = find('AuthorizationPolicy', 'token-required') as unknown as {
    spec: {
      action: string;
      rules: { from: unknown; to: { operation: { methods: string[]; paths: string[] } }[] }[];
    };
  };
  expect(spec.action).toBe('DENY');
  expect(spec.rules.map(({ from }) => from)).toEqual([[{ source: { notRequestPrincipals: ['*'] } }]]);
  const denied = spec.rules.flatMap(({ to }) =>
    to.flatMap(({ operation: { methods, paths } }) =>
      methods.flatMap((method) => paths.map((path) => `${method} ${path}`)),
    ),
  );
  const guarded = routes.filter(({ access }) => access === 'user');
  const expected = guarded.flatMap((route) =>
    methodsOf(route).map((method) => `${method} ${route.path.replaceAll(/\{\w+\}/g, '{*}')}`),
  );
  expect(denied.toSorted()).toEqual([...new Set(expected)].toSorted());
});

it('checks tokens of the issuer and for the audience of the settings, with the keys of the functions', () => {
  const { jwtRules } = find('RequestAuthentication', 'access-tokens').spec as { jwtRules: object[] };
  expect(jwtRules).toEqual([
    expect.objectContaining({
      issuer: settings['TOKEN_ISSUER'],
      audiences: [settings['TOKEN_AUDIENCE']],
      jwks: find('ConfigMap', 'keys').data?.['JWKS'],
      forwardOriginalToken: true,
    }),
  ]);
});

it('takes no longer bodies than the functions do', () => {
  const { configPatches } = find('EnvoyFilter', 'limits').spec as {
    configPatches: { patch: { value: { typed_config?: { max_request_bytes?: number } } } }[];
  };
  const limits = configPatches.flatMap(({ patch }) => patch.value.typed_config?.max_request_bytes ?? []);
  expect(limits.map(String)).toEqual([settings['BODY_LIMIT_BYTES']]);
});

it('gives up a request before its function is stopped, and no stream that has not ended itself', () => {
  const rules = ofKind(manifests, 'HTTPRoute').flatMap(({ spec }) => (spec as { rules: TimedRule[] }).rules);
  const wrong = rules.filter((rule) => {
    const seconds = Number(/^(\d+)s$/.exec(rule.timeouts.request)?.[1]);
    const isStream = rule.matches.some(({ path }) => path.value.endsWith('/stream'));
    return !servicesOf(rule).every((service) => {
      const { timeoutSeconds, containerConcurrency } = service.spec.template.spec;
      const env = new Map(containerOf(service).env?.map(({ name, value }) => [name, Number(value)]));
      const fits = !isStream || (env.get('STREAM_SECONDS')! < seconds && env.get('STREAMS')! < containerConcurrency);
      return seconds < timeoutSeconds && fits;
    });
  });
  expect(wrong).toEqual([]);
});

interface TimedRule {
  timeouts: { request: string };
  matches: { path: { value: string } }[];
}

/** Where a rule leads to, by the host names in it. */
function servicesOf(rule: object): typeof services {
  const names = [...JSON.stringify(rule).matchAll(/"([\w-]+)\.seatmesh\.svc\.cluster\.local"/g)].map(
    ([, name]) => name,
  );
  expect(names).not.toEqual([]);
  return names.map((name) => services.find((service) => service.metadata.name === name)!);
}

interface Mapper {
  headers_to_add: { header: { key: string; value: string } }[];
  status_code?: number;
  filter: { status_code_filter?: { comparison: { op: string; value: { default_value: number } } } };
  body_format_override: { content_type: string; json_format: Record<string, string> };
}
const [patch] = (
  find('EnvoyFilter', 'problems').spec as {
    configPatches: { patch: { value: { typed_config: { local_reply_config: { mappers: Mapper[] } } } } }[];
  }
).configPatches;
const mappers = patch?.patch.value.typed_config.local_reply_config.mappers ?? [];

const OWN_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
};

describe.each(
  mappers.map((mapper) => [mapper.body_format_override.json_format['code'] as ProblemCode, mapper] as const),
)("the gateway's %s", (code, mapper) => {
  it('is the problem that functions send', () => {
    const [status, title] = problems[code];
    const { json_format: body, content_type: type } = mapper.body_format_override;
    expect(type).toBe('application/problem+json');
    expect(body).toEqual({
      type: `urn:seatmesh:problem:${code}`,
      title,
      status: '%RESPONSE_CODE%',
      code,
      detail: body['detail'],
    });
    const comparison = mapper.filter.status_code_filter?.comparison;
    const kept = comparison?.op === 'EQ' ? comparison.value.default_value : 503; // response flags: Envoy's 503s
    expect(mapper.status_code ?? kept).toBe(status);
  });

  it('has the headers of an answer that is not for everybody', () => {
    const headers = Object.fromEntries(mapper.headers_to_add.map(({ header: { key, value } }) => [key, value]));
    expect(headers).toMatchObject(OWN_HEADERS);
  });
});
