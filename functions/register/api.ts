/** The paths of register. */
import * as z from 'zod';
import { Email, Password, PersonName, UserView } from '../shared/identity/account.ts';
import { Timestamp } from '../shared/event/view.ts';
import { route } from '../shared/http/route.ts';

export const registerUser = route({
  name: 'registerUser',
  summary: 'Opens an account',
  method: 'POST',
  path: '/v1/users',
  access: 'public',
  body: z.strictObject({ email: Email, password: Password, name: PersonName }),
  location: '/v1/users/{id}',
  answers: { 201: UserView.extend({ createdAt: Timestamp }) },
  problems: ['email_taken', 'password_common', 'too_many_requests'],
});

export const routes = [registerUser] as const;
