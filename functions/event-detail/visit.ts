/** A visit to event-detail. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ eventId }) => ({ method: 'GET', path: `/v1/events/${eventId}`, expect: 200 }),
  rest: async (ask, { eventId }) => {
    for (const part of ['chart', 'availability'])
      await ask({ method: 'GET', path: `/v1/events/${eventId}/${part}`, expect: 200 });
  },
};
