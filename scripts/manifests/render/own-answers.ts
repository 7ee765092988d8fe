/**
 * What the edge answers by itself, as Envoy's local_reply_config: problems in the form and with the words of the functions, what a path
 * takes (OPTIONS, and 405 for what it does not take), and what a browser's page of another origin needs to read them. The first mapper whose
 * filter holds decides, so each says its headers in full.
 */
import { PREFLIGHT_SECONDS, SENT } from '../../../functions/shared/http/cross-origin.ts';
import { acceptedPatches } from '../../../functions/shared/http/patches.ts';
import { allowOf } from '../../../functions/shared/http/router.ts';
import { PLAIN_HEADERS } from '../../../functions/shared/http/answer-head.ts';
import { type ProblemCode, problems } from '../../../functions/shared/problem.ts';
import type { RouteTable } from '../route-tables.ts';
import { ASKS_FOR_PAGE, PAGE_TYPE, type EdgePage, NOT_FOUND_PAGE, UNAVAILABLE_PAGE } from './edge-pages.ts';
import { GATEWAY, NAMESPACE } from '../../../functions/shared/sharding/http-route-manifests.ts';
import { passedAnswers } from './passed-answers.ts';
import { pageTest, pathTest } from './path-test.ts';
import { type PageReaders, publicPaths, readersOf, TELLS_VARY, toldTo } from './page-readers.ts';
import { both, cel, status, TYPE } from './reply-filters.ts';

type Headers = Readonly<Record<string, string>>;

/** An answer, and when it is given. */
interface OwnAnswer {
  filter: object;
  /** When it is another one than Envoy's. */
  status?: number;
  headers?: Headers;
  problem?: { code: ProblemCode; detail: string };
  /** For who asks for a page: no script of another origin reads it. */
  page?: EdgePage;
  /** Lets a page of another origin send requests of these methods. */
  preflight?: string;
}

const problem = (filter: object, code: ProblemCode, detail: string, headers: Headers = {}): OwnAnswer => ({
  filter,
  status: problems[code][0],
  headers,
  problem: { code, detail },
});

const challenge = (error = ''): Headers => ({ 'www-authenticate': `Bearer realm="seatmesh"${error}` });
const BAD_TOKEN = challenge(', error="invalid_token"');
const SOON: Headers = { 'retry-after': '1' };

const ALL_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** A policy of istio/limits.yaml has denied it. */
const FROM_INSIDE = 'response.code_details.matches("words-of-the-inside")';

/** jwt_authn answers 401, or 403 for another audience; RBAC 403: what they found stands in the details only. */
const REFUSED = [
  problem(
    cel('response.code_details == "jwt_authn_access_denied{Jwt_is_expired}"'),
    'token_expired',
    'refresh it or log in again',
    BAD_TOKEN,
  ),
  problem(
    cel('response.code_details.startsWith("jwt_authn_access_denied")'),
    'token_invalid',
    'log in again',
    BAD_TOKEN,
  ),
  // Its target is no path.
  problem(
    cel(
      'request.method == "CONNECT" && (response.code_details.startsWith("rbac_access_denied") || ' +
        'response.code_details in ["upgrade_failed", "route_not_found"])',
    ),
    'method_not_allowed',
    `no tunnel leads through here; paths take ${ALL_METHODS}`,
    { allow: ALL_METHODS },
  ),
  // Of an upgrade that Envoy itself does not know it says another thing.
  problem(
    cel(
      'response.code_details.startsWith("rbac_access_denied") && request.headers["upgrade"].matches(".") || ' +
        'response.code_details == "upgrade_failed" && request.method != "CONNECT"',
    ),
    'malformed_request',
    'nothing but HTTP is spoken here: leave Upgrade away',
  ),
  problem(
    cel(
      `${FROM_INSIDE} && request.headers["expect"].matches(".") && !request.headers["expect"].matches("^100-[Cc]ontinue$")`,
    ),
    'expectation_failed',
    'of expectations only 100-continue is known',
  ),
  problem(
    cel(FROM_INSIDE),
    'malformed_request',
    'headers by which Kubernetes and Knative talk to each other are not for callers: leave them away',
  ),
  problem(
    cel('response.code_details.startsWith("rbac_access_denied")'),
    'token_missing',
    'send "Authorization: Bearer <access token>"',
    challenge(),
  ),
];

/** Where a browser asks for a page, and there is none, or none can be had. */
const PAGES: OwnAnswer[] = [
  { filter: both(cel(ASKS_FOR_PAGE), status('EQ', 404)), page: NOT_FOUND_PAGE },
  { filter: both(cel(ASKS_FOR_PAGE), status('EQ', 429)), page: UNAVAILABLE_PAGE, headers: SOON },
  { filter: both(cel(ASKS_FOR_PAGE), status('GE', 500)), status: 503, page: UNAVAILABLE_PAGE, headers: SOON },
];

const PROBLEMS = [
  problem(status('EQ', 404), 'route_not_found', 'see /v1/openapi.json for what there is'),
  problem(
    status('EQ', 408),
    'request_timeout',
    'a request has 30 seconds to arrive in, its headers 10; nothing has happened',
  ),
  problem(status('EQ', 413), 'body_too_large', 'a body may have 262144 bytes at most'),
  problem(status('EQ', 431), 'headers_too_large', 'a request may have 100 headers, with its path 60 KiB of them'),
  // What the codec refuses is the caller's doing, whatever its status.
  problem(
    cel('response.code_details.startsWith("http1.")'),
    'malformed_request',
    'the request is not HTTP as it should be',
  ),
  problem(status('EQ', 429), 'too_many_requests', 'try again in a second', SOON),
  problem(status('EQ', 500), 'internal', 'the gateway could not route the request'),
  // No connection was made (failed, none healthy, too many, overload): nothing has happened.
  problem(
    { response_flag_filter: { flags: ['UF', 'UH', 'UO', 'OM'] } },
    'unavailable',
    'the function does not answer; try again shortly',
    SOON,
  ),
  // A read that timed out or broke off changed nothing: it may be asked again.
  problem(
    both(cel('request.method in ["GET", "HEAD"]'), status('GE', 500)),
    'unavailable',
    'the function did not answer in time or broke off; try again shortly',
    SOON,
  ),
  // Anything else was under way when it timed out or broke off.
  problem(
    status('GE', 500),
    'outcome_unknown',
    'the function did not answer in time or broke off; ask what became of the request before repeating it',
  ),
  problem(status('GE', 400), 'malformed_request', 'the request is not HTTP as it should be'),
];

/** What the paths take, those that take the same together. An allowed method of a known path has a route, so it never comes here. */
export function methodAnswers(tables: readonly RouteTable[]): OwnAnswer[] {
  const ways = tables.flatMap(({ routes, pages = [] }) => [
    ...routes.map(({ path, method }) => ({ isHere: pathTest(path), method })),
    ...pages.map((page) => ({ isHere: pageTest(page), method: page.method })),
  ]);
  const byPath = Map.groupBy(ways, ({ isHere }) => isHere);
  const allowed = [...byPath].map(([isHere, own]) => ({ isHere, allow: allowOf(own.map(({ method }) => method)) }));
  const groups = [...Map.groupBy(allowed, ({ allow }) => allow)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return groups.flatMap(([allow, paths]) => {
    const isHere = paths.map((one) => one.isHere).join(' || ');
    const methods = allow.split(', ').map((method) => JSON.stringify(method));
    const notRouted = 'response.code_details == "route_not_found"';
    return [
      {
        filter: cel(`${notRouted} && request.method == "OPTIONS" && (${isHere})`),
        status: 204,
        headers: { allow, ...acceptedPatches(allow) },
        preflight: allow,
      },
      problem(
        cel(`${notRouted} && !(request.method in [${methods.join(', ')}]) && (${isHere})`),
        'method_not_allowed',
        `this path takes ${allow}`,
        { allow },
      ),
    ];
  });
}

/** Of the server as a whole: `OPTIONS *` (RFC 9110, 9.3.7). */
const OF_ALL: OwnAnswer[] = [
  {
    filter: cel('response.code_details == "absolute_path_rejected" && request.method == "OPTIONS"'),
    status: 204,
    headers: { allow: ALL_METHODS },
  },
];

/** After what istio/limits.yaml says; without priorities it would go by when each was made. */
const PRIORITY = 20;

/** The edge's filter. */
export function ownAnswers(tables: readonly RouteTable[], readers: PageReaders): object {
  const ways = readersOf(publicPaths(tables), readers);
  const answers = [...REFUSED, ...OF_ALL, ...methodAnswers(tables), ...PAGES, ...PROBLEMS];
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'problems', namespace: NAMESPACE },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: GATEWAY }],
      priority: PRIORITY,
      configPatches: [
        {
          applyTo: 'NETWORK_FILTER',
          match: {
            context: 'GATEWAY',
            listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
          },
          patch: {
            operation: 'MERGE',
            value: {
              name: 'envoy.filters.network.http_connection_manager',
              typed_config: {
                '@type': `${TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
                always_set_request_id_in_response: true,
                local_reply_config: { mappers: answers.flatMap((answer) => mappersOf(answer, ways)) },
              },
            },
          },
        },
        passedAnswers(publicPaths(tables), readers),
      ],
    },
  };
}

/** An answer's mappers: one for each kind of pages that may read it, the last for those that may not. */
function mappersOf(answer: OwnAnswer, { who, varies }: ReturnType<typeof readersOf>): object[] {
  if (answer.page) return [mapperOf(answer)];
  const vary = varies ? TELLS_VARY : {};
  const { preflight } = answer;
  // What a path takes is asked before a change only, and refused to one: who may read only asks neither.
  const theirs = who.filter(({ reads }) => !reads || (preflight === undefined && !answer.headers?.['allow']));
  const mappers = theirs.map(({ isWho, origin }) => {
    const asks = preflight === undefined ? {} : preflightHeaders(preflight);
    const filter = isWho === undefined ? answer.filter : both(answer.filter, isWho);
    return mapperOf({ ...answer, filter }, { ...vary, ...toldTo(origin), ...asks });
  });
  // Where any page may read it, none is left.
  return theirs.some(({ isWho }) => isWho === undefined) ? mappers : [...mappers, mapperOf(answer, vary)];
}

const preflightHeaders = (allow: string): Headers => ({
  'access-control-allow-methods': allow,
  'access-control-allow-headers': SENT,
  'access-control-max-age': String(PREFLIGHT_SECONDS),
});

/** The same header is the same object, which YAML writes down once. */
const written = new Map<string, object>();

function header(key: string, value: string): object {
  const name = `${key}: ${value}`;
  const known = written.get(name) ?? { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' };
  written.set(name, known);
  return known;
}

function mapperOf({ filter, status: code, headers, problem: said, page }: OwnAnswer, more: Headers = {}): object {
  const all = Object.entries({ ...PLAIN_HEADERS, ...headers, ...page?.headers, ...more });
  return {
    filter,
    ...(code !== undefined && { status_code: code }),
    headers_to_add: all.map(([key, value]) => header(key, value)),
    ...(page && {
      body_format_override: {
        content_type: PAGE_TYPE,
        // A percent sign would begin a command.
        text_format_source: { inline_string: page.html.replaceAll('%', '%%') },
      },
    }),
    ...(said && {
      body_format_override: {
        content_type: 'application/problem+json',
        json_format: {
          type: `urn:seatmesh:problem:${said.code}`,
          title: problems[said.code][1],
          status: '%RESPONSE_CODE%',
          code: said.code,
          detail: said.detail,
          // Null where the mesh traces nothing.
          traceId: '%TRACE_ID%',
        },
      },
    }),
  };
}
