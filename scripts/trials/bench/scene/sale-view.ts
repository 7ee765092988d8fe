/** What the databases say of a sale under way: when each order had its record, and when the browse figure had its seats. */
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Running } from '../../../servers/running.ts';
import { until } from '../../../testing/until.ts';
import { quantile } from '../../report/figures.ts';
import type { LoadFigures } from '../load/load-figures.ts';

/** Nothing that follows an order takes longer. */
export const FOLLOWS_MS = 120_000;
const LOOKED_EVERY_MS = 50;
const SEATS_PER_ORDER = 2;

/** A figure that grows, at the moments when it was looked at. */
interface Seen {
  at: number;
  seats: number;
}

/** One sale, seen from its databases. */
export class SaleView {
  readonly #connections: ReadonlyMap<string, Connection>;
  readonly #seen: Seen[] = [];
  readonly #over = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #ids: readonly string[] = [];
  #since = new Date(0);

  static async open({ ownerDatabases, databases }: Running): Promise<SaleView> {
    const connections = new Map<string, Connection>();
    for (const [shard, uri] of Object.entries(ownerDatabases ?? databases)) {
      const connection = await createConnection({ uri, timezone: 'Z', connectTimeout: 10_000 });
      connections.set(shard, connection);
      await connection.query(`SET SESSION time_zone = '+00:00'`);
    }
    return new SaleView(connections);
  }

  private constructor(connections: ReadonlyMap<string, Connection>) {
    this.#connections = connections;
  }

  /** Waits until these events are listed, and watches their sales from then on. */
  async begin(ids: readonly string[]): Promise<void> {
    await until(
      'the events are listed',
      async () => {
        const [row] = await this.#ask('catalog', 'SELECT COUNT(*) AS n FROM listings WHERE event_id IN (?)', [ids]);
        return Number(row?.['n']) === ids.length;
      },
      FOLLOWS_MS,
    );
    this.#ids = ids;
    this.#since = new Date();
    this.#watching = this.#watch();
    this.#watching.catch(() => {}); // heard in `followed`
  }

  /** Waits until so many orders have their records, and all their seats are in the browse figures. */
  async followed(orders: number): Promise<LoadFigures> {
    await until('every order has its record', async () => (await this.#records()) >= orders, FOLLOWS_MS);
    const seats = orders * SEATS_PER_ORDER;
    await until('the browse figure is right', async () => this.#seen.at(-1)?.seats === seats, FOLLOWS_MS);
    this.#over.abort();
    await this.#watching;
    const arrived = await this.#arrivals();
    if (arrived.length !== orders)
      throw new Error(`${orders} orders were acknowledged; ${arrived.length} have records`);
    const made = arrived.map(({ madeAt }) => madeAt).toSorted((one, other) => one - other);
    const toRecord = arrived.map(({ madeAt, arrivedAt }) => arrivedAt - madeAt);
    const toFigure = made.map((madeAt, index) => this.#shownAt((index + 1) * SEATS_PER_ORDER) - madeAt);
    return {
      recordP50Ms: quantile(toRecord, 0.5),
      recordP99Ms: quantile(toRecord, 0.99),
      browseP50Ms: quantile(toFigure, 0.5),
      browseP99Ms: quantile(toFigure, 0.99),
    };
  }

  async close(): Promise<void> {
    this.#over.abort();
    await this.#watching.catch(() => {});
    for (const connection of this.#connections.values()) await connection.end();
  }

  async #watch(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const sql = 'SELECT SUM(seats_sold) AS n FROM listing_sales WHERE event_id IN (?)';
      const [row] = await this.#ask('catalog', sql, [this.#ids]);
      const seats = Number(row?.['n'] ?? 0);
      if (seats !== this.#seen.at(-1)?.seats) this.#seen.push({ at: Date.now(), seats });
      await delay(LOOKED_EVERY_MS);
    }
  }

  /** When the figure first had so many seats. */
  #shownAt(seats: number): number {
    return this.#seen.find((seen) => seen.seats >= seats)?.at ?? Infinity;
  }

  async #records(): Promise<number> {
    const counts = await this.#ofUsers('SELECT COUNT(*) AS n FROM inbox WHERE received_at >= ?');
    return counts.reduce((sum, row) => sum + Number(row['n']), 0);
  }

  async #arrivals(): Promise<{ madeAt: number; arrivedAt: number }[]> {
    const found = await this.#ofUsers('SELECT event_id, received_at FROM inbox WHERE received_at >= ?');
    return found.map((row) => ({
      madeAt: timeIn(row['event_id']),
      arrivedAt: (row['received_at'] as Date).getTime(),
    }));
  }

  async #ofUsers(sql: string): Promise<RowDataPacket[]> {
    const shards = [...this.#connections.keys()].filter((name) => name.startsWith('u'));
    return (await Promise.all(shards.map((shard) => this.#ask(shard, sql, [this.#since])))).flat();
  }

  async #ask(shard: string, sql: string, values: unknown[]): Promise<RowDataPacket[]> {
    const connection = this.#connections.get(shard);
    if (!connection) throw new Error(`there is no database ${shard}`);
    const [found] = await connection.query<RowDataPacket[]>(sql, values);
    return found;
  }
}

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;

/** The time in a ULID: its first ten digits, in ms. */
function timeIn(ulid: string): number {
  let ms = 0;
  for (let at = 0; at < TIME_DIGITS; at++) ms = ms * DIGITS.length + DIGITS.indexOf(ulid.charAt(at).toUpperCase());
  return ms;
}
