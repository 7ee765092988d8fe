/** What login takes and needs. */
import * as z from 'zod';
import { jsonText, wholeNumber } from '../shared/config.ts';
import { HASHING_POD, passwordSettings } from '../shared/identity/password-settings.ts';
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
    LOGINS_PER_MINUTE: wholeNumber(1, 1_000_000, 3_000).describe(
      'From one network, be the password right or wrong: a campus logs in. A hash takes about 9 ms, so this is half of one core.',
    ),
    LOGIN_FAILURES_PER_MINUTE: wholeNumber(1, 1_000_000, 120).describe(
      'From one network, with a wrong password, of accounts that were not opened there and have not logged in there before.',
    ),
    REFRESHES_PER_MINUTE: wholeNumber(1, 1_000_000, 6_000).describe(
      'From one network, refreshing and logging out: tens of thousands do so within the life of an access token.',
    ),
    REFRESH_FAILURES_PER_MINUTE: wholeNumber(1, 1_000_000, 600).describe(
      'From one network, refreshing with a token that is not good.',
    ),
  },
  pods: { most: 20, ...HASHING_POD },
});
