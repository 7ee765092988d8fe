/** The problem answers of an operation: its own codes and those that follow from what it takes. */
import { type ProblemCode, problems } from '../../../functions/shared/problem.ts';
import type { Route } from '../../../functions/shared/http/route.ts';
import { type Components, type Json, pascal } from './components.ts';
import { headersOf } from './answer-headers.ts';
import { saysOf } from './problem-members.ts';

/** Any operation may answer with these: what it does not declare is refused, and so is what cannot be read. */
const GENERAL = [
  'malformed_request',
  'request_timeout',
  'media_type_unsupported',
  'expectation_failed',
  'invalid',
  'headers_too_large',
  'internal',
  'unavailable',
] as const satisfies readonly ProblemCode[];

/** Every code that a caller of this operation may meet, in the order of the table. */
export function codesOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>([...GENERAL, ...route.problems]);
  const add = (...more: ProblemCode[]): void => more.forEach((code) => codes.add(code));
  if (route.path.includes('{')) add('route_not_found');
  if (/\{(?:userId|eventId)\}/.test(route.path)) add('misdirected');
  if (route.path.includes('{eventId}')) add('slot_moving');
  if (route.access === 'user') add('token_missing', 'token_invalid', 'token_expired');
  if (route.access === 'optional') add('token_missing', 'token_invalid', 'token_expired');
  if (route.idempotent === true) add('idempotency_key_missing');
  if (!route.idempotent && (route.method === 'POST' || route.method === 'PATCH')) add('idempotency_key_unsupported');
  // Under a condition that does not hold, or that this operation does not honour.
  add('precondition_failed');
  if (route.body) add('malformed_json', 'body_too_large');
  return (Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code));
}

/** One response a status, with the codes it may carry. Operations with the same codes share it. */
export function problemAnswers(route: Route, components: Components, responses: Json): Json {
  const byStatus = Map.groupBy(codesOf(route), (code) => problems[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const name = codes.map(pascal).join('.');
      responses[name] ??= responseOf(status, codes, components);
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function responseOf(status: number, codes: readonly ProblemCode[], components: Components): Json {
  const schemas = codes.map((code) => problemOf(code, components));
  return {
    description: codes.map((code) => `${problems[code][1]} (\`${code}\`)`).join(', or: '),
    headers: headersOf(status),
    content: {
      'application/problem+json': {
        schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

/** The component of a code. Flat: generators of clients merge what `allOf` has in different ways, or not at all. */
function problemOf(code: ProblemCode, components: Components): Json {
  const [status, title] = problems[code];
  const { properties = {}, required = [] } = saysOf(code);
  return components.add(`Problem${pascal(code)}`, {
    type: 'object',
    description: title,
    required: ['type', 'title', 'status', 'code', 'detail', ...required],
    properties: {
      type: { type: 'string', const: `urn:seatmesh:problem:${code}` },
      title: { type: 'string' },
      status: { type: 'integer', format: 'int32', const: status },
      code: { type: 'string', const: code, description: 'Stable; texts are not' },
      detail: { type: 'string' },
      traceId: {
        type: 'string',
        pattern: '^[0-9a-f]{32}$',
        description: 'By which the logs know the request; also in the header `traceresponse`',
      },
      ...properties,
    },
  });
}

/** An example of a trace id, that of W3C Trace Context. */
const TRACE = '0af7651916cd43dd8448eb211c80319c';

function exampleOf(code: ProblemCode): Json {
  const [status, title] = problems[code];
  const { detail, example } = saysOf(code);
  return {
    type: `urn:seatmesh:problem:${code}`,
    title,
    status,
    code,
    detail: detail ?? title,
    ...example,
    traceId: TRACE,
  };
}
