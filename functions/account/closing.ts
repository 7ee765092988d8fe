/** Closes accounts. */
import type { Call } from '../shared/http/call.ts';
import { requireCondition } from '../shared/http/condition.ts';
import { claimOf } from '../shared/identity/email-claims.ts';
import { slotOf } from '../shared/ids.ts';
import { rows } from '../shared/mysql/statements.ts';
import { enqueue, typedMessage } from '../shared/messages/outbox.ts';
import { Problem } from '../shared/problem.ts';
import { endSessionsOf } from '../shared/identity/end-sessions.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import type { closeAccount } from './api.ts';
import { outrun } from './changing.ts';
import { noteFollowUp } from './follow-ups.ts';
import { accountTag, holderIfAny, requirePassword, type Context } from './context.ts';
import { isAccountClosed, lockAccount, removeAccount } from './store.ts';

/** Without a password, whoever closes an account must have logged in no longer ago. */
const RECENT_MS = 10 * 60_000;

/**
 * DELETE /v1/users/{userId}: account and sessions go in one transaction with the outbox event that reports it. Done again with the same
 * token it is done already.
 * @throws Problem `password_wrong`, `login_too_old`, `events_to_come`
 */
export async function answerCloseAccount(context: Context, call: Call<typeof closeAccount>): Promise<void> {
  const account = await holderIfAny(context, call);
  const shard = context.databases.ofId(call.params.userId);
  if (!account) {
    if (await isAccountClosed(shard.pool, call.user.userId)) return;
    throw new Problem('token_invalid', 'there is no such account');
  }
  requireCondition(call.condition, accountTag(account));
  const now = new Date();
  if (call.body) await requirePassword(context, account, call.body.currentPassword, call.address);
  else if (account.sessionBegan.getTime() < now.getTime() - RECENT_MS)
    throw new Problem('login_too_old', 'send currentPassword, or log in again and repeat within ten minutes');
  await requireNothingToCome(context, account.id, now);
  const release = await claimOf(context.databases, account.email, account.id);
  const done = await transaction(shard.pool, async (connection) => {
    // Gone since it was read: by the same request, sent twice at once.
    if (!(await lockAccount(connection, account.id))) return undefined;
    const revoked = await endSessionsOf(connection, account.id, now);
    if (!(await removeAccount(connection, account, now))) throw await outrun(connection, call);
    const deleted = typedMessage({
      type: 'user.deleted.v1',
      subject: account.id,
      slot: slotOf(account.id),
      data: { userId: account.id, deletedAt: now.toISOString() },
    });
    return {
      followUp: await noteFollowUp(connection, { revoked, release }, now),
      stored: await enqueue(connection, [deleted], call.trace, now),
    };
  });
  if (!done) return;
  await context.followUps.follow(shard, done.followUp);
  context.relay.announce(shard, done.stored);
}

/**
 * Whoever has sold tickets for what is still to come has to cancel it first: then the buyers hear of it.
 * @throws Problem `events_to_come`
 */
async function requireNothingToCome({ catalog }: Context, organizerId: string, now: Date): Promise<void> {
  const found = await rows<{ id: string }>(
    catalog,
    `SELECT event_id AS id FROM listings WHERE organizer_id = ? AND status = 'published' AND ends_at > ? LIMIT 10`,
    [organizerId, now],
  );
  if (found.length > 0)
    throw new Problem('events_to_come', `cancel them first: ${found.map(({ id }) => id).join(', ')}`);
}
