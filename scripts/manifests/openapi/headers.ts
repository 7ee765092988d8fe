/** The headers of answers. */
import type { Route } from '../../../functions/shared/http/route.ts';
import type { Json } from './components.ts';

/** Every header that an answer may be described with. */
export const headers = {
  ETag: {
    description: 'The entity tag of what is answered, for If-Match and If-None-Match (RFC 9110, 8.8.3)',
    schema: { type: 'string', examples: ['"e3"'] },
  },
  Location: {
    description: 'Where what was made is to be found (RFC 9110, 10.2.2)',
    schema: { type: 'string', format: 'uri-reference', examples: ['/v1/events/evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F'] },
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try (RFC 9110, 10.2.3)',
    schema: { type: 'integer', format: 'int32', minimum: 1, examples: [2] },
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

function namesOf(status: number, route: Route | undefined): HeaderName[] {
  if (status === 429 || status === 503) return ['Retry-After'];
  if (status === 401) return ['WWW-Authenticate'];
  const names: HeaderName[] = [];
  if (route?.etag && status < 400) names.push('ETag');
  if (status === 201) names.push('Location');
  return names;
}
