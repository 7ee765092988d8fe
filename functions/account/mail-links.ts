/** What somebody does who comes back with a link from a mail. */
import type { Call } from '../shared/http/call.ts';
import type { Shard } from '../shared/mysql/databases.ts';
import { hashPassword } from '../shared/identity/password.ts';
import { refuseGuessable } from '../shared/identity/password-choice.ts';
import { Problem } from '../shared/problem.ts';
import { endSessionsOf } from '../shared/identity/end-sessions.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import type { resetPassword, verifyEmail } from './api.ts';
import { accountChanged } from './changing.ts';
import { noteFollowUp } from './follow-ups.ts';
import { addresseeOf, type Purpose, slotOfMailToken, useMailToken } from './mail-tokens.ts';
import type { Context } from './context.ts';
import { type Account, readAccount, replaceAccount } from './store.ts';

/**
 * POST /v1/auth/password-reset/confirm: whoever knew the old password, and has a session from it, is out.
 * @throws Problem `mail_token_invalid`, `password_common`, `account_changed`
 */
export async function answerResetPassword(context: Context, { body }: Call<typeof resetPassword>): Promise<void> {
  const { shard, account } = await addressed(context, body.token, 'reset');
  await refuseGuessable(body.password, account);
  const now = new Date();
  const passwordHash = await hashPassword(body.password);
  const followUp = await transaction(shard.pool, async (connection) => {
    if (!(await useMailToken(connection, body.token, 'reset', now))) throw invalidToken();
    if (!(await replaceAccount(connection, account, { ...account, passwordHash, updatedAt: now })))
      throw accountChanged();
    return noteFollowUp(connection, { revoked: await endSessionsOf(connection, account.id, now) }, now);
  });
  await context.followUps.follow(shard, followUp);
}

/**
 * POST /v1/auth/email-verification/confirm
 * @throws Problem `mail_token_invalid`, `account_changed`
 */
export async function answerVerifyEmail(context: Context, { body }: Call<typeof verifyEmail>): Promise<void> {
  const { shard, account } = await addressed(context, body.token, 'verify');
  const now = new Date();
  await transaction(shard.pool, async (connection) => {
    if (!(await useMailToken(connection, body.token, 'verify', now))) throw invalidToken();
    if (!(await replaceAccount(connection, account, { ...account, emailVerifiedAt: now }))) throw accountChanged();
  });
}

/** The account that a link was sent to, while it still has that address. */
async function addressed(
  { databases }: Context,
  token: string,
  purpose: Purpose,
): Promise<{ shard: Shard; account: Account }> {
  const slot = slotOfMailToken(token);
  if (slot === undefined) throw invalidToken();
  const shard = databases.ofSlot(slot);
  const to = await addresseeOf(shard.pool, token, purpose, new Date());
  const account = to && (await readAccount(shard.pool, to.userId));
  if (!account || account.email !== to.email) throw invalidToken();
  return { shard, account };
}

function invalidToken(): Problem {
  return new Problem('mail_token_invalid', 'the link was used, is too old, or was never one; ask for another');
}
