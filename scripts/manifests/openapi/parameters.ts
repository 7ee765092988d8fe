/** The parameters of an operation: in its path, its query and its headers. */
import { isStreaming, pathParameters, type Route } from '../../../functions/shared/http/route.ts';
import { isDated } from './answer-headers.ts';
import type { Components, Json } from './components.ts';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Chosen by the caller for one intent: a retry with the same key is answered with the same. `k1` and `"k1"` are one key',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: 128,
    pattern: '^[!#-~][!-~]*$',
    examples: ['6f1a1c8e-8a55-4f0e-9a3b-2f0c5d0f6b1e'],
  },
};

/** What a list of entity tags looks like (RFC 9110, 13.1.1). */
const TAGS = { type: 'string', pattern: '^(\\*|(W/)?"[\\x21\\x23-\\x7e]*"(, *(W/)?"[\\x21\\x23-\\x7e]*")*)$' };
/** Of If-None-Match: what is no such list names none, and nothing is refused for it. */
const ANYTHING = { type: 'string', pattern: '^[\\t\\x20-\\xff]*$' };
const DATE = { type: 'string', maxLength: 64, examples: ['Fri, 14 May 2027 18:30:00 GMT'] };

/** Parameters of several operations. */
export const parameters: Json = {
  IdempotencyKey: IDEMPOTENCY_KEY,
  OptionalIdempotencyKey: { ...IDEMPOTENCY_KEY, required: false },
  IfMatch: condition(
    'If-Match',
    'Tags (ETag) of which one must be the present one, or the answer is 412; of what has none, `*` alone holds',
    { ...TAGS, examples: ['"e3"'] },
  ),
  IfNoneMatch: condition(
    'If-None-Match',
    'Tags (ETag) that the caller has: is one of them the present one, the answer is 304; so it is with `*`',
    { ...ANYTHING, examples: ['"e3"'] },
  ),
  IfModifiedSince: condition(
    'If-Modified-Since',
    'Was it not changed after this time (Last-Modified), the answer is 304; not looked at beside If-None-Match, or when it is no HTTP date',
    DATE,
  ),
  IfUnmodifiedSince: condition(
    'If-Unmodified-Since',
    'Was it changed after this time (Last-Modified), the answer is 412; not looked at beside If-Match, or when it is no HTTP date',
    DATE,
  ),
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'The id of the last event of this stream that the client has; what came after it is sent first',
    schema: { type: 'string', pattern: '^[\\x20-\\x7e]*$', examples: ['42'] },
  },
};

/** All parameters, in the order path, query, headers. */
export function parametersOf(route: Route, components: Components): Json[] {
  const kept = { true: 'IdempotencyKey', optional: 'OptionalIdempotencyKey' };
  const key = route.idempotent ? [{ $ref: `#/components/parameters/${kept[`${route.idempotent}`]}` }] : [];
  const lastId = isStreaming(route) ? [{ $ref: '#/components/parameters/LastEventId' }] : [];
  return [...inPath(route, components), ...inQuery(route, components), ...key, ...conditionsOf(route), ...lastId];
}

function inPath(route: Route, components: Components): Json[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: components.schemaOf(pathParameters[name as keyof typeof pathParameters], 'input'),
  }));
}

function inQuery(route: Route, components: Components): Json[] {
  const query = route.query ? components.schemaOf(route.query, 'input') : {};
  const required = new Set((query['required'] as string[] | undefined) ?? []);
  return Object.entries((query['properties'] as Record<string, Json> | undefined) ?? {}).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      required: required.has(name),
      ...(description === undefined ? {} : { description }),
      schema,
    }),
  );
}

/** What a condition is compared with, by its header: of a read, the tag and the time that its answer says; of what has no tag, `*` alone holds. */
function conditionsOf({ method, etag, conditions = {} }: Route): Json[] {
  if (method === 'GET') {
    const dates = isDated({ method, etag }) ? ['IfModifiedSince', 'IfUnmodifiedSince'] : [];
    return ['IfMatch', 'IfNoneMatch', ...dates].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  }
  const named = { 'If-Match': conditions.ifMatch, 'If-None-Match': conditions.ifNoneMatch };
  return Object.entries(named).flatMap(([name, whose]) => {
    if (whose === undefined) return [];
    const must = name === 'If-Match' ? 'one of them must be' : 'none of them may be';
    const text = `Tags (ETag) of the ${whose}: ${must} its present one, or nothing is done (RFC 9110)`;
    return [condition(name, text, { ...(name === 'If-Match' ? TAGS : ANYTHING), examples: ['"e3"'] })];
  });
}

function condition(name: string, description: string, schema: Json): Json {
  return { name, in: 'header', required: false, description, schema };
}
