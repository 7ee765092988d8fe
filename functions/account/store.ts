/** The queries of account, on the users shard of the account. */
import { type Db, insertOnce, rows, write } from '../shared/mysql/statements.ts';

/** An account as it stands. */
export interface Account {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  version: number;
  emailEpoch: number;
  createdAt: Date;
  updatedAt: Date | null;
  emailVerifiedAt: Date | null;
}

/** An account with the session that asks for it. */
export type Holder = Account & { sessionBegan: Date | null };

const ACCOUNT = `u.id, u.email, u.name, u.password_hash AS passwordHash, u.version, u.email_epoch AS emailEpoch,
  u.created_at AS createdAt, u.updated_at AS updatedAt, u.email_verified_at AS emailVerifiedAt`;

/** The account of a user; `sessionBegan` is null when the session does not go on. */
export async function holderOf(db: Db, userId: string, sessionId: string, now: Date): Promise<Holder | undefined> {
  const found = await rows<Holder>(
    db,
    `SELECT ${ACCOUNT}, s.created_at AS sessionBegan FROM users u
     LEFT JOIN sessions s ON s.id = ? AND s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > ?
     WHERE u.id = ?`,
    [sessionId, now, userId],
  );
  return found[0];
}

/** An account by its id. */
export async function readAccount(db: Db, userId: string): Promise<Account | undefined> {
  return (await rows<Account>(db, `SELECT ${ACCOUNT} FROM users u WHERE u.id = ?`, [userId]))[0];
}

/** Whether an account was closed. */
export async function isAccountClosed(db: Db, userId: string): Promise<boolean> {
  return (await rows(db, 'SELECT 1 FROM closed_accounts WHERE user_id = ?', [userId])).length === 1;
}

/**
 * Replaces an account by its next version.
 * @returns false when it is not as it was read, or its change of address was denied meanwhile
 */
export async function replaceAccount(db: Db, before: Account, next: Account): Promise<boolean> {
  const { affected } = await write(
    db,
    `UPDATE users SET name = ?, email = ?, password_hash = ?, email_verified_at = ?, updated_at = ?, version = version + 1,
       email_epoch = email_epoch + ?
     WHERE id = ? AND version = ? AND email_epoch = ? AND password_hash = ?`,
    [
      next.name,
      next.email,
      next.passwordHash,
      next.emailVerifiedAt,
      next.updatedAt,
      next.email === before.email ? 0 : 1,
      before.id,
      before.version,
      before.emailEpoch,
      before.passwordHash,
    ],
  );
  return affected === 1;
}

/** Keeps an account from changing, and sessions of it from beginning, until the transaction ends. @returns false when it is gone */
export async function lockAccount(db: Db, userId: string): Promise<boolean> {
  return (await rows(db, 'SELECT 1 FROM users WHERE id = ? FOR UPDATE', [userId])).length === 1;
}

/**
 * Removes an account with all that tells whose it was, and notes that there was one.
 * @returns false when it is not as it was read
 */
export async function removeAccount(db: Db, account: Account, now: Date): Promise<boolean> {
  const { affected } = await write(db, 'DELETE FROM users WHERE id = ? AND version = ? AND password_hash = ?', [
    account.id,
    account.version,
    account.passwordHash,
  ]);
  if (affected !== 1) return false;
  await write(db, 'DELETE t FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = ?', [
    account.id,
  ]);
  await write(db, 'DELETE FROM sessions WHERE user_id = ?', [account.id]);
  await write(db, 'DELETE FROM mail_tokens WHERE user_id = ?', [account.id]);
  await insertOnce(db, 'INSERT INTO closed_accounts (user_id, closed_at) VALUES (?, ?)', [account.id, now]);
  return true;
}
