/** What warm takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { kubernetesSettings } from '../shared/kubernetes/kubernetes-settings.ts';
import { declare } from '../shared/serve/capability.ts';

export const capability = declare({
  name: 'warm',
  summary: 'Has pods stand by before a sale begins, and lets them go after the rush.',
  routes: [],
  shards: 'events',
  // What a buyer meets first.
  asks: { book: 'events', 'event-detail': 'events', login: 'the one' },
  scalesOthers: true,
  settings: {
    ...kubernetesSettings,
    WARM_BEFORE_MINUTES: wholeNumber(6, 1_440, 15).describe(
      'So long before a sale begins; ticks come every five minutes, so it is longer than these.',
    ),
    WARM_AFTER_MINUTES: wholeNumber(1, 1_440, 15).describe('So long after it has begun; then load alone decides.'),
    WARM_PODS: wholeNumber(0, 100, 1).describe(
      'So many pods of each function stand by; the crowd calls for more as it comes. 0: nothing is warmed.',
    ),
  },
  sweep: {
    schedule: '4-59/5 * * * *',
    does: 'has pods stand by for sales that are about to begin, and takes back what it had for others',
    atRest: true,
  },
  pods: {
    // Two at once do no harm: each change is of what it was decided on.
    most: 2,
    target: 10,
    concurrency: 10,
    timeoutSeconds: 60,
    cpu: '50m',
    memory: '192Mi',
  },
});
