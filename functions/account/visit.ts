/** A visit to account. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ userId }) => ({ method: 'GET', path: `/v1/users/${userId}/export`, expect: 200 }),
  rest: (ask, { userId }) =>
    ask({ method: 'PATCH', path: `/v1/users/${userId}`, body: { name: 'Ada Lovelace' }, expect: 200 }),
};
