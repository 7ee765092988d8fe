/** The paths of verify. */
import * as z from 'zod';
import { SessionId, UserId } from '../shared/ids.ts';
import { route } from '../shared/http/route.ts';

const TokenToCheck = z
  .strictObject({ token: z.string().min(1).max(4096) })
  .meta({ id: 'TokenToCheck', description: 'An access token' });

const InactiveToken = z.object({ active: z.literal(false) }).meta({
  id: 'InactiveToken',
  description: 'A token that is not good: unknown, expired, or of a session that has ended',
});

const UnixSeconds = z.number().int().min(0);

const ActiveToken = z
  .object({
    active: z.literal(true),
    sub: UserId.describe('Whose it is'),
    sid: SessionId.describe('Of which session'),
    since: UnixSeconds.optional().describe('When the account was opened, in Unix seconds'),
    exp: UnixSeconds,
    iat: UnixSeconds,
    iss: z.string(),
    aud: z.string(),
    jti: z.string(),
  })
  .meta({ id: 'ActiveToken', description: 'A token that is good right now' });

const JsonWebKeySet = z
  .object({
    keys: z.array(
      z
        .looseObject({ kty: z.string(), kid: z.string() })
        .meta({ id: 'JsonWebKey', description: 'A public key (RFC 7517; Ed25519 as in RFC 8037)' }),
    ),
  })
  .meta({ id: 'JsonWebKeySet', description: 'A JWK Set (RFC 7517, 5)' });

export const introspectToken = route({
  name: 'introspectToken',
  summary: 'Says whether an access token is good right now',
  description: 'Says whether an access token is good right now, in the shape of RFC 7662.',
  method: 'POST',
  path: '/v1/auth/verify',
  access: 'public',
  body: TokenToCheck,
  answers: { 200: z.union([InactiveToken, ActiveToken]) },
  problems: ['too_many_requests'],
});

const keys = {
  summary: 'The public keys that access tokens are signed with (JWK Set)',
  method: 'GET',
  etag: 'answer',
  access: 'public',
  answers: { 200: JsonWebKeySet },
  problems: [],
} as const;

export const getKeys = route({ ...keys, name: 'getKeys', path: '/v1/.well-known/jwks.json' });
/** The same where RFC 8615 says to look. */
export const getWellKnownKeys = route({ ...keys, name: 'getWellKnownKeys', path: '/.well-known/jwks.json' });

export const routes = [introspectToken, getKeys, getWellKnownKeys] as const;
