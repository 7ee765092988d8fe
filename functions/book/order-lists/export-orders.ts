/** The organizer takes all orders of an event along: read in pieces from one snapshot, and sent as fast as they are taken. */
import type { PoolConnection } from 'mysql2/promise';
import type { Call } from '../../shared/http/call.ts';
import type { EventStream, StreamBody } from '../../shared/http/event-stream.ts';
import { gate } from '../../shared/identity/gate.ts';
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
/** So many more wait for their turn, and no longer than this. */
const EXPORTS_WAITING = 20;
const PATIENCE_MS = 15_000;
/** Below what the edge gives a request (30 s), with the time that it has waited; 50,000 orders take 2. */
const DEADLINE_MS = 25_000;

const turns = gate(EXPORTS_AT_ONCE, EXPORTS_WAITING);

/** GET …/orders.csv @throws Problem `not_organizer`; `unavailable` while too many others are being written */
export async function answerExportOrdersOfEvent(
  context: Context,
  { params: { eventId }, user }: Call<typeof exportOrdersOfEvent>,
): Promise<StreamBody> {
  const until = Date.now() + DEADLINE_MS;
  const { pool } = context.databases.ofId(eventId);
  const onSale = await context.eventsOnSale.current(pool, eventId, user.userId);
  requireOrganizer(onSale, user.userId);
  const leave = await turn();
  try {
    return new OrderExport(await snapshotOf(await acquire(pool)), eventId, onSale.seating, until, leave);
  } catch (error) {
    leave();
    throw error;
  }
}

/** Waits for a turn. @returns what ends it */
async function turn(): Promise<() => void> {
  const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  turns(() => {
    begun.resolve();
    return ended.promise;
  }).catch(begun.reject);
  const late = (): void => begun.reject(unavailable('the list', new Error('others are being written')));
  const timer = setTimeout(late, PATIENCE_MS);
  try {
    await begun.promise;
    return ended.resolve;
  } catch (error) {
    // Should its turn still come, it is over at once.
    ended.resolve();
    throw error;
  } finally {
    clearTimeout(timer);
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
  readonly #deadline: number;
  readonly #leave: () => void;
  #written: Promise<void> = Promise.resolve();

  constructor(connection: PoolConnection, eventId: string, seating: Seating, deadline: number, leave: () => void) {
    this.#connection = connection;
    this.#eventId = eventId;
    this.#seating = seating;
    this.#deadline = deadline;
    this.#leave = leave;
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
    void this.#written.then(() => abandon(this.#connection)).finally(this.#leave);
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
