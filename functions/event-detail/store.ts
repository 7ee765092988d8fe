/** The queries of event-detail, on an events shard. */
import { type Db, rows } from '../shared/mysql/statements.ts';

/** The numbers of the sold seats of an event, in order. */
export async function readSoldSeats(db: Db, eventId: string): Promise<number[]> {
  const claims = await rows<{ seat: number }>(db, 'SELECT seat FROM seat_claims WHERE event_id = ? ORDER BY seat', [
    eventId,
  ]);
  return claims.map((claim) => claim.seat);
}
