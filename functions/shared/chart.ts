/**
 * Charts: sections, rows, seats. A seat is labelled `A-12-7` (section-row-seat), in a general-admission section
 * `GA-17`; inside it is its number, 0…N-1 in the chart's order, which never changes once seats are sold.
 */
import * as z from 'zod';

/** A venue of this many seats is the largest that one event may have. */
const MAX_SEATS = 100_000;

const name = z.string().trim().min(1).max(80);
const code = z.string().regex(/^[A-Za-z0-9]{1,8}$/, '1 to 8 letters and digits');

const SeatedSection = z.strictObject({
  id: code,
  name,
  kind: z.literal('seated'),
  priceCategory: code,
  rows: z
    .array(z.strictObject({ label: code, seats: z.number().int().min(1).max(1000) }))
    .min(1)
    .max(1000),
});

const GeneralSection = z.strictObject({
  id: code,
  name,
  kind: z.literal('general'),
  priceCategory: code,
  capacity: z.number().int().min(1).max(MAX_SEATS),
});

/** A chart as callers send and get it. */
export const Chart = z
  .strictObject({
    sections: z
      .array(z.discriminatedUnion('kind', [SeatedSection, GeneralSection]))
      .min(1)
      .max(500),
  })
  .meta({ id: 'Chart' });
export type Chart = z.output<typeof Chart>;

/** What a seat costs, by category. */
export const PriceCategory = z
  .strictObject({ id: code, name, priceCents: z.number().int().min(0).max(100_000_000) })
  .meta({ id: 'PriceCategory' });
export type PriceCategory = z.output<typeof PriceCategory>;

/** A section with the seat numbers it covers, both ends inclusive. */
export interface SectionRange {
  id: string;
  kind: 'seated' | 'general';
  priceCategory: string;
  from: number;
  to: number;
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

/** What is wrong with a chart and its price categories beyond their shapes, with the path of each; empty when nothing is. */
export function chartErrors(
  chart: Chart,
  categories: readonly PriceCategory[],
): { path: (string | number)[]; message: string }[] {
  const errors: { path: (string | number)[]; message: string }[] = [];
  const known = new Set(categories.map((category) => category.id));
  if (known.size < categories.length)
    errors.push({ path: ['priceCategories'], message: 'a price category is named twice' });
  const sections = new Set<string>();
  for (const [index, section] of chart.sections.entries()) {
    const path = ['chart', 'sections', index];
    if (sections.has(section.id))
      errors.push({ path: [...path, 'id'], message: `section ${section.id} is there twice` });
    sections.add(section.id);
    if (!known.has(section.priceCategory))
      errors.push({ path: [...path, 'priceCategory'], message: `no price category ${section.priceCategory}` });
    if (section.kind === 'seated' && new Set(section.rows.map((row) => row.label)).size < section.rows.length) {
      errors.push({ path: [...path, 'rows'], message: 'a row is there twice' });
    }
  }
  if (seatCount(chart) > MAX_SEATS)
    errors.push({ path: ['chart'], message: `an event may have ${MAX_SEATS} seats at most` });
  return errors;
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
    sections.push({ id: section.id, kind: section.kind, priceCategory: section.priceCategory, from, to: next - 1 });
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
