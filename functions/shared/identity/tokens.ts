/**
 * Access tokens: EdDSA JWTs of type `at+jwt`. Every function checks them itself, whatever the gateway has checked.
 * A verified token is remembered until it expires; whether its session has ended is asked of Redis each time, or, by a function that
 * hears of ended sessions, every few seconds. With Redis away a token counts until it expires (15 minutes at most): ordering must go on.
 */
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import * as z from 'zod';
import type { EndedSessions } from './ended-sessions.ts';
import { SessionId, UserId } from '../ids.ts';
import { log } from '../log.ts';
import { Memo } from '../memo.ts';
import { Problem } from '../problem.ts';
import type { TokenConfig } from './token-settings.ts';
import type { RedisLink } from '../redis/connection.ts';

/** Who a request comes from. */
export interface Subject {
  userId: string;
  /** The session (refresh-token family) the token was issued in. */
  sessionId: string;
  /** Unix seconds. */
  expiresAt: number;
  /** When the account was opened, in Unix seconds; a token may come without it. */
  since?: number | undefined;
  /** What the account was called when the token was issued; a token may come without it. */
  name?: string | undefined;
  email?: string | undefined;
}

/** Verifies an access token. @throws Problem `token_invalid` or `token_expired` */
export type Authenticate = (token: string) => Promise<Subject>;

/** Access tokens are signed with this algorithm and no other. */
export const TOKEN_ALGORITHM = 'EdDSA';

/** Short, since functions that cannot reach Redis accept a token until it expires. */
export const ACCESS_TOKEN_SECONDS = 900;

const REMEMBERED_TOKENS = 10_000;
const REVOCATION_CHECK_MS = 5_000;

const Claims = z.object({
  sub: UserId,
  sid: SessionId,
  since: z.number().int().min(0).optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  exp: z.number(),
  iat: z.number(),
  jti: z.string(),
  iss: z.string(),
  aud: z.string(),
});

/** A token's claims once its signature, issuer, audience, algorithm, type and expiry were found good. */
export type TokenClaims = z.output<typeof Claims>;

/** Makes the stateless check: signature and claims, no look-up. */
export function tokenVerifier(config: TokenConfig, now: () => number = Date.now) {
  const keys = createLocalJWKSet(config.JWKS);
  return async (token: string): Promise<TokenClaims> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: config.TOKEN_ISSUER,
        audience: config.TOKEN_AUDIENCE,
        algorithms: [TOKEN_ALGORITHM],
        typ: 'at+jwt',
        currentDate: new Date(now()),
      });
      return Claims.parse(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Problem('token_expired', 'refresh it or log in again');
      if (error instanceof errors.JOSEError || error instanceof z.ZodError)
        throw new Problem('token_invalid', 'log in again', {}, { cause: error });
      throw error;
    }
  };
}

/** Redis key that is there while a revoked session's access tokens could still be alive. */
export function revokedKey(sessionId: string): string {
  return `revoked:${sessionId}`;
}

/**
 * Makes the full check, with memory and revocation.
 * @param ended where a function hears of ended sessions, which spares it a question to Redis at each request
 */
export function authenticator(
  config: TokenConfig,
  redisLink: RedisLink,
  now: () => number = Date.now,
  ended?: EndedSessions,
): Authenticate {
  const verify = tokenVerifier(config, now);
  const remembered = new Memo<{ subject: Subject; checkedAt: number }>(REMEMBERED_TOKENS);
  return async (token) => {
    let known = remembered.get(token);
    if (known && known.subject.expiresAt * 1000 <= now()) {
      remembered.delete(token);
      known = undefined;
    }
    if (!known) {
      const claims = await verify(token);
      const { sub: userId, sid: sessionId, exp: expiresAt, since, name, email } = claims;
      known = { subject: { userId, sessionId, expiresAt, since, name, email }, checkedAt: -Infinity };
      remembered.set(token, known);
    }
    const { sessionId } = known.subject;
    const at = now();
    const isKnown = ended?.hasHeardSince(known.checkedAt) && at - known.checkedAt <= REVOCATION_CHECK_MS;
    if (ended?.has(sessionId) || (!isKnown && (await isRevoked(redisLink, sessionId))))
      throw new Problem('token_invalid', 'the session has ended; log in again');
    if (!isKnown) known.checkedAt = at;
    return known.subject;
  };
}

async function isRevoked(redisLink: RedisLink, sessionId: string): Promise<boolean> {
  try {
    return (await redisLink.ready()) && (await redisLink.redis.exists(revokedKey(sessionId))) === 1;
  } catch (error) {
    log.warn({ err: error }, 'revocation cannot be checked');
    return false;
  }
}
