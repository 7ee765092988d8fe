/** What event-detail takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { ALL_SEATS, REVOKED, SEATS } from '../shared/redis/key-patterns.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'event-detail',
  summary: 'Shows one event: what it is, its chart, which seats are free.',
  routes,
  shards: 'events',
  // Who sees a draft is told by a token.
  redis: { keys: [SEATS, ALL_SEATS], reads: [REVOKED] },
  settings: {
    ...tokenSettings,
    STREAMS: wholeNumber(1, 100_000, 800).describe(
      'Open streams; beyond that they are refused, so that other requests find room.',
    ),
    STREAMS_PER_NETWORK: wholeNumber(1, 100_000, 400).describe(
      'Open streams of one network (an IPv4 address, an IPv6 /64), so that none can take all places.',
    ),
    STREAM_SECONDS: wholeNumber(1, 3_600, 240).describe(
      "A stream ends itself after this time, which must be well below the Service's timeoutSeconds.",
    ),
    BUILDS_PER_MINUTE: wholeNumber(1, 1_000_000, 60).describe(
      'Looks of a network at events that nobody has looked at for a while, in each process; each reads all sold seats of one.',
    ),
  },
  pods: {
    most: 20,
    target: {
      is: 700,
      because:
        'Open streams count as requests in flight, here and in containerConcurrency, so they scale the Service and keep it from zero for as long as somebody watches.',
    },
    concurrency: {
      is: 1_000,
      because:
        'Streams that mostly wait, and reads that wait for one row or one key of Redis each: many at once. STREAMS is below it, so that reads find room; a stream more is answered 503 with Retry-After.',
    },
    timeoutSeconds: {
      is: 300,
      because:
        "A stream is one request: it must end itself (STREAM_SECONDS) before this. On SIGTERM all of them end at once. Where the cluster's max-revision-timeout-seconds is below its default of 600, both must be too.",
    },
    cpu: '200m',
    memory: {
      is: '512Mi',
      because:
        '800 streams of a venue of 50,000 seats that come back within two seconds were measured at 360 MB, at rest 250.',
    },
  },
});
