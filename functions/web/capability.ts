/** What web takes and needs. */
import { wholeNumber } from '../shared/config.ts';
import { declare } from '../shared/serve/capability.ts';
import { publicUrl } from '../shared/serve/public-url.ts';

/** Named one by one: `/` with all below would come before the expressions by which the API's paths find their shards. */
const PAGES = ['/e', '/de', '/ar', '/account', '/organize', '/assets'] as const;
const FILES = ['/', '/favicon.svg', '/robots.txt', '/sitemap.xml', '/oembed', '/styleguide'] as const;

export const capability = declare({
  name: 'web',
  summary: 'Shows people what is on, an event, and what is theirs, as pages.',
  routes: [],
  pages: [
    ...FILES.map((path) => ({ path, method: 'GET' }) as const),
    ...PAGES.map((path) => ({ path, below: true, method: 'GET' }) as const),
    { path: '/session', below: true, method: 'POST' },
  ],
  asks: { 'event-global': 'the one', 'event-detail': 'events', login: 'the one' },
  settings: {
    PUBLIC_URL: publicUrl,
    PICTURES_PER_MINUTE: wholeNumber(1, 1_000_000, 60).describe(
      'Pictures that are drawn for a network, in each process; those that memory has are not counted.',
    ),
  },
  pods: {
    most: 10,
    target: { is: 150, because: 'A page takes 1 ms of CPU, and waits for the functions that it asks.' },
    concurrency: { is: 200, because: 'Pages that wait for one answer each: many at once.' },
    timeoutSeconds: 60,
    cpu: '200m',
    memory: '256Mi',
  },
});
