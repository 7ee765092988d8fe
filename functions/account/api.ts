/** The paths of account. */
import * as z from 'zod';
import { Email, Password, PersonName, UserView } from '../shared/identity/account.ts';
import { Timestamp } from '../shared/event/event-view.ts';
import { EventId, OrderId, SessionId } from '../shared/ids.ts';
import { EventOfOrder, OrderView } from '../shared/event/order-view.ts';
import { cursorOf, Next } from '../shared/http/page.ts';
import { route } from '../shared/http/route.ts';

const GivenPassword = z.string().min(1).max(200);
const MailToken = z.string().min(1).max(200);

const AccountView = UserView.extend({
  createdAt: Timestamp,
  updatedAt: Timestamp.nullable(),
  emailVerifiedAt: Timestamp.nullable().describe('When a link that was sent to its e-mail address was followed'),
}).meta({
  id: 'Account',
  description: 'An account as its holder sees it',
});

/** What may be changed, each by itself or together. */
const AccountChange = z
  .strictObject({
    name: PersonName.optional(),
    email: Email.optional(),
    password: Password.optional(),
    currentPassword: GivenPassword.optional().describe('Needed to change the e-mail address or the password'),
  })
  .check((context) => {
    const { name, email, password, currentPassword } = context.value;
    const add = (path: string[], message: string) =>
      context.issues.push({ code: 'custom', input: context.value, path, message });
    if (name === undefined && email === undefined && password === undefined) add([], 'nothing to change');
    if ((email !== undefined || password !== undefined) && currentPassword === undefined)
      add(['currentPassword'], 'needed to change the e-mail address or the password');
  })
  .meta({
    id: 'AccountChange',
    description: 'What may be changed, each by itself or together',
    minProperties: 1,
    dependentRequired: { email: ['currentPassword'], password: ['currentPassword'] },
    dependentSchemas: { currentPassword: { minProperties: 2 } },
  });
export type AccountChange = z.output<typeof AccountChange>;

/** An account's own paths lead to the one Service that serves all shards: an e-mail address may belong to any of them. */
const own = { access: 'user', shards: 'all' } as const;

export const getAccount = route({
  ...own,
  name: 'getAccount',
  summary: 'The account of the caller',
  description: 'The account of the caller; that of anybody else is not found.',
  method: 'GET',
  path: '/v1/users/{userId}',
  etag: 'account',
  answers: { 200: AccountView },
  problems: ['user_not_found', 'too_many_requests'],
});

export const changeAccount = route({
  ...own,
  name: 'changeAccount',
  summary: 'Changes name, e-mail address or password',
  description: 'Changes name, e-mail address or password; a change of password ends all other sessions.',
  method: 'PATCH',
  path: '/v1/users/{userId}',
  body: AccountChange,
  etag: 'account',
  conditions: { ifMatch: 'account' },
  answers: { 200: AccountView },
  problems: [
    'user_not_found',
    'password_wrong',
    'password_common',
    'email_taken',
    'account_changed',
    'too_many_requests',
    'outcome_unknown',
  ],
});

export const endSessions = route({
  ...own,
  name: 'endSessions',
  summary: 'Ends all sessions of the caller, this one too',
  method: 'POST',
  path: '/v1/users/{userId}/sessions/end',
  answers: { 204: null },
  problems: ['user_not_found', 'too_many_requests', 'account_changed', 'outcome_unknown'],
});

const ExportedSession = z
  .object({
    id: SessionId,
    createdAt: Timestamp,
    expiresAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: 'ExportedSession', description: 'A session, as it is kept' });

const ExportedAccount = AccountView.extend({}).meta({
  id: 'ExportedAccount',
  description: 'An account with all that is kept of it',
});

const ExportedEvent = z
  .object({
    id: EventId,
    title: z.string(),
    status: z.enum(['draft', 'published', 'cancelled']),
    startsAt: Timestamp,
    endsAt: Timestamp,
  })
  .meta({ id: 'ExportedEvent', description: 'An event that the holder of the account published' });

const ExportedOrder = OrderView.extend({ event: EventOfOrder }).meta({
  id: 'ExportedOrder',
  description: 'An order with what is known of its event',
});

const AccountExport = z
  .object({
    exportedAt: Timestamp,
    account: ExportedAccount.optional(),
    sessions: z.array(ExportedSession).optional(),
    events: z.array(ExportedEvent).optional(),
    orders: z.array(ExportedOrder),
    next: Next,
  })
  .meta({ id: 'AccountExport', description: 'A page of all that is kept about somebody' });

export const exportAccount = route({
  ...own,
  name: 'exportAccount',
  summary: 'Everything that is kept about the caller',
  description:
    'Everything that is kept about the caller (GDPR 15 and 20): on the first page account, sessions and published events, on ' +
    'every page orders, newest first. Each order also keeps name and e-mail address as they were when it was placed, for the ' +
    'organizer of its event, until the account is closed. Events and orders of the last moments may be missing still: ask again a little later.',
  method: 'GET',
  path: '/v1/users/{userId}/export',
  query: z.strictObject({ cursor: cursorOf(OrderId).optional() }),
  answers: { 200: AccountExport },
  problems: ['user_not_found', 'too_many_requests'],
});

export const closeAccount = route({
  ...own,
  name: 'closeAccount',
  summary: 'Closes the account',
  description:
    'Closes the account (GDPR 17): name, e-mail address and sessions are gone, tokens stop working; orders stay for accounting, ' +
    'without a name. Without a body the session must have begun within the last ten minutes. Again, it is answered the same.',
  method: 'DELETE',
  path: '/v1/users/{userId}',
  body: z
    .strictObject({ currentPassword: GivenPassword })
    .meta({ id: 'AccountClosing', description: 'Who closes an account' })
    .optional(),
  conditions: { ifMatch: 'account' },
  answers: { 204: null },
  problems: [
    'user_not_found',
    'password_wrong',
    'login_too_old',
    'events_to_come',
    'account_changed',
    'too_many_requests',
    'outcome_unknown',
  ],
});

export const requestPasswordReset = route({
  name: 'requestPasswordReset',
  summary: 'Sends a link to choose a new password by mail',
  description: 'Sends a link to choose a new password by mail; not while the installation sends no mail.',
  method: 'POST',
  path: '/v1/auth/password-reset',
  access: 'public',
  body: z
    .strictObject({ email: Email })
    .meta({ id: 'PasswordResetRequest', description: 'Who does not know the password any more' }),
  answers: { 202: null },
  problems: ['mail_not_configured', 'too_many_requests'],
});

export const resetPassword = route({
  name: 'resetPassword',
  summary: 'Chooses a new password with what came by mail',
  description: 'Chooses a new password with what came by mail; ends all sessions.',
  method: 'POST',
  path: '/v1/auth/password-reset/confirm',
  access: 'public',
  body: z
    .strictObject({ token: MailToken, password: Password })
    .meta({ id: 'PasswordReset', description: 'What came by mail, and the new password' }),
  answers: { 204: null },
  problems: ['mail_token_invalid', 'password_common', 'too_many_requests', 'account_changed', 'outcome_unknown'],
});

export const requestEmailVerification = route({
  ...own,
  name: 'requestEmailVerification',
  summary: 'Sends a link by mail that shows whose the e-mail address is',
  description: 'Sends a link by mail that shows whose the e-mail address is; not while the installation sends no mail.',
  method: 'POST',
  path: '/v1/users/{userId}/email-verification',
  answers: { 202: null },
  problems: ['user_not_found', 'mail_not_configured', 'too_many_requests'],
});

export const verifyEmail = route({
  name: 'verifyEmail',
  summary: 'Shows with what came by mail that the e-mail address is the account’s',
  method: 'POST',
  path: '/v1/auth/email-verification/confirm',
  access: 'public',
  body: z.strictObject({ token: MailToken }).meta({ id: 'EmailVerification', description: 'What came by mail' }),
  answers: { 204: null },
  problems: ['mail_token_invalid', 'too_many_requests', 'account_changed', 'outcome_unknown'],
});

export const routes = [
  getAccount,
  changeAccount,
  endSessions,
  exportAccount,
  closeAccount,
  requestPasswordReset,
  resetPassword,
  requestEmailVerification,
  verifyEmail,
] as const;
