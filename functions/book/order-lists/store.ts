/** The queries of an event's orders. */
import { fold, foldings } from '../../shared/folding.ts';
import { type Db, rows } from '../../shared/mysql/statements.ts';
import type { SqlValue, Statement } from '../../shared/mysql/sql-text.ts';
import { pageOf, type Place } from '../../shared/http/page.ts';
import { QUARTER_SECONDS, type SoldThen } from './sale-days.ts';
import { ORDER_COLUMNS, orderOf, type StoredOrder, type OrderRow } from '../store.ts';

type Status = StoredOrder['status'];

const STATUSES: readonly Status[] = ['confirmed', 'cancelled'];
/** Nobody types more words than these to find an order. */
const MOST_WORDS = 8;

/** What is asked of an event's orders. */
export interface OrderQuery {
  q?: string | undefined;
  status?: Status | undefined;
  cursor?: Place | undefined;
  limit: number;
}

/** A page of an event's orders, newest first: by their ids, which begin with the time. One that is placed meanwhile comes before the first page. */
export async function findOrdersOfEvent(
  db: Db,
  eventId: string,
  query: OrderQuery,
): Promise<{ items: readonly StoredOrder[]; next: string | null }> {
  const asked = pageQuery(eventId, query);
  if (!asked) return { items: [], next: null };
  const found = await rows<OrderRow>(db, asked.sql, asked.values);
  const page = pageOf(found, query.limit, (row) => ({ at: row.created_at, id: row.id }));
  return { items: page.entries.map(orderOf), next: page.next };
}

/** What asks for a page, and for one order more; undefined when nothing can be found. */
export function pageQuery(eventId: string, { q, status, cursor, limit }: OrderQuery): Statement | undefined {
  const sought = searchOf(q);
  return (
    sought &&
    ordersOf(eventId, status ? [status] : STATUSES, {
      where: `${cursor ? 'AND id < ?' : ''} ${sought.sql}`,
      values: [...(cursor ? [cursor.id] : []), ...sought.values],
      order: 'DESC',
      limit: limit + 1,
    })
  );
}

/** The next orders of an event, oldest first. */
export async function readOrdersAfter(db: Db, eventId: string, after: string, limit: number): Promise<StoredOrder[]> {
  const where = { where: 'AND id > ?', values: [after], order: 'ASC', limit } as const;
  const { sql, values } = ordersOf(eventId, STATUSES, where);
  return (await rows<OrderRow>(db, sql, values)).map(orderOf);
}

/** What an event has sold by when it was ordered, how many orders were cancelled whole, and how many seats are blocked: all at one moment. */
export interface SalesRecord {
  quarters: (SoldThen & { quarter: number })[];
  ordersCancelled: number;
  seatsBlocked: number;
}

/** Of an item that was cancelled there is a fourth value (`itemsText`). */
const SEATS = "JSON_LENGTH(items) - COALESCE(JSON_LENGTH(JSON_EXTRACT(items, '$[*][3]')), 0)";

/** In one statement, so that an order that is cancelled meanwhile is counted once. Dates of the session are UTC. */
export async function readSales(db: Db, eventId: string): Promise<SalesRecord> {
  const found = await rows<{ kind: string; quarter: number; orders: number; seats: number; cents: number }>(
    db,
    `(SELECT status AS kind, TIMESTAMPDIFF(SECOND, '1970-01-01', created_at) DIV ${QUARTER_SECONDS} AS quarter,
        COUNT(*) AS orders, CAST(SUM(${SEATS}) AS SIGNED) AS seats, CAST(SUM(total_cents) AS SIGNED) AS cents
      FROM orders FORCE INDEX (by_status) WHERE event_id = ? AND status = 'confirmed' GROUP BY status, quarter)
     UNION ALL
     (SELECT 'cancelled', 0, COUNT(*), 0, 0 FROM orders FORCE INDEX (by_status) WHERE event_id = ? AND status = 'cancelled')
     UNION ALL
     (SELECT 'blocked', 0, 0, COUNT(*), 0 FROM blocks b JOIN block_seats s ON s.block_id = b.id
      WHERE b.event_id = ? AND s.released_at IS NULL)`,
    [eventId, eventId, eventId],
  );
  const quarters = found
    .filter(({ kind }) => kind === 'confirmed')
    .map(({ quarter, orders, seats, cents }) => ({ quarter, orders, seats, revenueCents: cents }))
    .toSorted((one, other) => one.quarter - other.quarter);
  return {
    quarters,
    ordersCancelled: found.find(({ kind }) => kind === 'cancelled')?.orders ?? 0,
    seatsBlocked: found.find(({ kind }) => kind === 'blocked')?.seats ?? 0,
  };
}

interface Asked {
  where: string;
  values: readonly SqlValue[];
  order: 'ASC' | 'DESC';
  limit: number;
}

/**
 * Reads orders in the order of their ids by the index of status, which has the ids: of each status so many, and of both together so many. In one
 * statement, so an order that is cancelled meanwhile is there once. The index is named, for a page would else be looked for among the
 * ids of all events.
 */
function ordersOf(eventId: string, statuses: readonly Status[], { where, values, order, limit }: Asked): Statement {
  const tail = `ORDER BY id ${order} LIMIT ${limit}`;
  const one = `SELECT ${ORDER_COLUMNS} FROM orders FORCE INDEX (by_status) WHERE event_id = ? AND status = ? ${where} ${tail}`;
  return {
    // One by itself stands without parentheses: older servers do not take a second order behind them.
    sql: statuses.length === 1 ? one : `${statuses.map(() => `(${one})`).join(' UNION ALL ')} ${tail}`,
    values: statuses.flatMap((status) => [eventId, status, ...values]),
  };
}

/** All words must be found, each in what the buyer is called, among the seats, or as the id; undefined when there is no word. */
function searchOf(q: string | undefined): Statement | undefined {
  if (q === undefined) return { sql: '', values: [] };
  const words = q.split(/\s/).flatMap((word) => (/[\p{L}\p{N}]/u.test(fold(word)) ? [word] : []));
  if (words.length === 0) return undefined;
  // Said twice is said once; what is looked for by more words than that is not found.
  const different = [...new Set(words)];
  if (different.length > MOST_WORDS) return undefined;
  const conditions = different.map(conditionOf);
  return {
    sql: conditions.map(({ sql }) => `AND ${sql}`).join(' '),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** Labels and ids are ASCII: what is not cannot be among them, and servers refuse to compare it. */
function conditionOf(word: string): Statement {
  const forms = foldings(word);
  const found = forms.map(() => 'LOCATE(?, buyer_words) > 0').join(' OR ');
  const inName = { sql: forms.length === 1 ? found : `(${found})`, values: forms };
  // oxlint-disable-next-line no-control-regex
  if (!/^[\u0000-\u007f]*$/.test(word)) return inName;
  const lower = word.toLowerCase();
  return {
    sql: `(${inName.sql} OR LOCATE(?, LOWER(items)) > 0 OR LOCATE(?, LOWER(id)) = 1)`,
    values: [...inName.values, JSON.stringify(lower), lower],
  };
}
