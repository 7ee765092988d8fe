/** A visit to web. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: () => ({ method: 'GET', path: '/account/sign-in', expect: 200 }),
  rest: async (ask, { eventId }) => {
    await ask({ method: 'GET', path: '/', expect: 200 });
    await ask({ method: 'GET', path: `/e/${eventId}`, expect: 200 });
  },
};
