/** An order by itself: as a whole, and when that is refused, why. */
import type { PoolConnection } from 'mysql2/promise';
import type { Committing } from '../../shared/mysql/statements.ts';
import { type PendingOrder, type OrderOutcome, seatsOf } from './pending-order.ts';
import { readClaims } from '../store.ts';
import { placeWhole } from './whole.ts';

/** Places an order on a connection, COMMIT included. @throws whatever the server says that is no answer, with the transaction still open */
export async function placeAlone(
  connection: PoolConnection,
  pending: PendingOrder,
  committing: Committing,
): Promise<OrderOutcome> {
  const refused = await placeWhole(connection, [pending], committing);
  if (!refused) return { outcome: 'placed' };
  if (refused !== 'taken') return { outcome: refused };
  const seats = seatsOf(pending.order);
  const claims = await readClaims(connection, pending.event.id, seats);
  return { outcome: 'taken', seats: seats.filter((seat) => claims.has(seat)) };
}
