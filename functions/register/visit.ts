/** A visit to register. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ fresh, password }) => ({
    method: 'POST',
    path: '/v1/users',
    body: { email: `${fresh()}@example.com`, password, name: 'Ada' },
    expect: 201,
  }),
  rest: async (_, scene, { id, email }) => {
    scene.userId = String(id);
    scene.email = String(email);
  },
};
