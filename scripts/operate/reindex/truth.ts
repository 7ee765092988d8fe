/** The truth, read from the events shards. */
import { type Seating, seatingOf } from '../../../functions/shared/event/chart.ts';
import { type StoredEvent, readEvent } from '../../../functions/shared/event/row.ts';
import type { VenueView } from '../../../functions/shared/event/event-view.ts';
import { slotOf } from '../../../functions/shared/ids.ts';
import { placeholders, rows } from '../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import type { ShardMap } from '../../../functions/shared/slots.ts';

const ID = /^[a-z]{3}_[0-9a-f]{3}_/;

/** The pools that own some ids, each with its own; those that nobody can own are left out. */
export function byOwner(ids: readonly string[], map: ShardMap, pools: ReadonlyMap<string, Pool>): [Pool, string[]][] {
  const owned = Map.groupBy(
    ids.filter((id) => ID.test(id)),
    (id) => map.ownerOf(slotOf(id)),
  );
  return [...owned].flatMap(([shard, own]) => {
    const pool = pools.get(shard);
    return pool ? [[pool, own]] : [];
  });
}

/** Whole events by their ids; those that are not there are left out. */
export async function readEvents(owners: readonly [Pool, string[]][]): Promise<Map<string, StoredEvent>> {
  const found = await Promise.all(owners.flatMap(([pool, ids]) => ids.map((id) => readEvent(pool, id))));
  return new Map(found.flatMap((event) => (event ? [[event.id, event]] : [])));
}

/** The seats of events, by the events' ids. */
export async function readSeatings(owners: readonly [Pool, string[]][]): Promise<Map<string, Seating>> {
  return new Map([...(await readEvents(owners))].map(([id, { chart }]) => [id, seatingOf(chart)]));
}

/** What records show of an event. */
interface Facts {
  id: string;
  version: number;
  title: string;
  startsAt: string;
  endsAt: string;
  venue: VenueView;
  updatedAt: string;
}

/** What records show of events. */
export async function readFacts(owners: readonly [Pool, string[]][]): Promise<Map<string, Facts>> {
  const found = await Promise.all(
    owners.map(([pool, ids]) =>
      rows<
        Omit<Facts, 'startsAt' | 'endsAt' | 'venue' | 'updatedAt'> & {
          startsAt: Date;
          endsAt: Date;
          venue: string;
          updatedAt: Date;
        }
      >(
        pool,
        `SELECT id, version, title, starts_at AS startsAt, ends_at AS endsAt, venue, updated_at AS updatedAt FROM events
         WHERE id IN (${placeholders(ids.length)})`,
        ids,
      ),
    ),
  );
  return new Map(
    found.flat().map(({ startsAt, endsAt, venue, updatedAt, ...event }) => [
      event.id,
      {
        ...event,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        venue: JSON.parse(venue) as VenueView,
        updatedAt: updatedAt.toISOString(),
      },
    ]),
  );
}

/** An order as its shard has it. */
export interface TrueOrder {
  orderId: string;
  eventId: string;
  buyerId: string;
  version: number;
  status: 'confirmed' | 'cancelled';
  /** JSON, `[[seat, label, price], …]`. */
  items: string;
  totalCents: number;
  currency: string;
  createdAt: Date;
  cancelledAt: Date | null;
  updatedAt: Date | null;
}

/** Orders by their ids; those that are not there are left out. */
export async function readOrders(owners: readonly [Pool, string[]][]): Promise<Map<string, TrueOrder>> {
  const found = await Promise.all(
    owners.map(([pool, ids]) =>
      rows<TrueOrder>(
        pool,
        `SELECT id AS orderId, event_id AS eventId, buyer_id AS buyerId, version, status, items, total_cents AS totalCents,
                currency, created_at AS createdAt, cancelled_at AS cancelledAt, updated_at AS updatedAt
         FROM orders WHERE id IN (${placeholders(ids.length)})`,
        ids,
      ),
    ),
  );
  return new Map(found.flat().map((order) => [order.orderId, order]));
}

/** The next keys of a column that is the beginning of a primary key. */
export function pageOf(pool: Pool, table: string, column: string, most: number) {
  return async (after: string): Promise<string[]> => {
    const found = await rows<{ id: string }>(
      pool,
      `SELECT ${column} AS id FROM ${table} WHERE ${column} > ? ORDER BY ${column} LIMIT ${most}`,
      [after],
    );
    return found.map(({ id }) => id);
  };
}
