/** What register takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { HASHING_POD, passwordSettings } from '../shared/identity/password-settings.ts';
import { FAMILIAR, LIMITS } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'register',
  summary: "Opens accounts; and sends what is left in the outboxes of the users' databases.",
  routes,
  shards: 'users',
  redis: { keys: [LIMITS, FAMILIAR] },
  settings: {
    ...passwordSettings,
    REGISTRATIONS_PER_MINUTE: wholeNumber(1, 1_000_000, 120).describe(
      'From one network; a hash takes about 9 ms, so this is about a second of one core a minute.',
    ),
  },
  publishes: ['user.registered.v1'],
  sweep: { schedule: '*/5 * * * *', does: 'sends what is left in the outboxes of the users shards' },
  pods: { most: 10, ...HASHING_POD },
});
