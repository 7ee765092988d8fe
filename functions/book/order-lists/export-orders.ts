/** The organizer takes all orders of an event along: read in pieces from one snapshot, and sent as fast as they are taken. */
import type { PoolConnection } from 'mysql2/promise';
import type { Call } from '../../shared/http/call.ts';
import type { EventStream, StreamBody } from '../../shared/http/event-stream.ts';
import { log } from '../../shared/log.ts';
import { abandon, acquire, answered } from '../../shared/mysql/waiting-for-mysql.ts';
import { unavailable } from '../../shared/problem.ts';
import { requireOrganizer } from '../on-sale/event-on-sale.ts';
import type { Context } from '../context.ts';
import type { exportOrdersOfEvent } from '../order-list-api.ts';
import { HEADER, linesOf, totalLine } from './order-csv.ts';
import type { Seating } from '../../shared/event/chart.ts';
import { withShown } from '../store.ts';
import { readOrdersAfter } from './store.ts';

const ORDERS_AT_ONCE = 500;
/** Each keeps a connection of those that orders go by, and MySQL keeps what changes meanwhile. */
const EXPORTS_AT_ONCE = 2;
/** Below what the edge gives a request (30 s); 50,000 orders take 2. */
const DEADLINE_MS = 25_000;

let underway = 0;

/** GET …/orders.csv @throws Problem `not_organizer`; `unavailable` while others are being written */
export async function answerExportOrdersOfEvent(
  context: Context,
  { params: { eventId }, user }: Call<typeof exportOrdersOfEvent>,
): Promise<StreamBody> {
  const { pool } = context.databases.ofId(eventId);
  const onSale = await context.eventsOnSale.current(pool, eventId, user.userId);
  requireOrganizer(onSale, user.userId);
  if (underway >= EXPORTS_AT_ONCE) throw unavailable('the list', new Error('others are being written'));
  underway += 1;
  try {
    return new OrderExport(await snapshotOf(await acquire(pool)), eventId, onSale.seating);
  } catch (error) {
    underway -= 1;
    throw error;
  }
}

async function snapshotOf(connection: PoolConnection): Promise<PoolConnection> {
  try {
    await answered(connection, connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ'));
    await answered(connection, connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'));
    return connection;
  } catch (error) {
    await abandon(connection);
    throw error;
  }
}

class OrderExport implements StreamBody {
  readonly #connection: PoolConnection;
  readonly #eventId: string;
  readonly #seating: Seating;
  readonly #deadline = Date.now() + DEADLINE_MS;
  #written: Promise<void> = Promise.resolve();

  constructor(connection: PoolConnection, eventId: string, seating: Seating) {
    this.#connection = connection;
    this.#eventId = eventId;
    this.#seating = seating;
  }

  begin(open: EventStream): void {
    const timer = setTimeout(() => open.cut(), this.#deadline - Date.now());
    this.#written = this.#write(open)
      .catch((error: unknown) => {
        log.warn({ err: error, event: this.#eventId }, 'a list of orders was cut off');
        open.cut();
      })
      .finally(() => clearTimeout(timer));
  }

  /** Whoever is still reading ends first: its connection is needed until then. */
  [Symbol.dispose](): void {
    void this.#written
      .then(() => abandon(this.#connection))
      .finally(() => {
        underway -= 1;
      });
  }

  async #write(open: EventStream): Promise<void> {
    open.send(HEADER);
    const total = { orders: 0, seats: 0 };
    for (let after = ''; open.isOpen;) {
      const orders = await readOrdersAfter(this.#connection, this.#eventId, after, ORDERS_AT_ONCE);
      open.send(orders.map((order) => linesOf(withShown(order, this.#seating))).join(''));
      total.orders += orders.length;
      total.seats += orders.reduce((sum, { items }) => sum + items.length, 0);
      if (orders.length < ORDERS_AT_ONCE) return open.end(totalLine(total));
      after = orders.at(-1)?.id ?? after;
      await open.drained();
    }
  }
}
