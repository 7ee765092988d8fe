/** The paths of verify. */
import * as z from 'zod';
import { route } from '../shared/http/route.ts';

export const introspectToken = route({
  name: 'introspectToken',
  summary: 'Tells whether an access token is good right now (the shape of RFC 7662)',
  method: 'POST',
  path: '/v1/auth/verify',
  access: 'public',
  body: z.strictObject({ token: z.string().min(1).max(4096) }),
  answers: {
    200: z.union([
      z.object({ active: z.literal(false) }),
      z.object({
        active: z.literal(true),
        sub: z.string(),
        sid: z.string(),
        /** When the account was opened, in Unix seconds. */
        since: z.number().int().optional(),
        exp: z.number().int(),
        iat: z.number().int(),
        iss: z.string(),
        aud: z.string(),
        jti: z.string(),
      }),
    ]),
  },
  problems: ['too_many_requests'],
});

const keys = {
  summary: 'The public keys that access tokens are signed with (JWK Set)',
  method: 'GET',
  access: 'public',
  answers: { 200: z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) }) },
  problems: [],
} as const;

export const getKeys = route({ ...keys, name: 'getKeys', path: '/v1/.well-known/jwks.json' });
/** The same where RFC 8615 says to look. */
export const getWellKnownKeys = route({ ...keys, name: 'getWellKnownKeys', path: '/.well-known/jwks.json' });

export const routes = [introspectToken, getKeys, getWellKnownKeys] as const;
