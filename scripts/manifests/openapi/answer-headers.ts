/** The headers of answers. */
import { isFile as isFileSentAsMade, isStreaming, type Route } from '../../../functions/shared/http/route.ts';
import type { Json } from './components.ts';

/** Every header that an answer may be described with. */
export const headers = {
  ETag: {
    description: 'The entity tag of what is answered, for If-Match and If-None-Match (RFC 9110, 8.8.3)',
    schema: { type: 'string', examples: ['"e3"'] },
  },
  'Last-Modified': {
    description: 'When it was changed last, for If-Modified-Since (RFC 9110, 8.8.2)',
    schema: { type: 'string', examples: ['Fri, 14 May 2027 18:30:00 GMT'] },
  },
  'Cache-Control': {
    description: 'For how long, and by whom, the answer may be kept (RFC 9111, 5.2)',
    schema: { type: 'string', examples: ['no-store'] },
  },
  'Content-Disposition': {
    description: 'Under which name it is to be kept as a file (RFC 6266)',
    schema: { type: 'string', examples: ['attachment; filename="order.ics"'] },
  },
  'Content-Location': {
    description: 'Under which address just this is to be had, whatever comes after it (RFC 9110, 8.7)',
    schema: {
      type: 'string',
      format: 'uri-reference',
      examples: ['/v1/events/evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F/chart?v=Zk3vX0aQm1Yt7c2B'],
    },
  },
  'X-Accel-Buffering': {
    description: 'Asks proxies to pass on at once what comes bit by bit (nginx)',
    schema: { type: 'string', const: 'no' },
  },
  'Strict-Transport-Security': {
    description: 'That this host is to be asked by TLS alone, and for how long (RFC 6797)',
    schema: { type: 'string', examples: ['max-age=31536000'] },
  },
  'X-Content-Type-Options': {
    description: 'That it is of the type that it says it is, and of no other (Fetch Standard)',
    schema: { type: 'string', const: 'nosniff' },
  },
  Vary: {
    description: 'By which headers of a request the answer may be another (RFC 9110, 12.5.5)',
    schema: { type: 'string', examples: ['accept-encoding'] },
  },
  Accept: {
    description: 'In which media type a body is taken (RFC 9110, 12.5.1)',
    schema: { type: 'string', examples: ['application/json'] },
  },
  'Accept-Patch': {
    description: 'In which media type a change by PATCH is taken (RFC 5789, 3.1)',
    schema: { type: 'string', examples: ['application/json'] },
  },
  Location: {
    description: 'Where what was made is to be found (RFC 9110, 10.2.2)',
    schema: { type: 'string', format: 'uri-reference', examples: ['/v1/events/evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F'] },
  },
  RateLimit: {
    description:
      'What is left (r) of each limit that this request was counted against, and for how many seconds (t) there is no more than that; ' +
      'when one was passed (429), of that alone, and t is Retry-After (draft-ietf-httpapi-ratelimit-headers-11, a list of RFC 9651)',
    schema: { type: 'string', examples: ['"login";r=29;t=60'] },
  },
  'RateLimit-Policy': {
    description: 'The limits themselves: so many requests (q) in so many seconds (w), or at a time (qu)',
    schema: { type: 'string', examples: ['"login";q=30;w=60'] },
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try (RFC 9110, 10.2.3)',
    schema: { type: 'integer', format: 'int32', minimum: 1, examples: [2] },
  },
  traceresponse: {
    description: 'The trace of the request, by which the logs know it (W3C Trace Context)',
    schema: { type: 'string', examples: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'] },
  },
  'X-Request-Id': {
    description: 'The name that the gateway gave the request',
    schema: { type: 'string', examples: ['dc08b6d9-3546-430e-898c-13fa4eb1d15d'] },
  },
  'Access-Control-Allow-Origin': {
    description: 'Whose pages may read it in a browser, where the system lets those of others (Fetch Standard, CORS)',
    schema: { type: 'string', examples: ['*'] },
  },
  'Access-Control-Expose-Headers': {
    description: 'Which headers of it they may read',
    schema: { type: 'string', examples: ['etag, location, retry-after'] },
  },
  'WWW-Authenticate': {
    description: 'How to authenticate, and what was wrong with a token (RFC 6750, 3)',
    schema: { type: 'string', examples: ['Bearer realm="seatmesh"'] },
  },
} as const satisfies Record<string, Json>;

type HeaderName = keyof typeof headers;

/** The headers of an answer: of a problem, or of what a route does. */
export function headersOf(status: number, route?: Route): Json {
  return Object.fromEntries(namesOf(status, route).map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Whether an answer says when what it is of was changed. */
export function isDated({ method, etag }: { method: Route['method']; etag?: Route['etag'] | undefined }): boolean {
  return method === 'GET' && etag === 'event';
}

/** Whether an answer is sent while it is made. */
const isSentAsMade = (route: Route): boolean => isStreaming(route) || isFileSentAsMade(route);

/** Whether an answer is to be kept as a file. */
function isFile({ answers }: Route): boolean {
  return Object.values(answers).some(
    (answer) =>
      answer !== null && ('file' in answer || ('mediaType' in answer && answer.mediaType === 'text/calendar')),
  );
}

function namesOf(status: number, route: Route | undefined): HeaderName[] {
  const names: HeaderName[] = [
    'traceresponse',
    'X-Request-Id',
    'Cache-Control',
    'Strict-Transport-Security',
    'X-Content-Type-Options',
    'Access-Control-Allow-Origin',
    'Access-Control-Expose-Headers',
  ];
  if (status === 429 || status === 503) names.push('Retry-After');
  // Of problems, several operations share the description: those of an operation that is counted tell its limits, whatever is wrong.
  if (status >= 400 || route?.problems.includes('too_many_requests')) names.push('RateLimit', 'RateLimit-Policy');
  if (status === 415) names.push('Accept', 'Accept-Patch');
  if (status === 401) names.push('WWW-Authenticate');
  if (route?.etag && status < 400) names.push('ETag');
  if (route && isDated(route) && status < 400) names.push('Last-Modified');
  if (route?.method === 'GET' && status < 400 && !isStreaming(route)) names.push('Vary');
  if (route && status < 400 && isFile(route)) names.push('Content-Disposition');
  if (route?.namesContent && status < 400) names.push('Content-Location');
  if (route && status === 200 && isSentAsMade(route)) names.push('X-Accel-Buffering');
  if (status === 201) names.push('Location');
  return names;
}
