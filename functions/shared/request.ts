/** Parses a request by its route's schemas. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { Authenticate } from './auth.ts';
import type { Call } from './call.ts';
import { type Condition, conditionOf, UNCONDITIONAL } from './condition.ts';
import { CANCELLED_ID } from './event-stream.ts';
import { Problem } from './problem.ts';
import { pathParameters, type Route } from './route.ts';
import type { Found } from './router.ts';
import type { Trace } from './trace.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** The edge gateway (Envoy) sets this to the address it trusts, and removes it from what clients send. */
const CLIENT_ADDRESS = 'x-envoy-external-address';

/**
 * Reads everything a handler needs.
 * @throws Problem 400, 401, 404 (an id that cannot exist), 415 or 422 with the paths of what is wrong
 */
export async function readCall(
  route: Route,
  params: Found['params'],
  request: IncomingMessage,
  body: Buffer,
  trace: Trace,
  authenticate: Authenticate | undefined,
): Promise<Call> {
  const call = {
    params: readParameters(params),
    user: route.access === 'user' ? await authenticated(authenticate, request.headers.authorization) : undefined,
    key: route.idempotent ? readIdempotencyKey(request) : undefined,
    query: route.query ? check(route.query, readQuery(request.url ?? '')) : undefined,
    body: route.body ? readBody(route.body, request, body) : undefined,
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
 * Parses by a schema.
 * @throws Problem `invalid` (422) that lists each wrong path
 */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new Problem('invalid', errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '), {
    errors,
  });
}

function readParameters(raw: Found['params']): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, schema] of Object.entries(pathParameters)) {
    const value = raw[name as keyof typeof pathParameters];
    if (value === undefined) continue;
    if (!schema.safeParse(value).success) throw new Problem('route_not_found', `${name} is not an id`);
    params[name] = value;
  }
  return params;
}

async function authenticated(authenticate: Authenticate | undefined, header: string | undefined) {
  if (!authenticate) throw new Error('a route needs a user, but the function has no authenticate');
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1];
  if (!token) throw new Problem('token_missing', 'send "Authorization: Bearer <access token>"');
  return authenticate(token);
}

function readIdempotencyKey(request: IncomingMessage): string {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '')
    throw new Problem('idempotency_key_missing', 'a retry with the same key is answered with the same order');
  if (Array.isArray(key) || !/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new Problem('malformed_request', 'an Idempotency-Key has 1 to 128 printable ASCII characters');
  }
  return key;
}

/**
 * Of a read, If-None-Match is for whoever sends the answer. A changing operation is not performed under a condition that it has
 * nothing to compare with; by the time of the last change nothing is known here at all.
 */
function readCondition({ method, conditions }: Route, { headers }: IncomingMessage): Condition {
  if (method === 'GET') return UNCONDITIONAL;
  const [ifMatch, ifNoneMatch] = [headers['if-match'], headers['if-none-match']];
  const isRefused =
    (ifMatch !== undefined && !conditions?.ifMatch) ||
    (ifNoneMatch !== undefined && !conditions?.ifNoneMatch) ||
    headers['if-unmodified-since'] !== undefined;
  if (isRefused) throw new Problem('precondition_failed', 'this operation has nothing to compare that condition with');
  return conditionOf(ifMatch, ifNoneMatch);
}

/** Ids of events are whole numbers. What is something else is of no use, and no reason to refuse a client that comes back. */
function readLastEventId({ headers }: IncomingMessage): Call['lastEventId'] {
  const id = headers['last-event-id'];
  if (id === CANCELLED_ID) return CANCELLED_ID;
  return typeof id === 'string' && /^\d{1,16}$/.test(id) ? Number(id) : undefined;
}

function readQuery(url: string): Record<string, string | string[]> {
  const at = url.indexOf('?');
  // Without a prototype: `__proto__` is a name like any other, and as unknown.
  const query = Object.create(null) as Record<string, string | string[]>;
  if (at < 0) return query;
  const search = new URLSearchParams(url.slice(at + 1));
  for (const name of search.keys()) {
    const all = search.getAll(name);
    query[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return query;
}

/** A body that may be left out is undefined then. */
function readBody(schema: z.ZodType, request: IncomingMessage, body: Buffer): unknown {
  const isLeftOut = body.length === 0 && schema.safeParse(undefined).success;
  return isLeftOut ? undefined : check(schema, readJson(request, body));
}

function readJson(request: IncomingMessage, body: Buffer): unknown {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Problem('media_type_unsupported', 'send the body as application/json');
  }
  try {
    const text = utf8.decode(body);
    // A body in UTF-8 can smuggle half a character in by an escape alone.
    return SURROGATE_ESCAPE.test(text) ? JSON.parse(text, wellFormed) : JSON.parse(text);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem('malformed_json', messageOf(error));
  }
}

/** A reviver that lets no text pass which no database could give back as it came. */
function wellFormed(key: string, value: unknown): unknown {
  if (key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())) return value;
  throw new Problem('malformed_json', 'a string has half a surrogate pair');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'not JSON';
}
