/** The paths of login. */
import * as z from 'zod';
import { Email, UserView } from '../shared/identity/account.ts';
import { route } from '../shared/http/route.ts';

const RefreshToken = z.string().min(1).max(200);

const GivenRefreshToken = z.strictObject({ refreshToken: RefreshToken }).meta({
  id: 'GivenRefreshToken',
  description: 'The last refresh token of a session',
});

const Credentials = z
  .strictObject({
    email: Email,
    password: z
      .string()
      .min(1)
      .max(200)
      .meta({ examples: ['correct horse battery'] }),
  })
  .meta({ id: 'Credentials', description: 'Who logs in' });

const Session = z
  .object({
    accessToken: z.string().describe('For `Authorization: Bearer`'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().min(0).describe('Seconds until the access token expires'),
    refreshToken: z
      .string()
      .describe(
        'Good for one refresh; for 30 seconds more, should the answer be lost, until what came of it is used. Using both ends the session: somebody else has it',
      ),
    user: UserView,
  })
  .meta({
    id: 'Session',
    description: 'A session: an access token for requests, and a refresh token for the next one',
  });

export const logIn = route({
  name: 'logIn',
  summary: 'Begins a session',
  method: 'POST',
  path: '/v1/auth/login',
  access: 'public',
  body: Credentials,
  answers: { 200: Session },
  problems: ['credentials_wrong', 'too_many_requests', 'outcome_unknown'],
});

export const refreshSession = route({
  name: 'refreshSession',
  summary: 'Trades a refresh token for new tokens',
  method: 'POST',
  path: '/v1/auth/refresh',
  access: 'public',
  body: GivenRefreshToken,
  answers: { 200: Session },
  problems: ['refresh_token_invalid', 'too_many_requests', 'outcome_unknown'],
});

export const logOut = route({
  name: 'logOut',
  summary: 'Ends a session',
  description: 'Ends the session a refresh token belongs to; an unknown token is no error.',
  method: 'POST',
  path: '/v1/auth/logout',
  access: 'public',
  body: GivenRefreshToken,
  answers: { 204: null },
  problems: ['too_many_requests'],
});

export const routes = [logIn, refreshSession, logOut] as const;
