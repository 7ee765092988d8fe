/** The gateway demands what the functions demand, and refuses in their words. */
import { describe, expect, it } from 'vitest';
import { type ProblemCode, problems } from '../../functions/shared/problem.ts';
import { ofKind } from '../platform/spec/manifests.ts';
import { methodsOf } from './render/route-plan.ts';
import { ownAnswers } from './render/own-answers.ts';
import { routeTables } from './route-tables.ts';
import { PLAIN_HEADERS } from '../../functions/shared/http/answer-head.ts';
import { EXPOSED, originList, readerList, SENT } from '../../functions/shared/http/cross-origin.ts';
import { LocalReplyConfig, localReply } from '../platform/edge/local-reply.ts';
import { containerOf, find, manifests, services } from './read.ts';

const routes = routeTables.flatMap((table) => table.routes);
const ULID = '01HZ0000000000000000000000';
const ids = {
  eventId: `evt_0a7_${ULID}`,
  userId: `usr_0a7_${ULID}`,
  orderId: `ord_0a7_${ULID}`,
  holdId: `hld_0a7_${ULID}`,
  blockId: `blk_0a7_${ULID}`,
};
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

it('checks tokens of the issuer and for the audience of the settings; the keys are no part of it, so that applying it again resets none', () => {
  const { jwtRules } = find('RequestAuthentication', 'access-tokens').spec as { jwtRules: object[] };
  expect(jwtRules).toEqual([
    expect.objectContaining({
      issuer: settings['TOKEN_ISSUER'],
      audiences: [settings['TOKEN_AUDIENCE']],
      forwardOriginalToken: true,
    }),
  ]);
  expect(jwtRules[0]).not.toHaveProperty('jwks');
  expect(manifests.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'keys')).toEqual([]);
});

it('takes no longer bodies than the functions do', () => {
  const { configPatches } = find('EnvoyFilter', 'limits').spec as {
    configPatches: { patch: { value: { typed_config?: { max_request_bytes?: number } } } }[];
  };
  const limits = configPatches.flatMap(({ patch }) => patch.value.typed_config?.max_request_bytes ?? []);
  expect(limits.map(String)).toEqual([settings['BODY_LIMIT_BYTES']]);
});

it('gives up a request before its function is stopped, and no stream that has not ended itself', () => {
  const all = ofKind(manifests, 'HTTPRoute').flatMap(({ spec }) => (spec as { rules: TimedRule[] }).rules);
  const rules = all.filter(({ backendRefs }) => backendRefs !== undefined);
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
  backendRefs?: object;
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
  status_code: number;
  filter: object;
  body_format_override?: { content_type: string; json_format?: Record<string, string> };
}
const [patch] = (
  find('EnvoyFilter', 'problems').spec as {
    configPatches: { patch: { value: { typed_config: { local_reply_config: { mappers: Mapper[] } } } } }[];
  }
).configPatches;
const mappers = patch?.patch.value.typed_config.local_reply_config.mappers ?? [];
const headersOf = (mapper: Mapper) =>
  Object.fromEntries(mapper.headers_to_add.map(({ header: { key, value } }) => [key, value]));

describe.each(
  mappers.flatMap((mapper) => {
    const code = mapper.body_format_override?.json_format?.['code'] as ProblemCode | undefined;
    return code ? [[code, mapper] as const] : [];
  }),
)("the gateway's %s", (code, mapper) => {
  it('is the problem that functions send, with the headers of an answer that is not for everybody', () => {
    const [status, title] = problems[code];
    const { json_format: body, content_type: type } = mapper.body_format_override!;
    expect(type).toBe('application/problem+json');
    expect(body).toEqual({
      type: `urn:seatmesh:problem:${code}`,
      title,
      status: '%RESPONSE_CODE%',
      code,
      detail: body?.['detail'],
      traceId: '%TRACE_ID%',
    });
    expect(mapper.status_code).toBe(status);
    expect(headersOf(mapper)).toMatchObject(PLAIN_HEADERS);
  });
});

interface OwnAnswers {
  spec: { configPatches: { patch: { value: { typed_config: { local_reply_config: unknown } } } }[] };
}
const configOf = ({ spec }: OwnAnswers) =>
  LocalReplyConfig.parse(spec.configPatches[0]?.patch.value.typed_config.local_reply_config);
const committed = configOf(find('EnvoyFilter', 'problems') as unknown as OwnAnswers);

/** An answer of the edge to what no route takes. */
const answerTo = (method: string, path: string, origin?: string, config = committed) => {
  const headers = origin === undefined ? {} : { origin };
  return localReply(
    config,
    { status: 404, flag: 'NR', details: 'route_not_found', body: '' },
    { method, path, url: path, httpVersion: '1.1', headers, id: 'id' },
  );
};

const byPath = Map.groupBy(routes, ({ path }) => path);

it.each([...byPath])('%s takes what its routes say, and OPTIONS; the gateway tells it', (template, declared) => {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids]);
  const methods = [...declared.flatMap(methodsOf), 'OPTIONS'];
  const allowed = answerTo('OPTIONS', path);
  expect([allowed.status, allowed.body]).toEqual([204, '']);
  expect(allowed.headers['allow']?.split(', ').toSorted()).toEqual(methods.toSorted());
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']) {
    const answer = answerTo(method, path);
    // One with a route never comes here but for another host.
    const expected = methods.includes(method) ? [404, undefined] : [405, allowed.headers['allow']];
    expect([method, answer.status, answer.headers['allow']]).toEqual([method, ...expected]);
  }
});

it('knows no other path', () => {
  for (const path of ['/x', '/v1', '/v1/event', '/v1/events/', '/v1/events/x', '/v1/users/usr_1', '/v1/openapiXjson'])
    expect([path, answerTo('OPTIONS', path).status]).toEqual([path, 404]);
});

it('shows a page, framed by nobody, to a browser that asks for one at no path of the API; all others get the problem', () => {
  const rendered = withOrigins('');
  const asked = (method: string, path: string, accept: string) =>
    localReply(
      rendered,
      { status: 404, flag: 'NR', details: 'route_not_found', body: '' },
      { method, path, url: path, httpVersion: '1.1', headers: { accept }, id: 'id' },
    );
  const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';
  const page = asked('GET', '/nowhere', browser);
  expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
  for (const [method, path, accept] of [
    ['GET', '/v1/nowhere', browser],
    ['GET', '/.well-known/nothing', browser],
    ['POST', '/nowhere', browser],
    ['GET', '/nowhere', 'application/json'],
  ] as const)
    expect([method, path, asked(method, path, accept).headers['content-type']]).toEqual([
      method,
      path,
      'application/problem+json',
    ]);
});

const withOrigins = (origins: string, embedding = '') => {
  const readers = { users: originList.parse(origins), readers: readerList.parse(embedding) };
  return configOf(ownAnswers(routeTables, readers) as unknown as OwnAnswers);
};
const corsOf = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^access-control-|^vary$/.test(name)));

const EVENT = `/v1/events/${ids.eventId}`;
const refused = (asked: { method?: string; path: string; origin?: string }, config = committed, status = 429) => {
  const { method = 'GET', path, origin } = asked;
  const headers = origin === undefined ? {} : { origin };
  const refusal = { status, flag: 'RL', details: 'local_rate_limited', body: '' };
  return corsOf(
    localReply(config, refusal, { method, path, url: path, httpVersion: '1.1', headers, id: 'id' }).headers,
  );
};
const ANY = { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED };

describe("for a browser's page", () => {
  const [APP, OTHER] = ['https://app.example.com', 'https://other.example.com'];

  it('of an origin in the list, a preflight is answered, and every problem can be read; of another neither', () => {
    const config = withOrigins(`${OTHER},${APP}`);
    expect(corsOf(answerTo('OPTIONS', '/v1/events', APP, config).headers)).toEqual({
      vary: 'origin',
      'access-control-allow-origin': APP,
      'access-control-expose-headers': EXPOSED,
      'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
      'access-control-allow-headers': SENT,
      'access-control-max-age': '7200',
    });
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['DELETE', '/v1/events'],
    ] as const)
      expect(corsOf(answerTo(method, path, APP, config).headers)).toEqual({
        vary: 'origin',
        'access-control-allow-origin': APP,
        'access-control-expose-headers': EXPOSED,
      });
    for (const origin of ['https://evil.example', `${APP}.evil.example`, 'null', undefined])
      for (const method of ['OPTIONS', 'DELETE'])
        expect(corsOf(answerTo(method, '/v1/events', origin, config).headers)).toEqual({ vary: 'origin' });
    // Each answer stands there twice, first for those in the list; but for pages, which no script reads.
    const none = withOrigins('');
    const pages = none.mappers.filter((mapper) => mapper.body_format_override?.content_type?.startsWith('text/html'));
    expect(pages.length).toBeGreaterThan(0);
    expect(config.mappers.length).toBe(2 * none.mappers.length - pages.length);
  });

  it('of any origin with *, and of none without a list', () => {
    expect(corsOf(answerTo('GET', '/nowhere', APP, withOrigins('*')).headers)).toMatchObject({
      'access-control-allow-origin': '*',
    });
    expect(corsOf(answerTo('OPTIONS', '/v1/events', APP, withOrigins('')).headers)).toEqual({});
  });

  it('as it comes: pages of any origin may read why nothing is answered to what everybody may see, and nothing else', () => {
    for (const path of ['/v1/events', EVENT, `${EVENT}/chart`, `${EVENT}/availability`, `${EVENT}/availability/stream`])
      for (const status of [401, 408, 413, 429, 431, 500, 503])
        for (const origin of [APP, 'null', undefined])
          expect([path, status, refused({ path, ...(origin && { origin }) }, committed, status)]).toEqual([
            path,
            status,
            ANY,
          ]);
    expect(refused({ path: EVENT, method: 'HEAD', origin: APP })).toEqual(ANY);
    for (const [method, path] of [
      ['POST', '/v1/events'],
      ['GET', `${EVENT}/orders`],
      ['GET', `${EVENT}/holds`],
      ['GET', '/nowhere'],
      ['DELETE', EVENT],
    ] as const)
      expect([method, path, refused({ method, path, origin: APP })]).toEqual([method, path, {}]);
    expect(corsOf(answerTo('OPTIONS', EVENT, APP).headers)).toEqual({});
    expect(corsOf(answerTo('POST', `${EVENT}/chart`, APP).headers)).toEqual({});
  });

  it('of a list that may read, by its name; one that may use the API is told first, and everything', () => {
    const named = (origin: string) => ({ ...ANY, vary: 'origin', 'access-control-allow-origin': origin });
    const config = withOrigins(APP, OTHER);
    expect(refused({ path: EVENT, origin: OTHER }, config)).toEqual(named(OTHER));
    expect(refused({ path: `${EVENT}/orders`, origin: OTHER }, config)).toEqual({ vary: 'origin' });
    expect(refused({ path: `${EVENT}/orders`, origin: APP }, config)).toEqual(named(APP));
    expect(refused({ path: EVENT, origin: 'https://evil.example' }, config)).toEqual({ vary: 'origin' });
    expect(refused({ path: EVENT, origin: OTHER }, withOrigins(APP, '*'))).toEqual({ ...ANY, vary: 'origin' });
    expect(refused({ path: EVENT, origin: APP }, withOrigins(APP, '*'))).toEqual(named(APP));
  });
});
