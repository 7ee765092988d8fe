/** What account takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { passwordSettings } from '../shared/identity/password-settings.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { ENDS_SESSIONS } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'account',
  summary: 'Changes, exports and closes accounts, and ends their sessions.',
  routes,
  shards: 'users',
  catalog: true,
  redis: ENDS_SESSIONS,
  settings: {
    ...tokenSettings,
    ...passwordSettings,
    ACCOUNT_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000, 120).describe(
      'From one address, of whatever is asked here.',
    ),
  },
  publishes: ['user.deleted.v1'],
  sweep: { schedule: '*/5 * * * *', does: 'does what follows changes of accounts, where somebody left it' },
  pods: {
    most: 5,
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
