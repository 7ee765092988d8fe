/** The queries of register. */
import { emailTaken, insertClaim } from '../shared/identity/email-claims.ts';
import { newUlid } from '../shared/ids.ts';
import { isDuplicateKey } from '../shared/mysql/errors.ts';
import { type Db, write } from '../shared/mysql/statements.ts';

/** A new account. */
export interface NewAccount {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  createdAt: Date;
}

/** Writes an account with the claim of its e-mail, whose key decides who was first. @returns false when that was somebody else */
export async function insertAccount(db: Db, account: NewAccount): Promise<boolean> {
  const claim = { email: account.email, userId: account.id, token: newUlid() };
  if (!(await insertClaim(db, claim, { isSettled: true }, account.createdAt))) return false;
  try {
    await write(db, 'INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)', [
      account.id,
      account.email,
      account.name,
      account.passwordHash,
      account.createdAt,
    ]);
  } catch (error) {
    if (isDuplicateKey(error)) throw emailTaken();
    throw error;
  }
  return true;
}
