/** A visit to order-record. */
import type { Visit } from '../shared/serve/visit.ts';

export const visit: Visit = {
  first: ({ userId }) => ({ method: 'GET', path: `/v1/users/${userId}/orders`, expect: 200 }),
};
