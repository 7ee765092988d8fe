/** The paths of login. */
import * as z from 'zod';
import { Email, UserView } from '../shared/identity/account.ts';
import { route } from '../shared/http/route.ts';

const RefreshToken = z.string().min(1).max(200);

const Session = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  /** Seconds until the access token expires. */
  expiresIn: z.number().int(),
  /** Good for one refresh. Using it twice ends the session: somebody else has it. */
  refreshToken: z.string(),
  user: UserView,
});

export const logIn = route({
  name: 'logIn',
  summary: 'Begins a session',
  method: 'POST',
  path: '/v1/auth/login',
  access: 'public',
  body: z.strictObject({ email: Email, password: z.string().min(1).max(200) }),
  answers: { 200: Session },
  problems: ['credentials_wrong', 'too_many_requests'],
});

export const refreshSession = route({
  name: 'refreshSession',
  summary: 'Trades a refresh token for new tokens',
  method: 'POST',
  path: '/v1/auth/refresh',
  access: 'public',
  body: z.strictObject({ refreshToken: RefreshToken }),
  answers: { 200: Session },
  problems: ['refresh_token_invalid', 'too_many_requests'],
});

export const logOut = route({
  name: 'logOut',
  summary: 'Ends the session a refresh token belongs to; an unknown token is no error',
  method: 'POST',
  path: '/v1/auth/logout',
  access: 'public',
  body: z.strictObject({ refreshToken: RefreshToken }),
  answers: { 204: null },
  problems: ['too_many_requests'],
});

export const routes = [logIn, refreshSession, logOut] as const;
