/** A visit to event-global. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: () => ({ method: 'GET', path: '/v1/events', expect: 200 }),
  rest: (ask) => ask({ method: 'GET', path: '/v1/events?q=evening', expect: 200 }),
};
