/** Access tokens going out. How they are checked stands in `shared/identity/tokens.ts`. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type * as z from 'zod';
import { ACCESS_TOKEN_SECONDS, TOKEN_ALGORITHM } from '../shared/identity/tokens.ts';
import { newUlid } from '../shared/ids.ts';
import type { signingSettings } from './capability.ts';

/** Whom an access token is for. */
export interface TokenSubject {
  userId: string;
  sessionId: string;
  /** When the account was opened. */
  since?: Date;
  /** Whom an organizer sees as the buyer. */
  name?: string;
  email?: string;
}

/** Signs an access token for a user in a session, as of a moment. */
export type Sign = (subject: TokenSubject, now: Date) => Promise<string>;

/**
 * Makes the signer.
 * @throws Error when nobody could check what it signs: the public key has to be known before the private one is used
 */
export function accessTokenSigner(config: z.output<z.ZodObject<typeof signingSettings>>): Sign {
  const { kid } = config.SIGNING_KEY;
  const key = createPrivateKey({ key: config.SIGNING_KEY, format: 'jwk' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (!config.JWKS.keys.some((known) => known.kid === kid && known.x === x))
    throw new Error(`JWKS lacks the public part of SIGNING_KEY (kid ${kid}): publish it first, then sign with it`);
  return ({ userId, sessionId, since, name, email }, now) => {
    const issuedAt = secondsOf(now);
    return new SignJWT({ sid: sessionId, ...(since && { since: secondsOf(since) }), name, email })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: 'at+jwt', kid })
      .setIssuer(config.TOKEN_ISSUER)
      .setAudience(config.TOKEN_AUDIENCE)
      .setSubject(userId)
      .setJti(newUlid(now.getTime()))
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
      .sign(key);
  };
}

function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
