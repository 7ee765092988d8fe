/** What order-record takes and needs. */
import { tokenSettings } from '../shared/identity/token-settings.ts';
import { REVOKED } from '../shared/redis/key-patterns.ts';
import { declare } from '../shared/serve/capability.ts';
import { routes } from './api.ts';

export const capability = declare({
  name: 'order-record',
  summary: "Keeps a user's orders: written by events only, readable by that user only.",
  routes,
  shards: 'users',
  redis: { keys: [], reads: [REVOKED] },
  settings: tokenSettings,
  takes: {
    parallelism: 60,
    types: {
      'order.confirmed.v1': true,
      'order.updated.v1': true,
      'order.cancelled.v1': true,
      'event.updated.v1': true,
    },
  },
  pods: {
    most: 10,
    target: {
      is: 220,
      because:
        'Deliveries are no reason for another pod: a pod writes a record in 0.4 ms of CPU, and lists the orders of a user in 0.2.',
    },
    concurrency: { is: 300, because: 'All deliveries, and as many readers beside them.' },
    timeoutSeconds: 60,
    cpu: '200m',
    memory: '192Mi',
  },
});
