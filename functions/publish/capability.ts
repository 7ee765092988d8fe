/** What publish takes and needs. */
import { changePaceSettings } from '../shared/identity/change-pace.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { LIMITS, REVOKED, SEATS } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'publish',
  summary: 'Drafts, publishes, changes and cancels events.',
  routes,
  shards: 'events',
  redis: { keys: [LIMITS, SEATS], reads: [REVOKED] },
  settings: {
    ...tokenSettings,
    ...changePaceSettings,
  },
  takes: {
    parallelism: 20,
    types: { 'user.deleted.v1': 'cancels what was still to come, throws drafts away' },
  },
  // It has the keys of all that send: of events, for which it publishes itself, and of users.
  keepsDeadLetters: true,
  publishes: [
    'event.drafted.v1',
    'event.discarded.v1',
    'event.published.v1',
    'event.updated.v1',
    'event.cancelled.v1',
    'availability.changed.v1',
  ],
  pods: {
    most: 5,
    target: 30,
    concurrency: { is: 40, because: 'Bodies of up to 256 KiB with whole charts: few at once, and rare.' },
    timeoutSeconds: 60,
    cpu: '200m',
    memory: '256Mi',
  },
});
