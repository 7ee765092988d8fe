/** The queries of verify. */
import { type Db, rows } from '../shared/mysql/statements.ts';

/** Whether a session of a user goes on: neither ended nor expired. */
export async function sessionGoesOn(db: Db, sessionId: string, userId: string, now: Date): Promise<boolean> {
  const found = await rows(
    db,
    'SELECT 1 FROM sessions WHERE id = ? AND user_id = ? AND revoked_at IS NULL AND expires_at > ?',
    [sessionId, userId, now],
  );
  return found.length === 1;
}
