/**
 * The hall of an event as the picker works with it: sections with their places, what stands on each, what it costs, where it lies. A place is
 * the index of a seat in its section, in the order of the chart; a seat's number is what availability counts it by. Pure.
 */
import { type Layout, layoutSteps, type LaidRow, type SectionLayout } from '../../../shared/plan/layout.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { seatNumbers } from '../../../shared/plan/seat-numbers.ts';
import { wholeOf } from '../../../shared/plan/steps.ts';

/** As much of a row of a chart as the picker reads. */
interface ChartRow {
  label: string;
  seats: number;
  name?: string | undefined;
  priceCategory?: string | undefined;
  otherPrices?: readonly { priceCategory: string; places: readonly number[] }[] | undefined;
  accessible?: readonly number[] | undefined;
  companion?: readonly number[] | undefined;
  restricted?: readonly number[] | undefined;
  aisleAfter?: readonly number[] | undefined;
}

/** The answer to `GET …/chart`, as much of it as the picker reads. */
export interface ChartAnswer {
  chartVersion: number;
  seatsTotal: number;
  sections: readonly (
    | { kind: 'seated'; id: string; name: string; priceCategory: string; rows: readonly ChartRow[] }
    | { kind: 'general'; id: string; name: string; priceCategory: string; capacity: number }
  )[];
  numbers?: readonly (readonly [number, number])[];
  plan?: Plan;
}

/** The answer to `GET …/events/{id}`, as much of it as the picker reads. */
export interface EventAnswer {
  id: string;
  version: number;
  status: 'draft' | 'published' | 'cancelled';
  title: string;
  startsAt: string;
  endsAt: string;
  onSaleAt: string | null;
  offSaleAt: string | null;
  currency: string;
  limitPerOrder: number;
  limitPerBuyer: number | null;
  venue: { name: string; city: string; timeZone: string };
  priceCategories: readonly { id: string; name: string; priceCents: number }[];
}

/** What is special about a seat, as bits of `HallSection.facts`. */
export const WHEELCHAIR = 1;
export const COMPANION = 2;
export const RESTRICTED = 4;
export const AISLE = 8;

export interface HallCategory {
  id: string;
  name: string;
  priceCents: number;
  /** Which of the colours is its own; those beyond the last colour share, and are told apart by a letter. */
  hue: number;
  letter: string;
}

export interface HallSection extends SectionLayout {
  /** Which of the hall's sections it is. */
  at: number;
  places: number;
  /** The number of each place. */
  numbers: Int32Array;
  /** Which of the hall's categories each place is in. */
  categories: Uint8Array;
  /** WHEELCHAIR, COMPANION, RESTRICTED, AISLE. */
  facts: Uint8Array;
  /** From seat to seat, in cm: what is typical of it. */
  pitch: number;
  /** What the cheapest and the dearest place cost. */
  fromCents: number;
  toCents: number;
}

/** A seat of a hall. */
export interface PlaceOf {
  section: HallSection;
  place: number;
}

export interface Hall extends Omit<Layout, 'sections'> {
  sections: readonly HallSection[];
  categories: readonly HallCategory[];
  seats: number;
  chartVersion: number;
  currency: string;
  byId: ReadonlyMap<string, HallSection>;
  /** By a seat's number: its place in the order of the chart. */
  readonly order: Int32Array;
  /** The place in that order of each section's first. */
  readonly starts: Int32Array;
}

/** Hues of which each can be told from every other, by whatever eyes. */
export const HUES = 6;

type Priced = Pick<EventAnswer, 'priceCategories' | 'currency'>;

export function hallOf(chart: ChartAnswer, event: Priced): Hall {
  return wholeOf(hallSteps(chart, event));
}

/** Step by step, as its layout. */
export function* hallSteps(chart: ChartAnswer, event: Priced): Generator<void, Hall> {
  const layout = yield* layoutSteps(chart, chart.plan);
  const numbers = seatNumbers(chart, chart.numbers);
  const categories = hallCategories(event.priceCategories);
  const order = new Int32Array(chart.seatsTotal);
  const starts = new Int32Array(chart.sections.length);
  let start = 0;
  const sections: HallSection[] = [];
  for (const [at, section] of chart.sections.entries()) {
    const own = numbers[at] ?? new Int32Array();
    starts[at] = start;
    for (let place = 0; place < own.length; place++) order[own[place] as number] = start + place;
    start += own.length;
    sections.push(hallSection(section, layout.sections[at] as SectionLayout, categories, at, own));
    yield;
  }
  return {
    ...layout,
    sections,
    categories,
    seats: chart.seatsTotal,
    chartVersion: chart.chartVersion,
    currency: event.currency,
    byId: new Map(sections.map((section) => [section.id, section])),
    order,
    starts,
  };
}

/** With the hue that each is drawn by: dearest first, so that the order of colours means something. */
export function hallCategories(categories: EventAnswer['priceCategories']): HallCategory[] {
  return categories
    .toSorted((one, other) => other.priceCents - one.priceCents)
    .map((category, index) => ({ ...category, hue: index % HUES, letter: String.fromCodePoint(65 + (index % 26)) }));
}

/** A section as it is drawn, with all that is known of its places. @param at which of the hall's it is @param numbers of its places */
export function hallSection(
  section: ChartAnswer['sections'][number],
  layout: SectionLayout,
  categories: readonly HallCategory[],
  at: number,
  numbers: Int32Array,
): HallSection {
  return {
    ...layout,
    at,
    places: numbers.length,
    numbers,
    ...pricesOf(section, numbers.length, categories),
    facts: factsOf(section, numbers.length),
    pitch: pitchOf(layout),
  };
}

function pricesOf(
  section: ChartAnswer['sections'][number],
  places: number,
  categories: readonly HallCategory[],
): Pick<HallSection, 'categories' | 'fromCents' | 'toCents'> {
  const indexOf = (id: string): number =>
    Math.max(
      0,
      categories.findIndex((category) => category.id === id),
    );
  const own = new Uint8Array(places).fill(indexOf(section.priceCategory));
  let first = 0;
  for (const row of section.kind === 'seated' ? section.rows : []) {
    if (row.priceCategory !== undefined) own.fill(indexOf(row.priceCategory), first, first + row.seats);
    for (const { priceCategory, places: some } of row.otherPrices ?? [])
      for (const at of some) if (at <= row.seats) own[first + at - 1] = indexOf(priceCategory);
    first += row.seats;
  }
  const cents = [...new Set(own)].map((index) => categories[index]?.priceCents ?? 0);
  return { categories: own, fromCents: Math.min(...cents), toCents: Math.max(...cents) };
}

function factsOf(section: ChartAnswer['sections'][number], places: number): Uint8Array {
  const facts = new Uint8Array(places);
  let first = 0;
  for (const row of section.kind === 'seated' ? section.rows : []) {
    const note = (seats: readonly number[] | undefined, fact: number): void => {
      for (const seat of seats ?? [])
        if (seat >= 1 && seat <= row.seats) facts[first + seat - 1] = (facts[first + seat - 1] ?? 0) | fact;
    };
    note(row.accessible, WHEELCHAIR);
    note(row.companion, COMPANION);
    note(row.restricted, RESTRICTED);
    note(row.aisleAfter, AISLE);
    note(
      row.aisleAfter?.map((seat) => seat + 1),
      AISLE,
    );
    first += row.seats;
  }
  return facts;
}

/** The median way between neighbours, of up to a hundred rows; in each the shortest of some, for an aisle or a table may lie between two. */
function pitchOf({ x, y, rows }: SectionLayout): number {
  const several = rows.filter(({ count }) => count > 1);
  const step = Math.max(1, Math.floor(several.length / 100));
  const wayAfter = (at: number): number => Math.hypot((x[at + 1] ?? 0) - (x[at] ?? 0), (y[at + 1] ?? 0) - (y[at] ?? 0));
  const ways = several
    .filter((_, index) => index % step === 0)
    .map(({ first, count }) =>
      Math.min(
        ...[0, 0.25, 0.5, 0.75].map((share) => wayAfter(first + Math.floor((count - 1) * share))).filter(Boolean),
      ),
    )
    .filter(Number.isFinite)
    .toSorted((one, other) => one - other);
  return ways[ways.length >> 1] || 55;
}

/** Where a seat is, by its number; undefined outside the chart. */
export function placeOf(hall: Hall, number: number): PlaceOf | undefined {
  const inOrder = hall.order[number];
  if (inOrder === undefined) return undefined;
  let low = 0;
  let high = hall.sections.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((hall.starts[middle] ?? 0) <= inOrder) low = middle;
    else high = middle - 1;
  }
  return { section: hall.sections[low] as HallSection, place: inOrder - (hall.starts[low] ?? 0) };
}

/** Which row of its section a place is in: its index; -1 in general admission. */
export function rowIndexOf({ rows }: Pick<HallSection, 'rows'>, place: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.first ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return high;
}

/** The technical label of a place: what holds and orders are asked for by. */
export function labelOf(section: HallSection, place: number): string {
  const row = section.rows[rowIndexOf(section, place)];
  return row ? `${section.id}-${row.label}-${place - row.first + 1}` : `${section.id}-${place + 1}`;
}

/** What has a label; undefined where the hall has no such seat. */
export function seatLabelled(hall: Hall, label: string): PlaceOf | undefined {
  const [id = '', rowLabel = '', seat = rowLabel] = label.split('-');
  const section = hall.byId.get(id);
  if (!section || !/^[1-9]\d{0,5}$/.test(seat)) return undefined;
  const row: Pick<LaidRow, 'first' | 'count'> | undefined =
    section.kind === 'general'
      ? { first: 0, count: section.places }
      : section.rows.find((one) => one.label === rowLabel);
  return row && Number(seat) <= row.count ? { section, place: row.first + Number(seat) - 1 } : undefined;
}

/** What is seen from a seat: from its row, or else from its section; undefined where nobody took a picture. */
export function viewFrom(hall: Hall, { section, place }: PlaceOf): Hall['views'][number] | undefined {
  if (hall.views.length === 0) return undefined;
  const row = section.rows[rowIndexOf(section, place)]?.label;
  const views = hall.views.filter((view) => view.section === section.id);
  return views.find((view) => view.row !== undefined && view.row === row) ?? views.find(({ row: of }) => !of);
}

/** The categories that seats of a section are in, the dearest first. */
export function categoriesOf(hall: Hall, section: HallSection): HallCategory[] {
  const own = new Set(section.categories);
  return hall.categories.filter((_, index) => own.has(index));
}

/** Those of the hall that seats are in: an event may have more. */
export const categoriesWithSeats = ({ categories, sections }: Pick<Hall, 'categories' | 'sections'>): HallCategory[] =>
  categories.filter((_, index) => sections.some((section) => section.categories.includes(index)));

export const priceOf = (hall: Hall, { section, place }: PlaceOf): number =>
  hall.categories[section.categories[place] ?? 0]?.priceCents ?? 0;
