/**
 * The least a durable sale can be: an order, its claims, and a row of outbox, many sales in one transaction of two round
 * trips. What MEASURED calls coalesced; the limit harness and the database's own ceiling are made of it.
 */
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { escape } from 'mysql2';

/** A sale. Ids are our own, so they need no escaping. */
export interface CoalescedSale {
  id: string;
  eventId: string;
  buyerId: string;
  seats: readonly number[];
  /** The outbox event of it, as JSON. */
  message: string;
}

/** Tables of its own: no more columns and keys than that takes. */
export const LIMIT_TABLES = {
  limit_orders: `CREATE TABLE limit_orders (id CHAR(34) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
    event_id CHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    buyer_id CHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL) ENGINE = InnoDB`,
  limit_claims: `CREATE TABLE limit_claims (event_id CHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seat INT UNSIGNED NOT NULL, order_id CHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (event_id, seat)) ENGINE = InnoDB`,
  limit_outbox: `CREATE TABLE limit_outbox (id CHAR(34) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
    data TEXT NOT NULL) ENGINE = InnoDB`,
} as const;

const LANES = 2;
const BATCH = 128;

interface Waiting {
  sale: CoalescedSale;
  done: (sold: boolean) => void;
  failed: (error: unknown) => void;
}

/** Sells; resolves to whether all seats were to be had, after the commit. */
export class Coalescer {
  readonly #pool: Pool;
  readonly #queue: Waiting[] = [];
  #lanes = 0;

  constructor(url: string) {
    this.#pool = createPool({ uri: url, connectionLimit: LANES, multipleStatements: true });
  }

  sell(sale: CoalescedSale): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#queue.push({ sale, done, failed });
      if (this.#lanes < LANES) void this.#lane();
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #lane(): Promise<void> {
    this.#lanes++;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, BATCH);
      try {
        const sold = await this.#sellAll(batch.map(({ sale }) => sale));
        for (const { sale, done } of batch) done(sold.has(sale.id));
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#lanes--;
  }

  async #sellAll(batch: readonly CoalescedSale[]): Promise<Set<string>> {
    const connection = await this.#pool.getConnection();
    try {
      const claims = batch
        .flatMap(({ id, eventId, seats }) => seats.map((seat) => ({ eventId, seat, id })))
        .toSorted((a, b) => (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : a.seat - b.seat));
      const ids = batch.map(({ id }) => `'${id}'`).join(',');
      const mine = claims.map(({ eventId, seat }) => `('${eventId}',${seat})`).join(',');
      const [replies] = await connection.query<RowDataPacket[][]>(
        `START TRANSACTION;
         INSERT IGNORE INTO limit_claims VALUES ${claims.map(({ eventId, seat, id }) => `('${eventId}',${seat},'${id}')`).join(',')};
         SELECT order_id AS id, COUNT(*) AS n FROM limit_claims WHERE (event_id, seat) IN (${mine}) AND order_id IN (${ids}) GROUP BY order_id`,
      );
      const counts = new Map((replies[2] as { id: string; n: number }[]).map(({ id, n }) => [id, n]));
      const winners = batch.filter(({ id, seats }) => counts.get(id) === seats.length);
      const losers = batch.filter((sale) => !winners.includes(sale) && counts.has(sale.id));
      await connection.query(settlement(winners, losers));
      return new Set(winners.map(({ id }) => id));
    } catch (error) {
      connection.destroy();
      throw error;
    } finally {
      connection.release();
    }
  }
}

function settlement(winners: readonly CoalescedSale[], losers: readonly CoalescedSale[]): string {
  const statements = losers.map(
    ({ id, eventId, seats }) =>
      `DELETE FROM limit_claims WHERE event_id = '${eventId}' AND seat IN (${seats.join(',')}) AND order_id = '${id}'`,
  );
  if (winners.length > 0)
    statements.push(
      `INSERT INTO limit_orders VALUES ${winners.map(({ id, eventId, buyerId }) => `('${id}','${eventId}','${buyerId}')`).join(',')}`,
      `INSERT INTO limit_outbox VALUES ${winners.map(({ id, message }) => `('${id}',${escape(message)})`).join(',')}`,
    );
  return [...statements, 'COMMIT'].join(';\n');
}
