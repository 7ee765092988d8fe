/** What account takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { HASHING_POD, passwordSettings } from '../shared/identity/password-settings.ts';
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
      'From one network, of whatever is asked here.',
    ),
  },
  publishes: ['user.deleted.v1'],
  sweep: { schedule: '*/5 * * * *', does: 'does what follows changes of accounts, where somebody left it' },
  pods: { most: 5, ...HASHING_POD },
});
