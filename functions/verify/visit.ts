/** A visit to verify. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ token }) => ({ method: 'POST', path: '/v1/auth/verify', body: { token }, expect: 200 }),
  rest: (ask) => ask({ method: 'GET', path: '/.well-known/jwks.json', expect: 200 }),
};
