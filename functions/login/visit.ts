/** A visit to login. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ email, password }) => ({ method: 'POST', path: '/v1/auth/login', body: { email, password }, expect: 200 }),
  rest: async (ask, scene, { refreshToken }) => {
    const renewed = await ask({ method: 'POST', path: '/v1/auth/refresh', body: { refreshToken }, expect: 200 });
    scene.token = String(renewed['accessToken']);
    scene.refreshToken = String(renewed['refreshToken']);
  },
};
