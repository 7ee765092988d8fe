/** Examples of login's operations. */
import { buyer } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const refreshToken = 'rft_c41_9mJ6yq0T5o3mXhVn0b7kQ2cUe1sLr4wZ8aDfGtYiPxE';

const session = {
  // Cut short: a token of this installation is some 400 characters long.
  accessToken: 'eyJhbGciOiJFZERTQSIsImtpZCI6IjEifQ.eyJzdWIiOiJ1c3JfYzQxXzAxIn0.c2lnbmF0dXJl',
  tokenType: 'Bearer' as const,
  expiresIn: 900,
  refreshToken,
  user: buyer,
};

export const examples: ExamplesOf<typeof routes> = {
  logIn: { body: { buyer: { email: buyer.email, password: 'correct horse battery' } }, 200: { begun: session } },
  refreshSession: { body: { last: { refreshToken } }, 200: { renewed: session } },
  logOut: { body: { last: { refreshToken } } },
};
