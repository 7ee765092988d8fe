/** Who orders: users with access tokens that the system's own key has signed. */
import { tokenSettings } from '../../../../functions/shared/identity/token-settings.ts';
import { newId } from '../../../../functions/shared/ids.ts';
import { accessTokenSigner } from '../../../../functions/login/access-token.ts';
import { ACCESS_TOKEN_SECONDS } from '../../../../functions/shared/identity/tokens.ts';
import * as z from 'zod';
import { SLOT_COUNT } from '../../../../functions/shared/slots.ts';
import type { BenchRun } from './bench-run.ts';

const USERS = 200;
/** Coprime to the number of slots: neighbours by number live far apart, on all shards alike. */
const SLOT_STEP = 1_999;
/** New tokens well before the old ones expire. */
const RENEWED_MS = (ACCESS_TOKEN_SECONDS * 1_000) / 3;

/** A user with an access token. */
export interface SignedInUser {
  userId: string;
  token: string;
}

/** A user in a session. */
export interface UserInSession {
  userId: string;
  sessionId: string;
}

/** As `signedIn`, of users that no database knows. */
export function signedInBuyers(
  run: Pick<BenchRun, 'key'>,
  env: Record<string, string>,
  count = USERS,
): () => Promise<SignedInUser[]> {
  const users = Array.from({ length: count }, (_, index) => {
    const slot = (index * SLOT_STEP) % SLOT_COUNT;
    return { userId: newId('usr', slot), sessionId: newId('ses', slot) };
  });
  return signedIn(run, env, users);
}

/**
 * Signs users in.
 * @param env of a function that checks tokens
 * @returns what hands them out, with tokens that stay the same for five minutes
 */
export function signedIn(
  run: Pick<BenchRun, 'key'>,
  env: Record<string, string>,
  users: readonly UserInSession[],
): () => Promise<SignedInUser[]> {
  const { JWKS, TOKEN_ISSUER, TOKEN_AUDIENCE } = z.object(tokenSettings).parse(env);
  const sign = accessTokenSigner({ JWKS, TOKEN_ISSUER, TOKEN_AUDIENCE, SIGNING_KEY: JSON.parse(run.key.jwk) });
  let buyers: SignedInUser[] = [];
  let signedAt = -Infinity;
  return async () => {
    if (performance.now() - signedAt > RENEWED_MS) {
      const now = new Date();
      buyers = await Promise.all(users.map(async (user) => ({ userId: user.userId, token: await sign(user, now) })));
      signedAt = performance.now();
    }
    return buyers;
  };
}
