/** The browse index against the events and their sales. */
import { DISCARDED, listingRow, salesRow } from '../../../functions/event-global/store.ts';
import { eventMessageData } from '../../../functions/publish/event-versions.ts';
import { placeholders, rows } from '../../../functions/shared/mysql/statements.ts';
import type { Pool } from '../../../functions/shared/mysql/pool.ts';
import { readFigures } from '../../../functions/shared/messages/sales-figures.ts';
import { type RowDifference, differenceOf, type ComparedRow, type Table } from './row-difference.ts';
import type { ReindexDatabases, KeysAfter } from './reindex-databases.ts';
import { byOwner, pageOf, readEvents } from './truth.ts';

/** A chart may have a hundred thousand seats. */
const EVENTS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;

interface Tables {
  listings: Table;
  sales: Table;
}

/** The ids of a shard's events. */
export function events(pool: Pool): KeysAfter {
  return pageOf(pool, 'events', 'id', EVENTS_AT_ONCE);
}

/** The ids of all rows of the index, and of those beside it. */
export function listings(catalog: Pool): KeysAfter {
  return async (after) => {
    const found = await rows<{ id: string }>(
      catalog,
      `(SELECT event_id AS id FROM listings WHERE event_id > ? ORDER BY event_id LIMIT ${ROWS_AT_ONCE})
       UNION (SELECT event_id FROM listing_sales WHERE event_id > ? ORDER BY event_id LIMIT ${ROWS_AT_ONCE})
       ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
      [after, after],
    );
    return found.map(({ id }) => id);
  };
}

/** What differs of the rows of some events that a shard has. */
export function lookAtListings({ catalog }: ReindexDatabases, shard: Pool) {
  const tables = tablesIn(catalog);
  return async (ids: readonly string[]): Promise<RowDifference[]> => {
    const [seen, seenSales] = [await rowsOf(tables.listings, ids), await rowsOf(tables.sales, ids)];
    const known = await readEvents([[shard, [...ids]]]);
    const figures = new Map((await readFigures(shard, ids)).map(({ subject, data }) => [subject, data]));
    return ids.flatMap((id) => {
      const event = known.get(id);
      const figure = figures.get(id);
      if (!event) return []; // gone meanwhile: it is among the others
      const listing = differenceOf(tables.listings, `listing ${id}`, seen.get(id), listingRow(eventMessageData(event)));
      // Of the seats of a draft nothing is told.
      if (!figure || !('seatsSold' in figure)) return listing;
      const sales = seenSales.get(id);
      // Nothing was published yet of an event that has sold nothing.
      if (!sales && figure.seatsSold === 0) return listing;
      return [...listing, ...differenceOf(tables.sales, `sales ${id}`, sales, salesRow(figure))];
    });
  };
}

/** Rows of events that are nowhere. */
export function lookAtOtherListings({ catalog, events: shards, maps }: ReindexDatabases) {
  const tables = tablesIn(catalog);
  return async (ids: readonly string[]): Promise<RowDifference[]> => {
    const [seen, seenSales] = [await rowsOf(tables.listings, ids), await rowsOf(tables.sales, ids)];
    const owned = byOwner(ids, maps.events, shards);
    const there = await Promise.all(
      owned.map(([pool, own]) =>
        rows<{ id: string }>(pool, `SELECT id FROM events WHERE id IN (${placeholders(own.length)})`, own),
      ),
    );
    const known = new Set(there.flat().map(({ id }) => id));
    return ids.flatMap((id) => {
      if (known.has(id)) return [];
      const row = seen.get(id);
      // What is left of a draft that was thrown away is as it should be.
      const listing =
        row?.['status'] === DISCARDED ? [] : differenceOf(tables.listings, `listing ${id}`, row, undefined);
      return [...listing, ...differenceOf(tables.sales, `sales ${id}`, seenSales.get(id), undefined)];
    });
  };
}

function tablesIn(pool: Pool): Tables {
  return {
    listings: { pool, name: 'listings', key: ['event_id'] },
    sales: { pool, name: 'listing_sales', key: ['event_id'] },
  };
}

async function rowsOf({ pool, name }: Table, ids: readonly string[]): Promise<Map<string, ComparedRow>> {
  const sql = `SELECT * FROM ${name} WHERE event_id IN (${placeholders(ids.length)})`;
  const found = await rows<ComparedRow & { event_id: string }>(pool, sql, ids);
  return new Map(found.map((row) => [row.event_id, row]));
}
