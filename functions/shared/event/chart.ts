/**
 * Charts: sections, rows, seats. A seat is labelled `A-12-7` (section-row-seat), in a general-admission section
 * `GA-17`; inside it is its number, 0…N-1 in the chart's order, which never changes once seats are sold: seats that are added
 * later have later numbers, wherever they lie (`growth.ts`).
 */
import * as z from 'zod';
import { shownNumber } from '../plan/shown-numbers.ts';
import { textLine } from '../text.ts';
import { ChartRow, code } from './chart-rows.ts';
import { pricedPlaces } from './row-prices.ts';
import type { ShownSeat } from './shown-seat.ts';

/** A venue of this many seats is the largest that one event may have. */
export const MAX_SEATS = 100_000;

const name = textLine(80);

const SeatedSection = z
  .strictObject({
    id: code,
    name,
    kind: z.literal('seated'),
    priceCategory: code.describe('The id of a price category, of rows and seats that do not say another'),
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

/** The highest price of a seat, in cents. */
export const MOST_PRICE_CENTS = 100_000_000;

/** What a seat costs, by category. */
export const PriceCategory = z
  .strictObject({ id: code, name, priceCents: z.number().int().min(0).max(MOST_PRICE_CENTS) })
  .meta({ id: 'PriceCategory', description: 'What a seat costs, by category' });
export type PriceCategory = z.output<typeof PriceCategory>;

/** Seat numbers, both ends inclusive. */
export type NumberRange = readonly [from: number, to: number];

/**
 * A chart with the numbers of its seats. Without `numbers` they are 0…N-1 in the order of the chart; one that has grown keeps what its
 * seats were numbered by, and those that came later have later numbers.
 */
export interface NumberedChart extends Chart {
  /** The seats' numbers in the order of the chart: together 0…N-1, each once. */
  numbers?: readonly NumberRange[];
  /** The version of the chart since when no number has changed. */
  since?: number | undefined;
}

/** Seats side by side in a row, of consecutive numbers. */
export interface RowPart {
  from: number;
  to: number;
  /** The place in the row, from 1, of the first of them. */
  place: number;
}

/** A row with the numbers of its seats: one part, and one more for each time that seats were added at its end. */
export type RowRange = ChartRow & { parts: readonly RowPart[] };

/** A section with the seat numbers it covers. */
export interface SectionRange {
  id: string;
  kind: 'seated' | 'general';
  priceCategory: string;
  /** How many seats it has. */
  size: number;
  /** In the order of the chart: one range, unless the chart has grown. */
  parts: readonly NumberRange[];
  /** From the front to the back; general admission has none. */
  rows: readonly RowRange[];
  /** Its seats by price category, in ascending order of their numbers. */
  prices: readonly PricedSeats[];
}

/** Seat numbers, both ends inclusive, that have one price category. */
export interface PricedSeats {
  from: number;
  to: number;
  category: string;
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
  /** The price category of a number. @throws RangeError outside 0…total-1 */
  categoryOf: (seat: number) => string;
  /** What people read of the seat of a label; undefined when the chart has no such seat. */
  shownOf: (label: string) => ShownSeat | undefined;
}

/** Seats that are labelled one after the other: those of a row, or of a general section. */
export interface LabelledSeats {
  /** What their labels begin with. */
  prefix: string;
  seats: number;
}

interface LabelledPart extends RowPart {
  prefix: string;
  section: SectionRange;
  category: string;
}

/** Seats that are labelled alike, as they are looked up by that. */
interface KnownRow {
  seats: number;
  parts: readonly RowPart[];
  section: string;
  row: ChartRow | undefined;
}

/** Which version of the chart the live state goes by: seats that are added leave it as it is. */
export function numberingOf(event: { chartVersion: number; chart: Pick<NumberedChart, 'since'> }): number {
  return event.chart.since ?? event.chartVersion;
}

/** Numbers the seats of a valid chart. */
export function seatingOf(chart: NumberedChart): Seating {
  const total = seatCount(chart);
  const take = numbersFrom(chart.numbers ?? [[0, total - 1]]);
  const sections: SectionRange[] = [];
  const all: LabelledPart[] = [];
  const byPrefix = new Map<string, KnownRow>();
  for (const section of chart.sections) {
    const { id, kind, priceCategory } = section;
    const labelled = labelledSeats(section).map((row) => ({ ...row, parts: take(row.seats) }));
    const rows =
      section.kind === 'general'
        ? []
        : section.rows.map((row, index) => ({ ...row, parts: labelled[index]?.parts ?? [] }));
    const parts = joined(labelled.flatMap((row) => row.parts.map(({ from, to }): NumberRange => [from, to])));
    const size = labelled.reduce((sum, row) => sum + row.seats, 0);
    const prices: PricedSeats[] = [];
    const range = { id, kind, priceCategory, size, parts, rows, prices };
    sections.push(range);
    for (const [index, { prefix, seats, parts: own }] of labelled.entries()) {
      byPrefix.set(prefix, { seats, parts: own, section: section.name, row: rows[index] });
      const priced = rows[index]
        ? pricedPlaces(rows[index], priceCategory)
        : [{ from: 1, to: seats, category: priceCategory }];
      for (const part of own.flatMap((one) => partsByPrice(one, priced))) {
        all.push({ ...part, prefix, section: range });
        prices.push({ from: part.from, to: part.to, category: part.category });
      }
    }
    mergePrices(prices);
  }
  if (chart.numbers) all.sort((one, other) => one.from - other.from);
  return {
    total,
    sections,
    numberOf: (label) => {
      const found = placeOf(byPrefix, label);
      return found && numberAt(found.known.parts, found.place);
    },
    labelOf: (seat) => {
      const part = lastAtOrBefore(all, seat, total);
      return `${part.prefix}-${seat - part.from + part.place}`;
    },
    sectionOf: (seat) => lastAtOrBefore(all, seat, total).section,
    categoryOf: (seat) => lastAtOrBefore(all, seat, total).category,
    shownOf: (label) => {
      const found = placeOf(byPrefix, label);
      return found && shownSeat(found.known, found.place);
    },
  };
}

function placeOf(
  byPrefix: ReadonlyMap<string, KnownRow>,
  label: string,
): { known: KnownRow; place: number } | undefined {
  const dash = label.lastIndexOf('-');
  if (dash < 0) return undefined;
  const known = byPrefix.get(label.slice(0, dash));
  const digits = label.slice(dash + 1);
  const place = /^[1-9][0-9]{0,5}$/.test(digits) ? Number(digits) : 0;
  return known && place >= 1 && place <= known.seats ? { known, place } : undefined;
}

function shownSeat({ section, row }: KnownRow, place: number): ShownSeat {
  if (!row) return { section, seat: String(place) };
  const { label, name: rowName } = row;
  return { section, row: label, ...(rowName !== undefined && { rowName }), seat: shownNumber(row, place) };
}

/** Seats of consecutive numbers, divided where their price category changes. */
function partsByPrice(part: RowPart, priced: readonly PricedSeats[]): (RowPart & { category: string })[] {
  const last = part.place + part.to - part.from;
  return priced.flatMap(({ from, to, category }) => {
    const [first, end] = [Math.max(from, part.place), Math.min(to, last)];
    if (first > end) return [];
    return [{ from: part.from + first - part.place, to: part.from + end - part.place, place: first, category }];
  });
}

/** In ascending order, and what goes on at the same price as one. */
function mergePrices(prices: PricedSeats[]): void {
  prices.sort((one, other) => one.from - other.from);
  let kept = 0;
  for (const next of prices) {
    const last = prices[kept - 1];
    if (last?.category === next.category && last.to + 1 === next.from) last.to = next.to;
    else prices[kept++] = next;
  }
  prices.length = kept;
}

/** The number of a place of a row. */
export function numberAt(parts: readonly RowPart[], place: number): number {
  let last = parts[0] as RowPart;
  for (const part of parts) if (part.place <= place) last = part;
  return last.from + place - last.place;
}

/** Ranges of which none goes on where the one before it ends. */
export function joined(ranges: Iterable<NumberRange>): NumberRange[] {
  const all: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = all.at(-1);
    if (last && last[1] + 1 === from) last[1] = to;
    else all.push([from, to]);
  }
  return all;
}

/** Gives the next so many of the numbers at each call. */
function numbersFrom(numbers: readonly NumberRange[]): (count: number) => RowPart[] {
  let index = 0;
  let next = numbers[0]?.[0] ?? 0;
  return (count) => {
    const parts: RowPart[] = [];
    for (let place = 1; place <= count;) {
      const to = Math.min(numbers[index]?.[1] ?? Infinity, next + count - place);
      parts.push({ from: next, to, place });
      place += to - next + 1;
      next = to + 1;
      if (next > (numbers[index]?.[1] ?? Infinity)) next = numbers[++index]?.[0] ?? next;
    }
    return parts;
  };
}

/** How many seats a chart has. */
export function seatCount(chart: Chart): number {
  return chart.sections.reduce(
    (sum, section) => sum + labelledSeats(section).reduce((inSection, row) => inSection + row.seats, 0),
    0,
  );
}

/** The seats of a section, in the order of the chart. */
export function labelledSeats(section: Chart['sections'][number]): LabelledSeats[] {
  if (section.kind === 'general') return [{ prefix: section.id, seats: section.capacity }];
  return section.rows.map((row) => ({ prefix: `${section.id}-${row.label}`, seats: row.seats }));
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
