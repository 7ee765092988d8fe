/** The queries of login. */
import type { Databases } from '../shared/mysql/databases.ts';
import { type Db, rows, write } from '../shared/mysql/statements.ts';
import { slotOfEmail } from '../shared/slots.ts';

/** An account with what it is checked by. */
export interface Credentials {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  createdAt: Date;
}

/** A refresh token's family: the session, whose it is, and where the token stands in it. */
export interface Family {
  sessionId: string;
  sessionExpiresAt: Date;
  revokedAt: Date | null;
  usedAt: Date | null;
  /** Tokens that came from it, and how many of these were used. */
  successors: number;
  usedSuccessors: number;
  /** Others that came from the same token as it, and were used. */
  usedSiblings: number;
  userId: string;
  email: string;
  name: string;
  createdAt: Date;
}

interface Found {
  id: string | null;
  email: string | null;
  name: string | null;
  passwordHash: string | null;
  createdAt: Date | null;
  claimant: string | null;
}

const ACCOUNT = 'id, email, name, password_hash AS passwordHash, created_at AS createdAt';

/**
 * The account of a normalised e-mail: in the shard of the e-mail's hash, where it was opened with it, or where the claim of the
 * e-mail says. Whether there is one takes one question either way.
 */
export async function credentialsOf(databases: Databases, email: string): Promise<Credentials | undefined> {
  const found = await rows<Found>(
    databases.ofSlot(slotOfEmail(email)).pool,
    `SELECT ${ACCOUNT}, NULL AS claimant FROM users WHERE email = ?
     UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, user_id FROM email_claims WHERE email = ?`,
    [email, email],
  );
  const here = found.find(({ id }) => id !== null);
  if (here) return here as Credentials;
  const claimant = found[0]?.claimant;
  if (!claimant) return undefined;
  const sql = `SELECT ${ACCOUNT} FROM users WHERE id = ? AND email = ?`;
  return (await rows<Credentials>(databases.ofId(claimant).pool, sql, [claimant, email]))[0];
}

/** Whether a password is still the one that was checked. Until the transaction ends nobody changes it. */
export async function isStillRight(db: Db, userId: string, passwordHash: string): Promise<boolean> {
  const sql = 'SELECT 1 FROM users WHERE id = ? AND password_hash = ? LOCK IN SHARE MODE';
  return (await rows(db, sql, [userId, passwordHash])).length === 1;
}

/** Begins a session. */
export async function insertSession(
  db: Db,
  session: { id: string; userId: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await write(db, 'INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)', [
    session.id,
    session.userId,
    session.createdAt,
    session.expiresAt,
  ]);
}

/** Adds a refresh token to a session. */
export async function insertToken(
  db: Db,
  token: { hash: Buffer; sessionId: string; issuedAt: Date; expiresAt: Date; parentHash?: Buffer },
): Promise<void> {
  const sql = `INSERT INTO refresh_tokens (hash, session_id, issued_at, expires_at, parent_hash) VALUES (?, ?, ?, ?, ?)`;
  const { hash, sessionId, issuedAt, expiresAt, parentHash = null } = token;
  await write(db, sql, [hash, sessionId, issuedAt, expiresAt, parentHash]);
}

/** Makes all who present tokens of one session wait for each other, until the transaction ends. */
export async function lockFamily(db: Db, hash: Buffer): Promise<void> {
  const sql = 'SELECT 1 FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ? FOR UPDATE';
  await rows(db, sql, [hash]);
}

/** Uses a refresh token up. Of all who present the same token at the same time exactly one gets `true`, once and for all. */
export async function useToken(db: Db, hash: Buffer, now: Date): Promise<boolean> {
  const sql = 'UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ?';
  return (await write(db, sql, [now, hash, now])).affected === 1;
}

/** The family of a refresh token. */
export async function familyOf(db: Db, hash: Buffer): Promise<Family | undefined> {
  const found = await rows<Family>(
    db,
    `SELECT s.id AS sessionId, s.expires_at AS sessionExpiresAt, s.revoked_at AS revokedAt, t.used_at AS usedAt,
       u.id AS userId, u.email, u.name, u.created_at AS createdAt,
       (SELECT COUNT(*) FROM refresh_tokens n WHERE n.parent_hash = t.hash) AS successors,
       (SELECT COUNT(*) FROM refresh_tokens n WHERE n.parent_hash = t.hash AND n.used_at IS NOT NULL) AS usedSuccessors,
       (SELECT COUNT(*) FROM refresh_tokens b
        WHERE b.parent_hash = t.parent_hash AND b.hash <> t.hash AND b.used_at IS NOT NULL) AS usedSiblings
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
     WHERE t.hash = ?`,
    [hash],
  );
  return found[0];
}

/** Ends a session for good. */
export async function revokeSession(db: Db, sessionId: string, now: Date): Promise<void> {
  await write(db, 'UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [now, sessionId]);
}

/** The session a refresh token belongs to, used or not. */
export async function sessionOf(db: Db, hash: Buffer): Promise<string | undefined> {
  const sql = 'SELECT session_id AS id FROM refresh_tokens WHERE hash = ?';
  return (await rows<{ id: string }>(db, sql, [hash]))[0]?.id;
}

/** Forgets a user's sessions that are over. Done when the next one begins, so that no job has to look for them. */
export async function forgetSessions(db: Db, userId: string, now: Date): Promise<void> {
  const sql = `DELETE s, t FROM sessions s LEFT JOIN refresh_tokens t ON t.session_id = s.id
     WHERE s.user_id = ? AND s.expires_at <= ?`;
  await write(db, sql, [userId, now]);
}

/** Forgets a session's refresh tokens that could not be used any more even if they were fresh. */
export async function forgetTokens(db: Db, sessionId: string, now: Date): Promise<void> {
  await write(db, 'DELETE FROM refresh_tokens WHERE session_id = ? AND expires_at <= ?', [sessionId, now]);
}
