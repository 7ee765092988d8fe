/** What the handlers of account work with, and how they know whom they work for. */
import type { Databases } from '../shared/mysql/databases.ts';
import type { loginAttempts } from '../shared/identity/login-attempts.ts';
import { passwordMatches } from '../shared/identity/password.ts';
import { Problem } from '../shared/problem.ts';
import type { Subject } from '../shared/identity/tokens.ts';
import type { Relay } from '../shared/messages/relay.ts';
import type { Pool } from '../shared/mysql/pool.ts';
import type { FollowUps } from './follow-ups.ts';
import { type Account, type Holder, holderOf } from './store.ts';

/** What the handlers work with. */
export interface Context {
  databases: Databases;
  /** The browse index: whose events are still to come. */
  catalog: Pool;
  relay: Relay;
  followUps: FollowUps;
  countAttempt: ReturnType<typeof loginAttempts>;
}

/** A call of an account's own path. */
interface OwnCall {
  params: { userId: string };
  user: Subject;
}

/**
 * The account that a call is for. Whether its session goes on is asked of MySQL each time: here nothing is remembered.
 * @throws Problem `user_not_found` for anybody else's account, `token_invalid` once the session has ended
 */
export async function holder(context: Context, call: OwnCall): Promise<Holder & { sessionBegan: Date }> {
  const found = await holderIfAny(context, call);
  if (!found) throw sessionEnded();
  return found;
}

/** The tag of an account: its version. */
export function accountTag({ version }: { version: number }): string {
  return `"a${version}"`;
}

/** As `holder`; undefined when the account is gone. */
export async function holderIfAny(
  { databases }: Context,
  { params, user }: OwnCall,
): Promise<(Holder & { sessionBegan: Date }) | undefined> {
  const { pool } = databases.ofId(params.userId);
  if (params.userId !== user.userId) throw new Problem('user_not_found', 'everybody sees their own account only');
  const found = await holderOf(pool, user.userId, user.sessionId, new Date());
  if (!found) return undefined;
  const { sessionBegan } = found;
  if (sessionBegan === null) throw sessionEnded();
  return { ...found, sessionBegan };
}

/**
 * Checks the current password: who has a token of somebody's may not try passwords with it, so failures count as at login.
 * @throws Problem `password_wrong`, `too_many_requests`
 */
export async function requirePassword(
  { countAttempt }: Context,
  account: Account,
  password: string,
  address: string,
): Promise<void> {
  const attempt = await countAttempt(account.email, address);
  const isRight = await passwordMatches(account.passwordHash, password).catch(async (error: unknown) => {
    await attempt.dropped();
    throw error;
  });
  if (!isRight) {
    await attempt.failed();
    throw new Problem('password_wrong', 'currentPassword is not the password of this account');
  }
  await attempt.succeeded();
}

function sessionEnded(): Problem {
  return new Problem('token_invalid', 'the session has ended; log in again');
}
