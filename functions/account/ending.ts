/** Ends all sessions of an account. */
import type { Call } from '../shared/http/call.ts';
import { endSessionsOf } from '../shared/identity/end-sessions.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import type { endSessions } from './api.ts';
import { accountChanged } from './changing.ts';
import { noteFollowUp } from './follow-ups.ts';
import { holder, type Context } from './context.ts';
import { lockAccount } from './store.ts';

/** POST /v1/users/{userId}/sessions/end: whoever is logged in anywhere has to log in again, with the password. */
export async function answerEndSessions(context: Context, call: Call<typeof endSessions>): Promise<void> {
  const { id } = await holder(context, call);
  const shard = context.databases.ofId(id);
  const followUp = await transaction(shard.pool, async (connection) => {
    if (!(await lockAccount(connection, id))) throw accountChanged();
    const now = new Date();
    return noteFollowUp(connection, { revoked: await endSessionsOf(connection, id, now) }, now);
  });
  await context.followUps.follow(shard, followUp);
}
