/** What login takes and needs. */
import * as z from 'zod';
import { jsonText, wholeNumber } from '../shared/config.ts';
import { passwordSettings } from '../shared/identity/password-settings.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { ENDS_SESSIONS } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

/** What the function that signs tokens must be given. */
export const signingSettings = {
  ...tokenSettings,
  /** A private Ed25519 JWK (RFC 8037) with its `kid`. */
  SIGNING_KEY: jsonText(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      d: z.base64url().length(43),
      kid: z.string().min(1),
    }),
  ),
};

export const capability = declare({
  name: 'login',
  summary: 'Begins, continues and ends sessions.',
  routes,
  shards: 'users',
  redis: ENDS_SESSIONS,
  settings: {
    ...signingSettings,
    ...passwordSettings,
    LOGINS_PER_MINUTE: wholeNumber(1, 1_000_000, 120).describe(
      'From one address; a hash takes about 9 ms, so this is about a second of one core a minute.',
    ),
    REFRESHES_PER_MINUTE: wholeNumber(1, 1_000_000, 600).describe(
      'From one address, refreshing and logging out. An office of thousands behind one address gets along with this.',
    ),
  },
  pods: {
    most: 20,
    target: 10,
    concurrency: {
      is: 40,
      because:
        'Two argon2id hashes at a time keep a core busy (functions/shared/identity/password.ts): a few requests are a full pod.',
    },
    timeoutSeconds: 60,
    cpu: '500m',
    memory: '256Mi',
  },
});
