/** Everything that is kept about somebody, for them to read and to take along. */
import type { Call } from '../shared/http/call.ts';
import { type Db, rows } from '../shared/mysql/statements.ts';
import { pageOf } from '../shared/http/page.ts';
import { eventOfOrder, type KeptItem, shownItems } from '../shared/event/order-view.ts';
import type { VenueView } from '../shared/event/event-view.ts';
import type { exportAccount } from './api.ts';
import { holder, type Context } from './context.ts';
import type { Account } from './store.ts';

/** At some 2 KB for an order of ten seats, a page is a megabyte at most. */
const ORDERS_OF_A_PAGE = 500;
/** Far more than anybody has; what is over is forgotten at each login. */
const MOST_SESSIONS = 5_000;
const MOST_EVENTS = 5_000;

/** GET /v1/users/{userId}/export */
export async function answerExportAccount(context: Context, call: Call<typeof exportAccount>) {
  const account = await holder(context, call);
  const { pool } = context.databases.ofId(account.id);
  const { cursor } = call.query;
  const { entries, next } = await ordersOf(pool, account.id, cursor);
  return {
    exportedAt: new Date().toISOString(),
    ...(!cursor && {
      account: accountView(account),
      sessions: await sessionsOf(pool, account.id),
      events: await eventsOf(context.catalog, account.id),
    }),
    orders: [...entries],
    next,
  };
}

/** An account as its holder sees it. */
export function accountView({ id, email, name, createdAt, updatedAt, emailVerifiedAt }: Account) {
  return {
    id,
    email,
    name,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt?.toISOString() ?? null,
    emailVerifiedAt: emailVerifiedAt?.toISOString() ?? null,
  };
}

async function sessionsOf(db: Db, userId: string) {
  const found = await rows<{ id: string; createdAt: Date; expiresAt: Date; endedAt: Date | null }>(
    db,
    `SELECT id, created_at AS createdAt, expires_at AS expiresAt, revoked_at AS endedAt FROM sessions
     WHERE user_id = ? ORDER BY created_at LIMIT ${MOST_SESSIONS}`,
    [userId],
  );
  return found.map(({ id, createdAt, expiresAt, endedAt }) => ({
    id,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }));
}

async function eventsOf(catalog: Db, organizerId: string) {
  const found = await rows<{
    id: string;
    title: string;
    status: 'draft' | 'published' | 'cancelled';
    startsAt: Date;
    endsAt: Date;
  }>(
    catalog,
    `SELECT event_id AS id, title, status, starts_at AS startsAt, ends_at AS endsAt FROM listings
     WHERE organizer_id = ? ORDER BY starts_at LIMIT ${MOST_EVENTS}`,
    [organizerId],
  );
  return found.map((event) => ({
    ...event,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
  }));
}

interface OrderRow {
  id: string;
  eventId: string;
  status: 'confirmed' | 'cancelled';
  items: string;
  totalCents: number;
  currency: string;
  createdAt: Date;
  cancelledAt: Date | null;
  title: string;
  startsAt: Date;
  endsAt: Date | null;
  venue: string | null;
}

/** The order records of a user, which order-record keeps in the same shard. */
async function ordersOf(db: Db, userId: string, after: { at: Date; id: string } | undefined) {
  const found = await rows<OrderRow>(
    db,
    `SELECT order_id AS id, event_id AS eventId, status, items, total_cents AS totalCents, currency,
       created_at AS createdAt, cancelled_at AS cancelledAt, title, starts_at AS startsAt, ends_at AS endsAt, venue
     FROM order_records JOIN event_facts USING (event_id) WHERE user_id = ?
     ${after ? 'AND created_at <= ? AND (created_at < ? OR order_id < ?)' : ''}
     ORDER BY created_at DESC, order_id DESC LIMIT ${ORDERS_OF_A_PAGE + 1}`,
    [userId, ...(after ? [after.at, after.at, after.id] : [])],
  );
  const page = pageOf(found, ORDERS_OF_A_PAGE, ({ createdAt, id }) => ({ at: createdAt, id }));
  return { entries: page.entries.map(orderView), next: page.next };
}

function orderView({ title, startsAt, endsAt, venue, items, createdAt, cancelledAt, ...order }: OrderRow) {
  return {
    ...order,
    ...shownItems(order.status, JSON.parse(items) as KeptItem[]),
    createdAt: createdAt.toISOString(),
    cancelledAt: cancelledAt?.toISOString() ?? null,
    event: eventOfOrder(order.eventId, {
      title,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
      venue: venue === null ? null : (JSON.parse(venue) as VenueView),
    }),
  };
}
