/** Examples of account's operations. */
import { buyer, event, ids, order } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const account = { ...buyer, createdAt: '2027-02-27T18:40:02.117Z', updatedAt: null, emailVerifiedAt: null };
const currentPassword = 'correct horse battery';

/** Links carry such. */
const token = 'mlt_c41_5oQZr9uV2mXhTn0b7kPcUe1sLr4wZ8aDfGtYiPxE';

export const examples: ExamplesOf<typeof routes> = {
  getAccount: { 200: { account } },
  changeAccount: {
    body: {
      name: { name: 'Ada King' },
      password: { password: 'staple remains correct', currentPassword },
    },
    200: { changed: { ...account, name: 'Ada King', updatedAt: '2027-03-04T11:20:45.960Z' } },
  },
  endSessions: {},
  exportAccount: {
    200: {
      firstPage: {
        exportedAt: '2027-03-04T11:25:00.000Z',
        account,
        sessions: [
          {
            id: ids.session,
            createdAt: '2027-03-01T08:55:40.120Z',
            expiresAt: '2027-03-31T08:55:40.120Z',
            endedAt: null,
          },
        ],
        events: [],
        orders: [{ ...order, event: { id: ids.event, title: event.title, startsAt: event.startsAt } }],
        next: null,
      },
    },
  },
  closeAccount: { body: { withPassword: { currentPassword } } },
  requestPasswordReset: { body: { buyer: { email: buyer.email } } },
  resetPassword: { body: { chosen: { token, password: 'staple remains correct' } } },
  requestEmailVerification: {},
  verifyEmail: { body: { shown: { token } } },
};
