/** A visit to publish. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ newEvent }) => ({ method: 'POST', path: '/v1/events', body: newEvent, expect: 201 }),
  rest: async (_, scene, { id }) => {
    scene.eventId = String(id);
  },
  // Others hear of it, and have to do with it once they know the event.
  last: (ask, { eventId }) =>
    ask({ method: 'PATCH', path: `/v1/events/${eventId}`, body: { description: 'Changed' }, expect: 200 }),
};
