/**
 * Whose an e-mail address is. An account's id carries the slot of the address it was opened with and keeps it for ever, so an
 * address that came later is found by its claim: a row in the shard of the address' own hash, whose key decides between any two
 * accounts, wherever these are.
 *
 * A claim is true only while the account names the address as its own. So nothing has to happen in two databases at once:
 * claim first, then change the account, then settle the new claim and release the old one. Whoever dies in between leaves a
 * claim that says nothing, which the next tick removes, or whoever wants the address after a minute.
 */
import type { Databases, Shard } from '../mysql/databases.ts';
import { newUlid } from '../ids.ts';
import { isDuplicateKey } from '../mysql/errors.ts';
import { type Db, rows, write } from '../mysql/statements.ts';
import { Problem } from '../problem.ts';
import { slotOfEmail } from '../slots.ts';

/** Who claims an address. Each claim has a token of its own, so that nobody removes a newer one for an older. */
export interface EmailClaim {
  email: string;
  userId: string;
  token: string;
}

/** A change takes milliseconds; whoever has not finished it by now has died or stands still, and is denied it. */
const UNDER_WAY_MS = 60_000;
const SETTLED_AT_ONCE = 500;

/**
 * Claims an address for an account that is about to name it, or claims it anew.
 * @throws Problem `email_taken`
 */
export async function claimEmail(databases: Databases, email: string, userId: string): Promise<EmailClaim> {
  const { pool } = databases.ofSlot(slotOfEmail(email));
  const claim = { email, userId, token: newUlid() };
  for (let tries = 0; tries < 3; tries++) {
    if (await insertClaim(pool, claim, { isSettled: false })) return claim;
    if (await renewClaim(pool, claim)) return claim;
    if (!(await freeStale(databases, email))) break;
  }
  throw emailTaken();
}

/** Writes a claim. @returns false when the address has one already */
export async function insertClaim(
  db: Db,
  { email, userId, token }: EmailClaim,
  { isSettled }: { isSettled: boolean },
  now = new Date(),
): Promise<boolean> {
  try {
    await write(db, 'INSERT INTO email_claims (email, user_id, token, is_settled, claimed_at) VALUES (?, ?, ?, ?, ?)', [
      email,
      userId,
      token,
      isSettled ? 1 : 0,
      now,
    ]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** An account that comes back to an address: whoever still wants to release its old claim must not. */
async function renewClaim(db: Db, { email, userId, token }: EmailClaim): Promise<boolean> {
  const sql = 'UPDATE email_claims SET token = ?, is_settled = 0, claimed_at = ? WHERE email = ? AND user_id = ?';
  return (await write(db, sql, [token, new Date(), email, userId])).affected === 1;
}

/** The claim of an address by an account. */
export async function claimOf(databases: Databases, email: string, userId: string): Promise<EmailClaim | undefined> {
  const { pool } = databases.ofSlot(slotOfEmail(email));
  const sql = 'SELECT email, user_id AS userId, token FROM email_claims WHERE email = ? AND user_id = ?';
  return (await rows<EmailClaim>(pool, sql, [email, userId]))[0];
}

/** The account now names the address: from here on the claim is no reason to look any more. */
export async function settleClaim(databases: Databases, { email, userId, token }: EmailClaim): Promise<void> {
  const { pool } = databases.ofSlot(slotOfEmail(email));
  const sql = 'UPDATE email_claims SET is_settled = 1 WHERE email = ? AND user_id = ? AND token = ?';
  await write(pool, sql, [email, userId, token]);
}

/** The account does not name the address any more, or never did. A newer claim stays. */
export async function releaseClaim(databases: Databases, { email, userId, token }: EmailClaim): Promise<void> {
  const { pool } = databases.ofSlot(slotOfEmail(email));
  await write(pool, 'DELETE FROM email_claims WHERE email = ? AND user_id = ? AND token = ?', [email, userId, token]);
}

/** A change that was not made: the claim goes, unless the same change was made meanwhile by another request of the account. */
export async function withdrawClaim(databases: Databases, claim: EmailClaim): Promise<void> {
  if (await isNamed(databases, claim)) await settleClaim(databases, claim);
  else await releaseClaim(databases, claim);
}

/**
 * Removes a claim that says nothing: its account is gone, or names another address and has been denied this one.
 * @returns true when the address has no claim now
 */
export async function freeStale(databases: Databases, email: string): Promise<boolean> {
  const { pool } = databases.ofSlot(slotOfEmail(email));
  const [claim] = await rows<EmailClaim & { claimedAt: Date }>(
    pool,
    'SELECT email, user_id AS userId, token, claimed_at AS claimedAt FROM email_claims WHERE email = ?',
    [email],
  );
  if (!claim) return true;
  if (claim.claimedAt.getTime() > Date.now() - UNDER_WAY_MS) return false;
  if (await isNamed(databases, claim)) return false;
  await releaseClaim(databases, claim);
  return true;
}

/** Whether an account names an address. If not, none of its changes that are under way can make it do so any more. */
async function isNamed(databases: Databases, { email, userId }: EmailClaim): Promise<boolean> {
  const { pool } = databases.ofId(userId);
  const deny = 'UPDATE users SET email_epoch = email_epoch + 1 WHERE id = ? AND email <> ?';
  if ((await write(pool, deny, [userId, email])).affected === 1) return false;
  return (await rows(pool, 'SELECT 1 FROM users WHERE id = ?', [userId])).length === 1;
}

/** Settles or removes the claims that somebody left half done in some shards. */
export async function settleClaims(databases: Databases, shards: readonly Shard[]): Promise<void> {
  for (const { pool } of shards) {
    const left = await rows<EmailClaim>(
      pool,
      `SELECT email, user_id AS userId, token FROM email_claims WHERE is_settled = 0 AND claimed_at < ? LIMIT ${SETTLED_AT_ONCE}`,
      [new Date(Date.now() - UNDER_WAY_MS)],
    );
    for (const claim of left) if (!(await freeStale(databases, claim.email))) await settleClaim(databases, claim);
  }
}

/** The problem of an address that another account has. */
export function emailTaken(): Problem {
  return new Problem('email_taken', 'there is an account with this e-mail address: log in, or take another address');
}
