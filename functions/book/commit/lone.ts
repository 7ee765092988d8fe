/** A sale by itself: as a whole, and when that is refused, why. */
import type { PoolConnection } from 'mysql2/promise';
import type { Committing } from '../../shared/mysql/transaction.ts';
import { type SaleJob, type SaleOutcome, seatsOf } from './pending-order.ts';
import { readClaims } from '../store.ts';
import { sellWhole } from './whole.ts';

/** Runs a sale on a connection, COMMIT included. @throws whatever the server says that is no answer, with the transaction still open */
export async function sellAlone(
  connection: PoolConnection,
  job: SaleJob,
  committing: Committing,
): Promise<SaleOutcome> {
  const refused = await sellWhole(connection, [job], committing);
  if (!refused) return { outcome: 'placed' };
  if (refused !== 'taken') return { outcome: refused };
  const seats = seatsOf(job.order);
  const claims = await readClaims(connection, job.event.id, seats);
  return { outcome: 'taken', seats: seats.filter((seat) => claims.has(seat)) };
}
