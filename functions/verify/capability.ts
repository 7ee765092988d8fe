/** What verify takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { LIMITS, REVOKED } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'verify',
  summary:
    'Says whether an access token is good right now, and with which public keys that can be checked without asking.',
  routes,
  shards: 'users',
  redis: { keys: [LIMITS], reads: [REVOKED] },
  settings: {
    ...tokenSettings,
    VERIFICATIONS_PER_MINUTE: wholeNumber(1, 1_000_000, 1_200).describe(
      'From one network; services that ask for each of their requests should check signatures themselves.',
    ),
  },
  pods: {
    most: 10,
    target: {
      is: 150,
      because: 'An answer takes 80 µs of CPU: of 64 at once one pod answers 5,000 a second, within 10 ms.',
    },
    concurrency: { is: 200, because: 'A signature and one row by its key: short work, many at once.' },
    timeoutSeconds: 60,
    cpu: '200m',
    memory: '192Mi',
  },
});
