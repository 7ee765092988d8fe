/** The paths of register. */
import * as z from 'zod';
import { Email, Password, PersonName, UserView } from '../shared/identity/account.ts';
import { Timestamp } from '../shared/event/event-view.ts';
import { route } from '../shared/http/route.ts';

const Registration = z
  .strictObject({ email: Email, password: Password, name: PersonName })
  .meta({ id: 'Registration', description: 'Who wants an account' });

const RegisteredUser = UserView.extend({ createdAt: Timestamp }).meta({
  id: 'RegisteredUser',
  description: 'An account that was just opened',
});

export const registerUser = route({
  name: 'registerUser',
  summary: 'Opens an account',
  method: 'POST',
  path: '/v1/users',
  access: 'public',
  body: Registration,
  location: '/v1/users/{id}',
  answers: { 201: RegisteredUser },
  problems: ['email_taken', 'password_common', 'too_many_requests', 'outcome_unknown'],
});

export const routes = [registerUser] as const;
