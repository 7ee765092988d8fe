/** Changes an account: name, e-mail address, password. */
import type { Call } from '../shared/http/call.ts';
import { conditionFailed, holds, requireCondition } from '../shared/http/condition.ts';
import { claimEmail, claimOf, emailTaken, type EmailClaim, withdrawClaim } from '../shared/identity/email-claims.ts';
import { isDuplicateKey } from '../shared/mysql/errors.ts';
import type { Db } from '../shared/mysql/statements.ts';
import { hashPassword } from '../shared/identity/password.ts';
import { refuseGuessable } from '../shared/identity/password-choice.ts';
import { Problem } from '../shared/problem.ts';
import { endSessionsOf } from '../shared/identity/end-sessions.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import type { AccountChange, changeAccount } from './api.ts';
import { type FollowUp, noteFollowUp } from './follow-ups.ts';
import { accountTag, holder, requirePassword, type Context } from './context.ts';
import { type Account, readAccount, replaceAccount } from './store.ts';

/**
 * PATCH /v1/users/{userId}. A password that was changed ends all other sessions, in the same transaction.
 * @throws Problem `password_wrong`, `password_common`, `email_taken`, `account_changed`
 */
export async function answerChangeAccount(context: Context, call: Call<typeof changeAccount>): Promise<Account> {
  const before = await holder(context, call);
  requireCondition(call.condition, accountTag(before));
  const { body } = call;
  if (body.currentPassword !== undefined) await requirePassword(context, before, body.currentPassword, call.address);
  const wanted = await wantedAccount(before, body);
  const isMoving = wanted.email !== before.email;
  const isNewPassword = wanted.passwordHash !== before.passwordHash;
  if (!isMoving && !isNewPassword && wanted.name === before.name) return before;
  // The old claim as it is before the change: one that is newer is of somebody who has come back to the address.
  const release = isMoving ? await claimOf(context.databases, before.email, before.id) : undefined;
  const settle = isMoving ? await claimEmail(context.databases, wanted.email, before.id) : undefined;
  const shard = context.databases.ofId(before.id);
  const followUp = await transaction(shard.pool, async (connection): Promise<FollowUp | undefined> => {
    if (!(await replaceAccount(connection, before, wanted))) throw await outrun(connection, call);
    const now = wanted.updatedAt ?? new Date();
    const revoked = isNewPassword ? await endSessionsOf(connection, before.id, now, call.user.sessionId) : [];
    if (!isMoving && revoked.length === 0) return undefined;
    return noteFollowUp(connection, { revoked, settle, release }, now);
  }).catch((error: unknown) => abandon(context, settle, error));
  if (followUp) await context.followUps.follow(shard, followUp);
  return { ...wanted, version: before.version + 1 };
}

/** The account as the caller wants it. What is given as it is already is no change. */
async function wantedAccount(before: Account, body: AccountChange): Promise<Account> {
  const name = body.name ?? before.name;
  const email = body.email ?? before.email;
  const isSame = body.password === undefined || isSameText(body.password, body.currentPassword ?? '');
  if (!isSame) await refuseGuessable(body.password ?? '', { name, email });
  return {
    ...before,
    name,
    email,
    passwordHash: isSame ? before.passwordHash : await hashPassword(body.password ?? ''),
    emailVerifiedAt: email === before.email ? before.emailVerifiedAt : null,
    updatedAt: new Date(),
  };
}

function isSameText(one: string, other: string): boolean {
  return one.normalize('NFKC') === other.normalize('NFKC');
}

/** The address is not the account's by this change: others need not wait for it. Of a commit whose outcome is not known nobody can say so. */
async function abandon(context: Context, claim: EmailClaim | undefined, error: unknown): Promise<never> {
  const isKnown = error instanceof Problem && error.code !== 'outcome_unknown';
  if (claim && (isKnown || isDuplicateKey(error))) await withdrawClaim(context.databases, claim).catch(() => {});
  throw isDuplicateKey(error) ? emailTaken() : error;
}

/** The problem of whoever comes second: his condition, if it does not hold any more, else that the account is not as it was read. */
export async function outrun(
  db: Db,
  { condition, user }: Pick<Call<typeof changeAccount>, 'condition' | 'user'>,
): Promise<Problem> {
  const now = await readAccount(db, user.userId);
  const tag = now && accountTag(now);
  return holds(condition, tag) ? accountChanged() : conditionFailed(tag);
}

/** The problem of an account that is not as it was read. */
export function accountChanged(): Problem {
  return new Problem('account_changed', 'read it again and repeat');
}
