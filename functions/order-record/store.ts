/** Order records: a user's orders, as messages have reported them. */
import type { EventData } from '../../events/catalog.ts';
import type { VenueView } from '../shared/event/event-view.ts';
import {
  type EventFacts,
  eventOfOrder,
  type KeptItem,
  type OrderView,
  shownItems,
} from '../shared/event/order-view.ts';
import {
  type Columns,
  instant,
  instantOrNull,
  jsonOrNull,
  json,
  namesOf,
  plain,
  recordOf,
  type Row,
  rowOf,
} from '../shared/mysql/columns.ts';
import { type Db, rows } from '../shared/mysql/statements.ts';
import { MOST_AHEAD, newerRows, refuseLeap, writeNewer } from '../shared/messages/versioned-rows.ts';
import type { Effects } from '../shared/messages/inbox.ts';
import { Memo } from '../shared/memo.ts';
import { pageOf, type Place } from '../shared/http/page.ts';
import type { KeptOrder } from './api.ts';

/** Records an order, unless a newer version of it is recorded already. */
export async function keepOrder(db: Db, order: Order): Promise<void> {
  await writeNewer(db, 'order_records', recordRow(order));
  // Last, for it locks a row that all orders of the event share.
  await keepEventFacts(db, order.event);
}

type Order = EventData<'order.confirmed.v1'>;

/** Whether an order can be recorded without a look at what is known of its event: then it goes with others. */
export const isPlainOrder = ({ event }: Order): boolean => event.version <= MOST_AHEAD;

/** Facts that were written a moment ago need not be written with every order of an on-sale, whose row all of them would lock. */
const FACTS_REMEMBERED = 10_000;
const FACTS_MS = 60_000;

/** How orders are recorded that come together; `isPlainOrder` is true of them. One for each database. */
export function orderEffects(): Effects<Order> {
  const known = new Memo<{ version: number; said: number; keptAt: number }>(FACTS_REMEMBERED);
  const isKnown = ({ event }: Order): boolean => {
    const kept = known.get(event.id);
    if (!kept || kept.version < event.version || performance.now() - kept.keptAt >= FACTS_MS) return false;
    return kept.said >= lateFieldsOf(event);
  };
  return {
    statements: (orders) => {
      const facts = newestFacts(orders.filter((order) => !isKnown(order)));
      return [
        newerRows('order_records', orders.map(recordRow)),
        // Last, for it locks rows that all orders of an event share; in order, so that no two transactions wait for each other.
        ...(facts.length === 0 ? [] : [newerRows('event_facts', facts.map(factsRow), LATE)]),
      ];
    },
    committed: (orders) => {
      for (const order of orders)
        if (!isKnown(order)) {
          const { id, version } = order.event;
          known.set(id, { version, said: lateFieldsOf(order.event), keptAt: performance.now() });
        }
    },
  };
}

/** How many of the fields that came later are said of an event: messages from before lack the later ones. */
const lateFieldsOf = ({ endsAt, venue, updatedAt }: SaidOfEvent): number =>
  [endsAt, venue, updatedAt].filter((said) => said !== undefined).length;

function newestFacts(orders: readonly Order[]): Order['event'][] {
  const newest = new Map<string, Order['event']>();
  for (const { event } of orders) {
    const known = newest.get(event.id);
    const isNewer = !known || event.version > known.version;
    if (isNewer || (event.version === known.version && lateFieldsOf(event) > lateFieldsOf(known)))
      newest.set(event.id, event);
  }
  return [...newest.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** An order as the table `order_records` has it. */
const RECORD = {
  id: plain('order_id'),
  eventId: plain('event_id'),
  status: plain('status'),
  items: json<KeptItem[]>('items'),
  totalCents: plain('total_cents'),
  currency: plain('currency'),
  createdAt: instant('created_at'),
  cancelledAt: instantOrNull('cancelled_at'),
  updatedAt: instantOrNull('updated_at'),
} satisfies Columns<Omit<OrderView, 'items'> & { items: KeptItem[]; updatedAt: string | null }>;

/** What records show of an event, as the table `event_facts` has it. */
const FACTS = {
  title: plain('title'),
  startsAt: instant('starts_at'),
  endsAt: instantOrNull('ends_at'),
  venue: jsonOrNull<VenueView>('venue'),
  updatedAt: instantOrNull('updated_at'),
} satisfies Columns<EventFacts & { updatedAt: string | null }>;

/** Columns that came later. */
const LATE = [FACTS.endsAt.name, FACTS.venue.name, FACTS.updatedAt.name];

/** What messages say of an event. */
type SaidOfEvent = EventData<'order.confirmed.v1'>['event'];

/** An order's record. */
export function recordRow(order: Omit<EventData<'order.confirmed.v1'>, 'event'> & { event: { id: string } }) {
  return {
    user_id: order.buyerId,
    version: order.version,
    ...rowOf(RECORD, {
      ...order,
      items: order.items.map(keptItem),
      id: order.orderId,
      eventId: order.event.id,
      updatedAt: order.updatedAt ?? null,
    }),
  };
}

/** As an order's own row keeps them, a cancelled item alone is marked. */
function keptItem({ seat, priceCents, status, shown: people }: KeptItem): KeptItem {
  return { seat, priceCents, ...(status === 'cancelled' && { status }), ...(people && { shown: people }) };
}

/** Keeps what records show of an event, unless something newer is known. */
export async function keepEventFacts(db: Db, event: SaidOfEvent): Promise<void> {
  await refuseLeap(db, 'event_facts', event.id, event.version, MOST_AHEAD);
  await writeNewer(db, 'event_facts', factsRow(event), LATE);
}

/** What records show of an event. */
export function factsRow({ id, version, title, startsAt, endsAt, venue, updatedAt }: SaidOfEvent) {
  const late = { endsAt: endsAt ?? null, venue: venue ?? null, updatedAt: updatedAt ?? null };
  return { event_id: id, version, ...rowOf(FACTS, { title, startsAt, ...late }) };
}

/** What is shown; when it was changed last, only calendars say. */
const [{ updatedAt: _orderChanged, ...SHOWN }, { updatedAt: _eventChanged, ...SHOWN_OF_EVENT }] = [RECORD, FACTS];

const SELECT = `SELECT ${namesOf(SHOWN)}, ${namesOf(SHOWN_OF_EVENT)} FROM order_records JOIN event_facts USING (event_id)`;

/** A page of a user's orders, newest first. */
export async function findRecords(
  db: Db,
  userId: string,
  query: { cursor?: Place | undefined; limit: number },
): Promise<{ items: KeptOrder[]; next: string | null }> {
  const after = query.cursor && [query.cursor.at, query.cursor.at, query.cursor.id];
  const found = await rows<Row>(
    db,
    // The first of the two conditions on the cursor says nothing new, but the index understands it.
    `${SELECT} WHERE user_id = ? ${after ? 'AND created_at <= ? AND (created_at < ? OR order_id < ?)' : ''}
     ORDER BY created_at DESC, order_id DESC LIMIT ${query.limit + 1}`,
    [userId, ...(after ?? [])],
  );
  const page = pageOf(found.map(shown), query.limit, ({ id, createdAt }) => ({ at: new Date(createdAt), id }));
  return { items: [...page.entries], next: page.next };
}

/** An order of a user; undefined when the user has no such order. */
export async function findOrder(db: Db, userId: string, orderId: string): Promise<KeptOrder | undefined> {
  const [row] = await rows<Row>(db, `${SELECT} WHERE user_id = ? AND order_id = ?`, [userId, orderId]);
  return row && shown(row);
}

/** An order, and how new what is said of it is. */
export interface RevisedOrder {
  order: KeptOrder;
  /** Grows with every change of the order or its event. */
  revision: number;
  /** When that was. Of what was recorded before this was kept: when it ended or was placed. */
  changedAt: string;
}

/** As `findOrder`, in one look with how new it is. */
export async function findRevisedOrder(db: Db, userId: string, orderId: string): Promise<RevisedOrder | undefined> {
  const [row] = await rows<Row & { revision: number; changedAt: Date }>(
    db,
    `SELECT ${namesOf(SHOWN)}, ${namesOf(SHOWN_OF_EVENT)}, order_records.version + event_facts.version AS revision,
       GREATEST(COALESCE(order_records.updated_at, cancelled_at, created_at), COALESCE(event_facts.updated_at, created_at)) AS changedAt
     FROM order_records JOIN event_facts USING (event_id) WHERE user_id = ? AND order_id = ?`,
    [userId, orderId],
  );
  return row && { order: shown(row), revision: row.revision, changedAt: row.changedAt.toISOString() };
}

function shown(row: Row): KeptOrder {
  const order = recordOf(SHOWN, row);
  return {
    ...order,
    ...shownItems(order.status, order.items),
    event: eventOfOrder(order.eventId, recordOf(SHOWN_OF_EVENT, row)),
  };
}
