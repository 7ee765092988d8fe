/** How sessions end, for all who may end them. MySQL says it first; Redis makes the access tokens that are out die at once. */
import { ACCESS_TOKEN_SECONDS, revokedKey } from './tokens.ts';
import { log } from '../log.ts';
import { type Db, placeholders, rows, write } from '../mysql/statements.ts';
import type { RedisLink } from '../redis/connection.ts';
import { ENDED_SESSIONS } from '../redis/key-patterns.ts';
import { serversOf } from '../redis/redis-client.ts';

/**
 * Ends a user's sessions, in a transaction that has the account's row locked: a session that began before is seen, one that
 * comes later sees the change.
 * @returns the sessions whose access tokens may still be out
 */
export async function endSessionsOf(db: Db, userId: string, now: Date, except = ''): Promise<string[]> {
  const sql =
    'SELECT id FROM sessions WHERE user_id = ? AND id <> ? AND revoked_at IS NULL AND expires_at > ? FOR UPDATE';
  const ended = (await rows<{ id: string }>(db, sql, [userId, except, now])).map(({ id }) => id);
  if (ended.length > 0)
    await write(
      db,
      `UPDATE sessions SET revoked_at = ? WHERE revoked_at IS NULL AND id IN (${placeholders(ended.length)})`,
      [now, ...ended],
    );
  return ended;
}

/** Lets whoever checks tokens know, through Redis. @returns false while Redis is away: then access tokens live until they expire */
export async function announceEnded(redisLink: RedisLink, sessionIds: readonly string[]): Promise<boolean> {
  if (sessionIds.length === 0) return true;
  try {
    await redisLink.ready();
    const noted = await Promise.allSettled(
      sessionIds.map((id) => redisLink.redis.set(revokedKey(id), '1', 'EX', ACCESS_TOKEN_SECONDS)),
    );
    // In this order: who asks after he has heard finds it noted, whichever servers have what. And on each server: one that has answered has told
    // who listens there, while the servers of a cluster tell each other when they come to it.
    const told = await Promise.allSettled(
      serversOf(redisLink.redis).map(async (server) => {
        await server.publish(ENDED_SESSIONS, sessionIds.join(' '));
        // Who publishes may be answered before those who listen are written to; whatever is asked next is answered after.
        await server.ping();
      }),
    );
    for (const outcome of [...noted, ...told]) if (outcome.status === 'rejected') throw outcome.reason;
    return true;
  } catch (error) {
    log.warn(
      { err: error, sessions: sessionIds.length },
      'access tokens of ended sessions live until redis knows of it',
    );
    return false;
  }
}
