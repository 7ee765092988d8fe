/** Events as they stand in their shard's database. */
import type { NumberedChart, NumberRange, PriceCategory } from './chart.ts';
import type { Plan } from '../plan/plan.ts';
import type { EventView, Venue } from './event-view.ts';
import {
  type Column,
  type Columns,
  instant,
  instantOrNull,
  json,
  namesOf,
  plain,
  recordOf,
  type Row,
} from '../mysql/columns.ts';
import { requireHere } from '../mysql/moving-slots.ts';
import { type Db, rows } from '../mysql/statements.ts';

/** An event with its chart. */
export interface StoredEvent extends EventView {
  venue: Venue;
  priceCategories: PriceCategory[];
  chart: NumberedChart;
  /** Undefined where the organizer says nothing. */
  cancelUntil: string | null | undefined;
  /** Grows only when the chart is another one, or has grown. */
  chartVersion: number;
  /** Since which version of the event its plan is as it is; 0 without one. */
  planVersion: number;
}

/** `never` stands in the table as the first instant that one can have: it is over. */
const NEVER = '1000-01-01T00:00:00.000Z';

/** Until when a buyer may cancel: NULL where nothing is said. */
export function cancelUntil(name: string): Column<string | null | undefined> {
  const { write, read } = instantOrNull(name);
  return {
    name,
    write: (until) => write(until === null ? NEVER : (until ?? null)),
    read: (stored) => {
      const until = read(stored);
      return until === NEVER ? null : (until ?? undefined);
    },
  };
}

/**
 * A chart that has grown is kept in another form, so that a process of a release that does not know of it can make nothing of the
 * event: it would sell one seat for another.
 */
function numberedChart(name: string): Column<NumberedChart> {
  const { write, read } = json<NumberedChart | { grown: GrownChart }>(name);
  return {
    name,
    write: ({ sections, numbers, since }) =>
      write(numbers && since !== undefined ? { grown: { since, numbers, sections } } : { sections }),
    read: (stored) => {
      const chart = read(stored);
      return 'grown' in chart ? chart.grown : chart;
    },
  };
}

interface GrownChart extends NumberedChart {
  numbers: readonly NumberRange[];
  since: number;
}

/** As `numberingOf`, of a row of `events`: a chart may be long, so no more of it is read than where it is written. */
export const NUMBERING = `CASE WHEN chart LIKE '{"grown"%'
  THEN CAST(JSON_EXTRACT(CONCAT(SUBSTRING_INDEX(chart, ',', 1), '}}'), '$.grown.since') AS UNSIGNED) ELSE chart_version END`;

/** The table `events`: a new field of an event gets its column here, and nowhere else. */
export const EVENT_COLUMNS = {
  id: plain('id'),
  version: plain('version'),
  status: plain('status'),
  organizerId: plain('organizer_id'),
  title: plain('title'),
  description: plain('description'),
  category: plain('category'),
  startsAt: instant('starts_at'),
  endsAt: instant('ends_at'),
  doorsAt: instantOrNull('doors_at'),
  onSaleAt: instantOrNull('on_sale_at'),
  offSaleAt: instantOrNull('off_sale_at'),
  currency: plain('currency'),
  limitPerOrder: plain('limit_per_order'),
  limitPerBuyer: plain('limit_per_buyer'),
  minAccountAgeMinutes: plain('min_account_age_minutes'),
  cancelUntil: cancelUntil('cancel_until'),
  venue: json('venue'),
  url: plain('url'),
  imageUrl: plain('image_url'),
  priceCategories: json('price_categories'),
  chart: numberedChart('chart'),
  chartVersion: plain('chart_version'),
  planVersion: plain('plan_version'),
  seatsTotal: plain('seats_total'),
  createdAt: instant('created_at'),
  updatedAt: instant('updated_at'),
} satisfies Columns<StoredEvent>;

const SELECT = `SELECT elsewhere, ${namesOf(EVENT_COLUMNS)} FROM events WHERE id = ?`;

/** Reads an event; undefined when there is none with this id. @throws Problem `slot_moving` where it is no more, or not yet */
export async function readEvent(db: Db, eventId: string): Promise<StoredEvent | undefined> {
  const [row] = await rows<EventRow>(db, SELECT, [eventId]);
  if (row) requireHere(eventId, row.elsewhere);
  return row && recordOf(EVENT_COLUMNS, row);
}

/** A row of `events`; `elsewhere` is the shard that has the event instead (`mysql/moving-slots.ts`). */
type EventRow = Row & { elsewhere: string | null };

// A chart may be long, and so may the time that is spent on reading it.
const SELECT_CHANGED = `SELECT events.elsewhere, ${namesOf(EVENT_COLUMNS, 'changed')}
  FROM events LEFT JOIN events AS changed
    ON changed.id = events.id AND NOT (events.version = ? AND events.updated_at = ?)
  WHERE events.id = ?`;

/**
 * As `readEvent`, where an earlier version is known. Every change of an event makes a next version; the time of the change is looked at as
 * well, for a database that was put back may count one version twice.
 * @returns what was known, if that is what there is
 */
export async function rereadEvent(db: Db, known: StoredEvent): Promise<StoredEvent | undefined> {
  const { id, version, updatedAt } = known;
  const [row] = await rows<EventRow>(db, SELECT_CHANGED, [version, new Date(updatedAt), id]);
  if (row) requireHere(id, row.elsewhere);
  return row && (row['id'] === null ? known : recordOf(EVENT_COLUMNS, row));
}

/** The plan of an event, if it is still the one of that version: undefined when it has become another one meanwhile, or is gone. */
export async function readPlan(db: Db, eventId: string, planVersion: number): Promise<Plan | undefined> {
  const [row] = await rows<{ plan: string }>(db, 'SELECT plan FROM event_plans WHERE event_id = ? AND version = ?', [
    eventId,
    planVersion,
  ]);
  return row && (JSON.parse(row.plan) as Plan);
}

/** An event as callers see it: without its chart and plan. */
export function viewOf(event: StoredEvent & { plan?: unknown }): EventView {
  const { chart: _chart, chartVersion: _chartVersion, plan: _plan, planVersion: _planVersion, ...view } = event;
  return view;
}
