/** What book takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { changePaceSettings } from '../shared/identity/change-pace.ts';
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { ALL_SEATS, ENDED_SESSIONS, LIMITS, REVOKED, SEATS } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'book',
  summary: 'Holds, sells, blocks and frees seats.',
  routes,
  shards: 'events',
  // It looks for the live states of all events after a restart of Redis, and hears of ended sessions.
  redis: {
    keys: [SEATS, ALL_SEATS, LIMITS],
    reads: [REVOKED],
    channels: [ENDED_SESSIONS],
    commands: ['+scan', '+subscribe', '+unsubscribe'],
  },
  settings: {
    ...tokenSettings,
    ...changePaceSettings,
    HOLD_SECONDS: wholeNumber(1, 3_600, 600).describe('A hold lasts so long.'),
    HOLD_MAX_SECONDS: wholeNumber(1, 39_600, 6_600).describe(
      'And so long with all its extensions: ten must fit, so this is at least eleven times HOLD_SECONDS.',
    ),
    HOLD_MIN_SECONDS: wholeNumber(1, 3_600, 300).describe(
      'While three quarters of the unsold seats are on hold, holds last no longer than this: what a person needs to order.',
    ),
    HOLD_NETWORK_SEATS: wholeNumber(1, 1_000_000, 40).describe(
      'Seats of an event that a network may have on hold: so many, and the share below of what it leaves free.',
    ),
    HOLD_NETWORK_PERCENT: wholeNumber(0, 100, 25).describe('That share, in percent; 100: all.'),
    HOLDS_GIVEN_BACK: wholeNumber(1, 1_000_000, 20).describe(
      'So often a buyer may give seats of an event back, by a hold that is not ordered from or by cancelling, before he has to wait: each within four hours of the one before, and each ten minutes of a hold count as once more.',
    ),
    HOLDS_PER_TEN_MINUTES: wholeNumber(1, 1_000_000, 120).describe('Of an account, over all events.'),
    CANCELLATIONS_PER_HOUR: wholeNumber(1, 1_000_000, 120).describe('Of an account, over all events.'),
    ORDERS_CHANGED_PER_HOUR: wholeNumber(1, 1_000_000, 20_000).describe(
      'Orders of others that an organizer cancels, or seats of them: an audience can be sent home.',
    ),
  },
  takes: { parallelism: 20, types: { 'event.updated.v1': true, 'event.cancelled.v1': 'cancels its orders' } },
  publishes: ['order.confirmed.v1', 'order.updated.v1', 'order.cancelled.v1', 'availability.changed.v1'],
  sweep: {
    schedule: '2-59/5 * * * *',
    does: 'sends what is left in the outboxes of the events shards, repairs what a dead process left undone',
  },
  pods: {
    most: {
      is: 10,
      because:
        'A pod with a core to itself sells 4,000 orders a second, with the half that it is promised 2,000; a server of Redis takes about 20,000 (48 µs each).',
    },
    target: {
      is: 200,
      because:
        'A pod sells 2,700 to 4,100 orders a second at 64 to 140 in flight, at 260 to 190 µs of CPU each, for orders that come together commit together: 64 callers are no reason for a second one, which would only share them. At 140 (70 % of it) the next one is called for.',
    },
    concurrency: {
      is: 300,
      because: 'Until the next pod is there: 280 in flight are answered within 80 ms (p50) on a busy machine.',
    },
    timeoutSeconds: 60,
    cpu: '500m',
    memory: { is: '384Mi', because: '300 callers without a pause were measured at 301 MB at most, 64 at 175.' },
  },
});
