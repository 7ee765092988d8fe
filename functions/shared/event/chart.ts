/**
 * Charts: sections, rows, seats. A seat is labelled `A-12-7` (section-row-seat), in a general-admission section
 * `GA-17`; inside it is its number, 0…N-1 in the chart's order, which never changes once seats are sold.
 */
import * as z from 'zod';
import { textLine } from '../text.ts';

/** A venue of this many seats is the largest that one event may have. */
export const MAX_SEATS = 100_000;
const MAX_SEATS_IN_ROW = 1_000;

const name = textLine(80);
const code = z.string().regex(/^[A-Za-z0-9]{1,8}$/, '1 to 8 letters and digits');

/** Seats of a row by their place in it, beginning with 1. */
const places = z.array(z.number().int().min(1).max(MAX_SEATS_IN_ROW)).max(MAX_SEATS_IN_ROW).meta({ uniqueItems: true });

const ChartRow = z
  .strictObject({
    label: code,
    seats: z.number().int().min(1).max(MAX_SEATS_IN_ROW),
    accessible: places.optional().describe('Places for wheelchairs'),
    companion: places.optional().describe('Seats beside those, for who comes along'),
    aisleAfter: places.optional().describe('An aisle parts each of these seats from the next'),
  })
  .meta({ id: 'ChartRow', description: 'A row: its seats are numbered from 1' });

const SeatedSection = z
  .strictObject({
    id: code,
    name,
    kind: z.literal('seated'),
    priceCategory: code.describe('The id of a price category'),
    rows: z.array(ChartRow).min(1).max(1000),
  })
  .meta({ id: 'SeatedSection', description: 'A section of rows; a seat of it reads section-row-seat' });

const GeneralSection = z
  .strictObject({
    id: code,
    name,
    kind: z.literal('general'),
    priceCategory: code.describe('The id of a price category'),
    capacity: z.number().int().min(1).max(MAX_SEATS),
  })
  .meta({ id: 'GeneralSection', description: 'A section without seats of its own: general admission' });

/** A chart as callers send and get it. */
export const Chart = z
  .strictObject({
    sections: z
      .array(z.discriminatedUnion('kind', [SeatedSection, GeneralSection]))
      .min(1)
      .max(500),
  })
  .meta({ id: 'Chart', description: 'The sections of an event, in the order in which seats are numbered' });
export type Chart = z.output<typeof Chart>;

/** What a seat costs, by category. */
export const PriceCategory = z
  .strictObject({ id: code, name, priceCents: z.number().int().min(0).max(100_000_000) })
  .meta({ id: 'PriceCategory', description: 'What a seat costs, by category' });
export type PriceCategory = z.output<typeof PriceCategory>;

/** A row with the number of its first seat. */
export type RowRange = z.output<typeof ChartRow> & { from: number };

/** A section with the seat numbers it covers, both ends inclusive. */
export interface SectionRange {
  id: string;
  kind: 'seated' | 'general';
  priceCategory: string;
  from: number;
  to: number;
  /** From the front to the back; general admission has none. */
  rows: readonly RowRange[];
}

/** A chart ready for look-ups in both directions. */
export interface Seating {
  total: number;
  sections: readonly SectionRange[];
  /** The number of a label; undefined when the chart has no such seat. */
  numberOf: (label: string) => number | undefined;
  /** The label of a number. @throws RangeError outside 0…total-1 */
  labelOf: (seat: number) => string;
  sectionOf: (seat: number) => SectionRange;
}

interface Row {
  prefix: string;
  from: number;
  seats: number;
}

/** Numbers the seats of a valid chart. */
export function seatingOf(chart: Chart): Seating {
  const sections: SectionRange[] = [];
  const rows: Row[] = [];
  const byPrefix = new Map<string, Row>();
  let next = 0;
  for (const section of chart.sections) {
    const from = next;
    for (const row of rowsOf(section)) {
      const numbered = { ...row, from: next };
      rows.push(numbered);
      byPrefix.set(row.prefix, numbered);
      next += row.seats;
    }
    const { id, kind, priceCategory } = section;
    sections.push({ id, kind, priceCategory, from, to: next - 1, rows: rowRanges(section, from) });
  }
  return {
    total: next,
    sections,
    numberOf: (label) => {
      const dash = label.lastIndexOf('-');
      if (dash < 0) return undefined;
      const row = byPrefix.get(label.slice(0, dash));
      const digits = label.slice(dash + 1);
      const seat = /^[1-9][0-9]{0,5}$/.test(digits) ? Number(digits) : 0;
      return row && seat >= 1 && seat <= row.seats ? row.from + seat - 1 : undefined;
    },
    labelOf: (seat) => {
      const row = lastAtOrBefore(rows, seat, next);
      return `${row.prefix}-${seat - row.from + 1}`;
    },
    sectionOf: (seat) => lastAtOrBefore(sections, seat, next),
  };
}

/** How many seats a chart has. */
export function seatCount(chart: Chart): number {
  return chart.sections.reduce(
    (sum, section) => sum + rowsOf(section).reduce((inSection, row) => inSection + row.seats, 0),
    0,
  );
}

function rowsOf(section: Chart['sections'][number]): Omit<Row, 'from'>[] {
  if (section.kind === 'general') return [{ prefix: section.id, seats: section.capacity }];
  return section.rows.map((row) => ({ prefix: `${section.id}-${row.label}`, seats: row.seats }));
}

function rowRanges(section: Chart['sections'][number], from: number): RowRange[] {
  if (section.kind === 'general') return [];
  let next = from;
  return section.rows.map((row) => {
    const range = { ...row, from: next };
    next += row.seats;
    return range;
  });
}

/** The last entry that begins at or before a seat: entries are in ascending order and cover 0…total-1. */
function lastAtOrBefore<Entry extends { from: number }>(entries: readonly Entry[], seat: number, total: number): Entry {
  if (!(seat >= 0 && seat < total)) throw new RangeError(`seat ${seat} is outside 0…${total - 1}`);
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((entries[middle]?.from ?? Infinity) <= seat) low = middle;
    else high = middle - 1;
  }
  return entries[low] as Entry;
}
