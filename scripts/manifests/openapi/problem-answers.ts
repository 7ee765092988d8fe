/** The problem answers of an operation: its own codes and those that follow from what it takes. */
import { type ProblemCode, problems } from '../../../functions/shared/problem.ts';
import type { Route } from '../../../functions/shared/http/route.ts';
import type { Json } from './components.ts';

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
] as const;

/** Every code that a caller of this operation may meet, in the order of the table. */
export function codesOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>([...GENERAL, ...route.problems]);
  const add = (...more: ProblemCode[]): void => more.forEach((code) => codes.add(code));
  if (route.path.includes('{')) add('route_not_found', 'misdirected');
  if (route.access === 'user') add('token_missing', 'token_invalid', 'token_expired');
  if (route.idempotent) add('idempotency_key_missing');
  // Under a condition that does not hold, or that this operation does not honour.
  if (route.method !== 'GET') add('precondition_failed');
  if (route.body) add('malformed_json', 'body_too_large');
  return (Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code));
}

/** One response a status, with the codes it may carry. Operations with the same codes share it. */
export function problemAnswers(route: Route, problem: Json, responses: Json): Json {
  const byStatus = Map.groupBy(codesOf(route), (code) => problems[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const name = codes.join('.');
      responses[name] ??= responseOf(status, codes, problem);
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function responseOf(status: number, codes: readonly ProblemCode[], problem: Json): Json {
  const schema = { allOf: [problem, { type: 'object', properties: { code: { enum: codes } } }] };
  return {
    description: codes.map((code) => problems[code][1]).join(', or: '),
    ...(status === 429 || status === 503
      ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
      : {}),
    content: { 'application/problem+json': { schema } },
  };
}

/** The shape of every problem answer (RFC 9457 with a stable code). */
export const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:seatmesh:problem:seats_unavailable'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problems), description: 'Stable; texts are not' },
    detail: { type: 'string' },
    traceId: {
      type: 'string',
      pattern: '^[0-9a-f]{32}$',
      description: 'By which the logs know the request; also in the header `traceresponse`',
    },
    reason: { type: 'string', description: 'Why seats are refused (409)' },
    seats: { type: 'array', items: { type: 'string' }, description: 'The seats it is about (409, 422)' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
      description: 'What does not fit, and where (422)',
    },
    owner: { type: 'string', description: 'The shard to ask (421)' },
    expectedTotalCents: {
      type: ['integer', 'null'],
      description: 'What the buyer was shown, or expects; null where that is not known (`terms_changed`)',
    },
    totalCents: { type: 'integer', description: 'What the order costs (`terms_changed`)' },
    eventVersion: { type: 'integer', description: 'The version of the event as it is (`terms_changed`)' },
  },
};
