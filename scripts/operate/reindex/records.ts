/** Order records against the orders. */
import { recordRow } from '../../../functions/order-record/store.ts';
import { placeholders, rows } from '../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import { type RowDifference, differenceOf, type ComparedRow, type Table } from './row-difference.ts';
import { missingFacts } from './facts.ts';
import type { ReindexDatabases, KeysAfter } from './reindex-databases.ts';
import type { Seating } from '../../../functions/shared/event/chart.ts';
import { byOwner, type TrueOrder, pageOf, readOrders, readSeatings } from './truth.ts';

const ORDERS_AT_ONCE = 100;
/** Between the two ids of a record's key. */
const BETWEEN = '/';

type SeenRecord = ComparedRow & { user_id: string; order_id: string };

/** The ids of a shard's orders. */
export function orders(pool: Pool): KeysAfter {
  return pageOf(pool, 'orders', 'id', ORDERS_AT_ONCE);
}

/** The keys of a shard's records: `user/order`. */
export function records(pool: Pool): KeysAfter {
  return async (after) => {
    const [user = '', order = ''] = after.split(BETWEEN);
    const found = await rows<SeenRecord>(
      pool,
      `SELECT user_id, order_id FROM order_records WHERE user_id >= ? AND (user_id > ? OR order_id > ?)
       ORDER BY user_id, order_id LIMIT ${ORDERS_AT_ONCE}`,
      [user, user, order],
    );
    return found.map((record) => keyOf(record.user_id, record.order_id));
  };
}

/** What differs of the records of some orders that a shard has, and of what is shown of their events. */
export function lookAtRecords(databases: ReindexDatabases, shard: Pool) {
  return async (orderIds: readonly string[]): Promise<RowDifference[]> => {
    const buyers = await readOrders([[shard, [...orderIds]]]);
    const owners = byOwner(
      [...new Set([...buyers.values()].map(({ buyerId }) => buyerId))],
      databases.maps.users,
      databases.users,
    );
    const found = await Promise.all(
      owners.map(async ([pool, ids]) => {
        const mine = new Set(ids);
        const wanted = [...buyers.values()].filter(({ buyerId }) => mine.has(buyerId));
        const table = tableIn(pool);
        const seen = await readRecords(pool, wanted);
        const accounts = await readAccounts(pool, ids);
        const truth = await readOrders([[shard, wanted.map(({ orderId }) => orderId)]]);
        const kept = [...truth.values()].filter(
          ({ buyerId, orderId }) => accounts.has(buyerId) || seen.has(keyOf(buyerId, orderId)),
        );
        const seatings = await readSeatings([[shard, [...new Set(kept.map(({ eventId }) => eventId))]]]);
        const differences = kept.flatMap((order) =>
          differenceOf(
            table,
            nameOf(order.buyerId, order.orderId),
            seen.get(keyOf(order.buyerId, order.orderId)),
            rowOf(order, seatings.get(order.eventId)),
          ),
        );
        return [
          ...differences,
          ...(await missingFacts(databases, pool, [...new Set(kept.map(({ eventId }) => eventId))])),
        ];
      }),
    );
    return found.flat();
  };
}

/** Records of no order, of somebody else's, and of users who belong to another shard. */
export function lookAtOtherRecords({ events, maps }: ReindexDatabases, shard: string, pool: Pool) {
  const table = tableIn(pool);
  return async (keys: readonly string[]): Promise<RowDifference[]> => {
    const pairs = keys.map((key) => {
      const [buyerId = '', orderId = ''] = key.split(BETWEEN);
      return { buyerId, orderId };
    });
    const seen = await readRecords(pool, pairs);
    const orderIds = [...new Set(pairs.map(({ orderId }) => orderId))];
    const truth = await readOrders(byOwner(orderIds, maps.events, events));
    const [here] = byOwner(
      pairs.map(({ buyerId }) => buyerId),
      maps.users,
      new Map([[shard, pool]]),
    );
    const ours = new Set(here?.[1]);
    return pairs.flatMap(({ buyerId, orderId }) => {
      const isTrue = ours.has(buyerId) && truth.get(orderId)?.buyerId === buyerId;
      const record = seen.get(keyOf(buyerId, orderId));
      return isTrue ? [] : differenceOf(table, nameOf(buyerId, orderId), record, undefined);
    });
  };
}

const tableIn = (pool: Pool): Table => ({ pool, name: 'order_records', key: ['user_id', 'order_id'] });

/** An order is in the records of one user, but what is wrong may have it in those of others, too. */
const keyOf = (userId: string, orderId: string): string => userId + BETWEEN + orderId;

const nameOf = (userId: string, orderId: string): string => `record ${orderId} of ${userId}`;

function rowOf(order: TrueOrder, seating: Seating | undefined): ComparedRow {
  const items = JSON.parse(order.items) as [seat: number, label: string, priceCents: number, cancelled?: 1][];
  return recordRow({
    ...order,
    event: { id: order.eventId },
    items: items.map(([, seat, priceCents, cancelled]) => ({
      seat,
      priceCents,
      ...(cancelled && { status: 'cancelled' as const }),
      shown: seating?.shownOf(seat),
    })),
    createdAt: order.createdAt.toISOString(),
    cancelledAt: order.cancelledAt?.toISOString() ?? null,
    updatedAt: order.updatedAt?.toISOString() ?? null,
  });
}

async function readRecords(
  pool: Pool,
  pairs: readonly { buyerId: string; orderId: string }[],
): Promise<Map<string, SeenRecord>> {
  if (pairs.length === 0) return new Map();
  const found = await rows<SeenRecord>(
    pool,
    `SELECT * FROM order_records WHERE ${pairs.map(() => '(user_id = ? AND order_id = ?)').join(' OR ')}`,
    pairs.flatMap(({ buyerId, orderId }) => [buyerId, orderId]),
  );
  return new Map(found.map((row) => [keyOf(row.user_id, row.order_id), row]));
}

/** Who has closed his account gets no record back that is gone. */
async function readAccounts(pool: Pool, userIds: readonly string[]): Promise<Set<string>> {
  const sql = `SELECT id FROM users WHERE id IN (${placeholders(userIds.length)})`;
  return new Set((await rows<{ id: string }>(pool, sql, userIds)).map(({ id }) => id));
}
