/**
 * Sessions: a session is a family of refresh tokens, each used for the next one.
 *
 * The last one used is good for 30 seconds more while nothing that came from it was used: two tabs of a browser send the same token, and an
 * answer may be lost. Each time it gives another successor, and of these one may be used. A token that comes again once a successor of it
 * was used, or later than that, and a second successor that is used, end the whole family: the token has two holders, and nobody can
 * tell which of them is the thief. So a stolen token is found out at the next refresh of its owner, as without the 30 seconds.
 */
import { ACCESS_TOKEN_SECONDS } from '../shared/identity/tokens.ts';
import type { Databases } from '../shared/mysql/databases.ts';
import { newId, slotOf } from '../shared/ids.ts';
import { log } from '../shared/log.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import type { RedisLink } from '../shared/redis/connection.ts';
import { announceEnded } from '../shared/identity/end-sessions.ts';
import type { Sign } from './access-token.ts';
import { type KnownToken, newRefreshToken, readRefreshToken } from './refresh-token.ts';
import * as store from './store.ts';

const DAY_MS = 86_400_000;
/** A refresh token that nobody uses dies after this. */
const REFRESH_TOKEN_MS = 30 * DAY_MS;
/** However diligently it is refreshed: a session that was stolen unnoticed ends some day. */
const SESSION_MS = 90 * DAY_MS;

/** A used token is good for so long, if nothing that came from it was used: more than a client waits for an answer before it asks again. */
const AGAIN_MS = 30_000;
/** So often at most: as many tabs as somebody opens again at once. */
const MOST_SUCCESSORS = 50;

/** What sessions live on. */
export interface Context {
  databases: Databases;
  redisLink: RedisLink;
  sign: Sign;
}

/** Whose session it is. */
export interface SessionUser {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
}

/**
 * Begins a session of somebody who has just given the right password; undefined when it is not the right one any more, for the
 * sessions that a change of password ends are all that began before it.
 */
export async function beginSession(context: Context, user: SessionUser & { passwordHash: string }) {
  const now = new Date();
  const token = newRefreshToken(slotOf(user.id));
  const sessionId = newId('ses', token.slot);
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const begun = await transaction(context.databases.ofSlot(token.slot).pool, async (connection) => {
    if (!(await store.isStillRight(connection, user.id, user.passwordHash))) return false;
    await store.forgetSessions(connection, user.id, now);
    await store.insertSession(connection, { id: sessionId, userId: user.id, createdAt: now, expiresAt });
    await store.insertToken(connection, fresh(token, sessionId, now, expiresAt));
    return true;
  });
  if (!begun) return undefined;
  return answer(context, user, sessionId, token.text, now);
}

/** Trades a refresh token for the next one; undefined when it is none that is good. One that two hold ends its session. */
export async function continueSession(context: Context, presented: string) {
  // Taken before the session is read: a revocation not seen here is later, and outlives the access token (`announceEnded`).
  const now = new Date();
  const known = readRefreshToken(presented);
  if (!known) return undefined;
  const next = newRefreshToken(known.slot);
  const turn = await transaction(context.databases.ofSlot(known.slot).pool, async (connection) => {
    await store.lockFamily(connection, known.hash);
    const family = await store.familyOf(connection, known.hash);
    if (!family) return {};
    const isFirst = await store.useToken(connection, known.hash, now);
    if (isHeldTwice(family, isFirst, now)) {
      await store.revokeSession(connection, family.sessionId, now);
      return { reused: family };
    }
    const isGood = isFirst || family.usedAt !== null;
    if (!isGood || family.revokedAt || family.sessionExpiresAt <= now) return {};
    await store.forgetTokens(connection, family.sessionId, now);
    const token = fresh(next, family.sessionId, now, family.sessionExpiresAt);
    await store.insertToken(connection, { ...token, parentHash: known.hash });
    return { family };
  });
  if (turn.reused) {
    log.warn(
      { user: turn.reused.userId, session: turn.reused.sessionId },
      'refresh tokens that exclude each other were used: session ended',
    );
    await announceEnded(context.redisLink, [turn.reused.sessionId]);
  }
  if (!turn.family) return undefined;
  const { userId, email, name, createdAt, sessionId } = turn.family;
  return answer(context, { id: userId, email, name, createdAt }, sessionId, next.text, now);
}

/** Whether a token that is presented shows that its family has two holders. @param isFirst it has not been used before */
function isHeldTwice(family: store.Family, isFirst: boolean, now: Date): boolean {
  const { usedAt, successors, usedSuccessors, usedSiblings } = family;
  if (isFirst) return usedSiblings > 0;
  if (usedAt === null) return false; // expired
  // One of before has no successor that is known as its own.
  const isOfNow = now.getTime() - usedAt.getTime() <= AGAIN_MS && successors > 0 && successors < MOST_SUCCESSORS;
  return !isOfNow || usedSuccessors > 0;
}

/** Ends the session of a refresh token, used or not; does nothing when there is none. */
export async function endSession(context: Context, presented: string): Promise<void> {
  const known = readRefreshToken(presented);
  if (!known) return;
  const { pool } = context.databases.ofSlot(known.slot);
  const sessionId = await store.sessionOf(pool, known.hash);
  if (sessionId === undefined) return;
  await store.revokeSession(pool, sessionId, new Date());
  await announceEnded(context.redisLink, [sessionId]);
}

function fresh(token: KnownToken, sessionId: string, now: Date, sessionExpiresAt: Date) {
  const expiresAt = new Date(Math.min(now.getTime() + REFRESH_TOKEN_MS, sessionExpiresAt.getTime()));
  return { hash: token.hash, sessionId, issuedAt: now, expiresAt };
}

async function answer(context: Context, user: SessionUser, sessionId: string, refreshToken: string, now: Date) {
  return {
    accessToken: await context.sign(
      { userId: user.id, sessionId, since: user.createdAt, name: user.name, email: user.email },
      now,
    ),
    tokenType: 'Bearer' as const,
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken,
    user: { id: user.id, email: user.email, name: user.name },
  };
}
