/** Events as they stand in their shard's database. */
import type { Chart, PriceCategory } from './chart.ts';
import type { EventView, Venue } from './view.ts';
import { type Db, rows } from '../mysql/statements.ts';

/** An event with its chart. */
export interface EventRecord extends EventView {
  venue: Venue;
  priceCategories: PriceCategory[];
  chart: Chart;
  /** Grows only when the chart is replaced. */
  chartVersion: number;
}

interface EventRow {
  id: string;
  version: number;
  status: 'published' | 'cancelled';
  organizer_id: string;
  title: string;
  description: string;
  category: string;
  starts_at: Date;
  ends_at: Date;
  on_sale_at: Date | null;
  currency: string;
  limit_per_order: number;
  limit_per_buyer: number | null;
  min_account_age_minutes: number | null;
  venue: string;
  price_categories: string;
  chart: string;
  chart_version: number;
  seats_total: number;
  created_at: Date;
  updated_at: Date;
}

/** Reads an event; undefined when there is none with this id. */
export async function readEvent(db: Db, eventId: string): Promise<EventRecord | undefined> {
  const [row] = await rows<EventRow>(
    db,
    `SELECT id, version, status, organizer_id, title, description, category, starts_at, ends_at, on_sale_at, currency,
            limit_per_order, limit_per_buyer, min_account_age_minutes, venue, price_categories, chart, chart_version, seats_total, created_at, updated_at
     FROM events WHERE id = ?`,
    [eventId],
  );
  if (!row) return undefined;
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    organizerId: row.organizer_id,
    title: row.title,
    description: row.description,
    category: row.category,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    onSaleAt: row.on_sale_at?.toISOString() ?? null,
    currency: row.currency,
    limitPerOrder: row.limit_per_order,
    limitPerBuyer: row.limit_per_buyer,
    minAccountAgeMinutes: row.min_account_age_minutes,
    venue: JSON.parse(row.venue) as Venue,
    priceCategories: JSON.parse(row.price_categories) as PriceCategory[],
    chart: JSON.parse(row.chart) as Chart,
    chartVersion: row.chart_version,
    seatsTotal: row.seats_total,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** An event as callers see it: without its chart. */
export function viewOf({ chart: _chart, chartVersion: _chartVersion, ...view }: EventRecord): EventView {
  return view;
}
