/** The queries of register. */
import { type Db, isDuplicateKey, write } from '../shared/mysql.ts';
import { Problem } from '../shared/problem.ts';

/** A new account. */
export interface Account {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  createdAt: Date;
}

/** Writes an account; the unique key on the e-mail decides who was first. @throws Problem `email_taken` */
export async function insertAccount(db: Db, account: Account): Promise<void> {
  try {
    await write(db, 'INSERT INTO users (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)', [
      account.id,
      account.email,
      account.name,
      account.passwordHash,
      account.createdAt,
    ]);
  } catch (error) {
    if (isDuplicateKey(error)) throw new Problem('email_taken', 'log in, or register with another e-mail');
    throw error;
  }
}
