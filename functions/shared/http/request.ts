/** Parses a request by its route's schemas. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { Authenticate } from '../identity/tokens.ts';
import type { Call } from './call.ts';
import { type Condition, conditionOf, UNCONDITIONAL } from './condition.ts';
import { digitsOf } from '../digits.ts';
import { CANCELLED_ID } from './event-stream.ts';
import { idempotencyKeyIn } from './incoming/idempotency-key.ts';
import { readJsonBody } from './incoming/json-body.ts';
import { readHttpDate } from './http-date.ts';
import { requireNoPrototype } from './incoming/prototype-names.ts';
import { Problem } from '../problem.ts';
import { pathParameters, type Route } from './route.ts';
import type { RouteMatch } from './router.ts';
import { type SchemaError, schemaErrors, undeclaredName } from './incoming/schema-errors.ts';
import type { Trace } from '../trace.ts';
import { requireJson, requireNoBody } from './incoming/undeclared.ts';

/** The edge gateway (Envoy) sets this to the address it trusts, and removes it from what clients send. */
const CLIENT_ADDRESS = 'x-envoy-external-address';

/** RFC 6750, 2.1. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

/**
 * Reads everything a handler needs.
 * @throws Problem 400, 401, 404 (an id that cannot exist), 415 or 422 with the paths of what is wrong
 */
export async function readCall(
  route: Route,
  params: RouteMatch['params'],
  request: IncomingMessage,
  body: Buffer,
  trace: Trace,
  authenticate: Authenticate | undefined,
): Promise<Call> {
  const call = {
    params: readParameters(params),
    user: route.access === 'user' ? await authenticated(authenticate, request.headers.authorization) : undefined,
    identify: route.access === 'optional' ? () => identified(authenticate, request.headers.authorization) : undefined,
    key: readIdempotencyKey(route, request),
    query: readQuery(route.query, request.url ?? ''),
    body: readBody(route.body, request, body),
    condition: readCondition(route, request),
    lastEventId: readLastEventId(request),
    address: addressOf(request),
    trace,
  };
  return call as Call;
}

/** Whom a request comes from: the address that the edge trusts. */
export function addressOf({ headers, socket }: IncomingMessage): string {
  return String(headers[CLIENT_ADDRESS] ?? socket.remoteAddress ?? '');
}

/**
 * What is POSTed beside the API, and takes a body at most, takes no query, key or condition either.
 * @throws Problem as a route that declares none of these
 */
export function requireBodyAlone({ query, headers }: { query: string; headers: IncomingMessage['headers'] }): void {
  const plain = { method: 'POST' } as const;
  readQuery(undefined, `?${query}`);
  readIdempotencyKey(plain, { headers });
  readCondition(plain, { headers });
}

/**
 * Parses by a schema.
 * @throws Problem `invalid` (422) that lists each wrong path
 */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(schemaErrors(parsed.error.issues, { schema, value }));
}

function invalid(errors: SchemaError[]): Problem {
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new Problem('invalid', detail, { errors });
}

function readParameters(raw: RouteMatch['params']): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    const schema = pathParameters[name as keyof typeof pathParameters];
    if (!schema.safeParse(value).success) throw new Problem('route_not_found', `${name} is not an id`);
    params[name] = value;
  }
  return params;
}

/** Whether a key that such an operation does not declare is refused. */
function takesNoKey(method: Route['method']): boolean {
  return method === 'POST' || method === 'PATCH';
}

/** What is no bearer token says nothing: somebody else on the way may have asked for it. */
async function identified(authenticate: Authenticate | undefined, header: string | undefined) {
  return /^bearer\b/i.test(header ?? '') ? authenticated(authenticate, header) : undefined;
}

async function authenticated(authenticate: Authenticate | undefined, header: string | undefined) {
  if (!authenticate) throw new Error('a route needs a user, but the function has no authenticate');
  // RFC 9110, 11.4: the scheme in any case, then spaces.
  if (!/^bearer +[^ ]/i.test(header ?? ''))
    throw new Problem('token_missing', 'send "Authorization: Bearer <access token>"');
  const token = BEARER.exec(header ?? '')?.[1];
  if (!token) throw new Problem('token_invalid', 'what follows Bearer is not a token');
  return authenticate(token);
}

/**
 * A key promises that a repeat does nothing more. Where none is kept, whoever sends one is not to believe that; what can be repeated anyway by its method
 * (RFC 9110, 9.2.2) keeps that promise without.
 * @throws Problem `idempotency_key_missing`, `idempotency_key_unsupported`, `malformed_request`
 */
function readIdempotencyKey(
  { idempotent, method }: Pick<Route, 'idempotent' | 'method'>,
  { headers }: Pick<IncomingMessage, 'headers'>,
): string | undefined {
  if (!idempotent && !takesNoKey(method)) return undefined;
  const sent = headers['idempotency-key'];
  const key = idempotencyKeyIn(sent);
  // Whoever sends an empty one has meant some key: a repeat would do all of it again.
  if (key === undefined && sent !== undefined && idempotent !== true)
    throw new Problem('malformed_request', 'the Idempotency-Key is empty: send one of 1 to 128 characters, or none');
  if (!idempotent) {
    if (key === undefined) return undefined;
    throw new Problem('idempotency_key_unsupported', 'no key is kept for this operation: send it without one');
  }
  if (key === undefined && idempotent !== 'optional')
    throw new Problem('idempotency_key_missing', 'a retry with the same key is answered with the same order');
  return key;
}

/**
 * Of a read, conditions are looked at once there is an answer. A changing operation is not performed under a condition that it has
 * nothing to compare with; by the time of the last change nothing is known here at all.
 */
function readCondition(
  { method, conditions }: Pick<Route, 'conditions' | 'method'>,
  { headers }: Pick<IncomingMessage, 'headers'>,
): Condition {
  if (method === 'GET') return UNCONDITIONAL;
  const [ifMatch, ifNoneMatch] = [headers['if-match'], headers['if-none-match']];
  const isRefused =
    (ifMatch !== undefined && !conditions?.ifMatch) ||
    (ifNoneMatch !== undefined && !conditions?.ifNoneMatch) ||
    readHttpDate(headers['if-unmodified-since']) !== undefined;
  if (isRefused) throw new Problem('precondition_failed', 'this operation has nothing to compare that condition with');
  return conditionOf(ifMatch, ifNoneMatch);
}

/** Ids of events are whole numbers. What is something else is of no use, and no reason to refuse a client that comes back. */
function readLastEventId({ headers }: IncomingMessage): Call['lastEventId'] {
  const id = headers['last-event-id'];
  if (id === CANCELLED_ID) return CANCELLED_ID;
  return digitsOf(id);
}

function readQuery(schema: z.ZodType | undefined, url: string): unknown {
  const at = url.indexOf('?');
  if (schema) {
    const query = at < 0 ? (Object.create(null) as ReturnType<typeof queryOf>) : queryOf(url.slice(at + 1));
    requireOnce(query);
    return check(schema, query);
  }
  if (at < 0 || at === url.length - 1) return undefined;
  const errors = Object.keys(queryOf(url.slice(at + 1)))
    .slice(0, 20)
    .map((name) => undeclaredName(name));
  if (errors.length > 0) throw new Problem('invalid', 'this operation takes no query', { errors });
  return undefined;
}

/** No parameter is a list by being repeated: which of its values is meant, is not known. @throws Problem `invalid` that names each */
function requireOnce(query: ReturnType<typeof queryOf>): void {
  const repeated = Object.keys(query).filter((name) => Array.isArray(query[name]));
  if (repeated.length === 0) return;
  const errors = repeated
    .slice(0, 20)
    .map((name) => ({ path: name.slice(0, 100), message: `is given ${query[name]?.length} times; once is enough` }));
  throw invalid(errors);
}

/** Names with their value, or with all of them when there are several. */
function queryOf(text: string): Record<string, string | string[]> {
  // Without a prototype: `__proto__` is a name like any other, and as unknown.
  const query = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const known = query[name];
    if (known === undefined) query[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else query[name] = [known, value];
  }
  return query;
}

/** A body that may be left out is undefined then. */
function readBody(schema: z.ZodType | undefined, request: IncomingMessage, body: Buffer): unknown {
  if (!schema || (body.length === 0 && schema.safeParse(undefined).success)) {
    requireNoBody(request, body);
    return undefined;
  }
  requireJson(request);
  const value = readJsonBody(body);
  requireNoPrototype(body, value);
  return check(schema, value);
}
