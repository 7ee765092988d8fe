/**
 * Tokens that go out by mail, `mlt_<slot>_<256 random bits>`: good for one purpose, one account and the address they were sent to,
 * once, for a time. The database knows only the hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import { slotOf } from '../shared/ids.ts';
import { type Db, rows, write } from '../shared/mysql/statements.ts';
import { slotName } from '../shared/slots.ts';

/** What a token lets its holder do. */
export type Purpose = 'reset' | 'verify';

/** How long a token is good: a reset as OWASP has it, a verification until the next day's mail is read. */
const GOOD_FOR_MS: Record<Purpose, number> = { reset: 30 * 60_000, verify: 2 * 86_400_000 };
/** Of one account and purpose at once; an older one is as good as the newest, for mails arrive in any order. */
const MOST_OUT = 5;

/** Whom a token was sent to. */
export interface Addressee {
  userId: string;
  email: string;
}

/** Makes a token. The text is for the mail only. */
export async function issueMailToken(db: Db, to: Addressee, purpose: Purpose, now: Date): Promise<string> {
  const text = `mlt_${slotName(slotOf(to.userId))}_${randomBytes(32).toString('base64url')}`;
  await write(db, 'DELETE FROM mail_tokens WHERE expires_at <= ? LIMIT 100', [now]);
  await write(db, 'INSERT INTO mail_tokens (hash, user_id, purpose, email, expires_at) VALUES (?, ?, ?, ?, ?)', [
    hashOf(text),
    to.userId,
    purpose,
    to.email,
    new Date(now.getTime() + GOOD_FOR_MS[purpose]),
  ]);
  const out = await rows<{ hash: Buffer }>(
    db,
    `SELECT hash FROM mail_tokens WHERE user_id = ? AND purpose = ? ORDER BY expires_at DESC, hash LIMIT ${MOST_OUT}, 100`,
    [to.userId, purpose],
  );
  for (const { hash } of out) await write(db, 'DELETE FROM mail_tokens WHERE hash = ?', [hash]);
  return text;
}

/** The slot of the account that a token is for; undefined when the text cannot be a token. */
export function slotOfMailToken(text: string): number | undefined {
  const slot = /^mlt_([0-9a-f]{3})_[A-Za-z0-9_-]{43}$/.exec(text)?.[1];
  return slot === undefined ? undefined : Number.parseInt(slot, 16);
}

/**
 * Uses a token up, in the transaction of what it is used for. Of all who present it at once one gets its addressee.
 * All other tokens of the account for the same purpose are used up with it.
 */
export async function useMailToken(db: Db, text: string, purpose: Purpose, now: Date): Promise<Addressee | undefined> {
  const hash = hashOf(text);
  const [found] = await rows<Addressee>(
    db,
    'SELECT user_id AS userId, email FROM mail_tokens WHERE hash = ? AND purpose = ? AND expires_at > ? FOR UPDATE',
    [hash, purpose, now],
  );
  if (!found) return undefined;
  await write(db, 'DELETE FROM mail_tokens WHERE user_id = ? AND purpose = ?', [found.userId, purpose]);
  return found;
}

/** Who a token is for, without using it up. */
export async function addresseeOf(db: Db, text: string, purpose: Purpose, now: Date): Promise<Addressee | undefined> {
  const sql = 'SELECT user_id AS userId, email FROM mail_tokens WHERE hash = ? AND purpose = ? AND expires_at > ?';
  return (await rows<Addressee>(db, sql, [hashOf(text), purpose, now]))[0];
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
