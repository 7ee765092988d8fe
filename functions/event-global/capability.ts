/** What event-global takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { REVOKED } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { publicUrl } from '../shared/serve/public-url.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'event-global',
  summary: 'Browses all events by words, place, category, date and price, from an index that events keep.',
  routes,
  catalog: true,
  // Whose drafts are listed is told by a token.
  redis: { keys: [], reads: [REVOKED] },
  settings: {
    ...tokenSettings,
    PUBLIC_URL: publicUrl,
    SEARCHES_PER_MINUTE: wholeNumber(1, 1_000_000, 480).describe(
      'Questions of a network that are not answered from memory, in each process.',
    ),
    SEARCHES_PER_ACCOUNT: wholeNumber(1, 1_000_000, 120).describe(
      'And as many of each account beside it, once its network has had those.',
    ),
  },
  takes: {
    parallelism: 40,
    types: {
      'event.drafted.v1': true,
      'event.discarded.v1': true,
      'event.published.v1': true,
      'event.updated.v1': true,
      'event.cancelled.v1': true,
      'availability.changed.v1': true,
    },
  },
  pods: {
    most: {
      is: 10,
      because: 'A pod answers 14,000 questions a second of a core from memory; what is not there asks the one catalog.',
    },
    target: {
      is: 300,
      because: 'An answer takes 70 µs of CPU; 140 readers at once are answered within 20 ms.',
    },
    concurrency: { is: 400, because: 'Reads that wait for one query each: many at once.' },
    timeoutSeconds: 60,
    cpu: '200m',
    memory: '192Mi',
  },
});
