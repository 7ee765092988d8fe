/** Examples of register's operations. */
import { buyer } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

export const examples: ExamplesOf<typeof routes> = {
  registerUser: {
    body: { buyer: { email: buyer.email, password: 'correct horse battery', name: buyer.name } },
    201: { opened: { ...buyer, createdAt: '2027-02-27T18:40:02.117Z' } },
  },
};
