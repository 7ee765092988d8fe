/** Halls to begin with, and halls that are made by counting. Pure. */
import type { Chart } from '../../../shared/event/chart.ts';
import { namedCategories } from '../../../shared/event/row-prices.ts';
import { READY_HALLS } from '../../../shared/plan/halls/ready-halls.ts';
import { placesIn } from '../../../shared/plan/seat-numbers.ts';
import { spokenHall } from '../../texts/spoken-hall.ts';
import type { CountedSection, DraftHall, DraftPrice, HallSource } from './event-draft.ts';

export const READY_IDS = READY_HALLS.map(({ id }) => id as HallSource);

/** A ready hall, with categories whose prices are still to be written. What was written of categories of the same id stays. */
export function readyHall(
  id: HallSource,
  prices: readonly DraftPrice[] = [],
): { hall: DraftHall; prices: DraftPrice[] } {
  const found = READY_HALLS.find((one) => one.id === id);
  if (!found) throw new Error(`there is no hall ${id}`);
  const ready = spokenHall(found);
  return {
    hall: { source: id, counted: [], chart: ready.chart, plan: ready.plan },
    prices: ready.priceCategories.map((category) => ({
      ...category,
      price: prices.find((known) => known.id === category.id)?.price ?? '',
    })),
  };
}

const MOST_ROWS = 1_000;
const MOST_IN_ROW = 1_000;
const MOST_PLACES = 100_000;

/** A whole number from 1 to so many; undefined when it is none. */
export function countIn(text: string, most: number): number | undefined {
  const count = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
  return count >= 1 && count <= most ? count : undefined;
}

/** What is wrong with a counted section: its fields. */
export function faultsOfCounted({ name, kind, rows, seats }: CountedSection): ('name' | 'rows' | 'seats')[] {
  return [
    ...(name.trim() === '' || name.trim().length > 80 ? (['name'] as const) : []),
    ...(kind === 'seated' && countIn(rows, MOST_ROWS) === undefined ? (['rows'] as const) : []),
    ...(countIn(seats, kind === 'seated' ? MOST_IN_ROW : MOST_PLACES) === undefined ? (['seats'] as const) : []),
  ];
}

/** A, B, … Z, S27, S28 … */
export function letterOf(index: number): string {
  return index < 26 ? String.fromCodePoint(65 + index) : `S${index + 1}`;
}

/** The chart of a hall; undefined while a section is not whole. */
export function chartOfHall({ source, counted, chart }: DraftHall): Chart | undefined {
  if (source !== 'counted') return chart;
  if (counted.length === 0 || counted.some((section) => faultsOfCounted(section).length > 0)) return undefined;
  return {
    sections: counted.map(({ name, kind, rows, seats, category }, index) => {
      const head = { id: letterOf(index), name: name.trim(), priceCategory: category };
      if (kind === 'general') return { ...head, kind, capacity: Number(seats) };
      const all = Array.from({ length: Number(rows) }, (_, at) => ({ label: String(at + 1), seats: Number(seats) }));
      return { ...head, kind, rows: all };
    }),
  };
}

/** How many seats a chart has. */
export function seatsInChart(chart: Chart): number {
  return chart.sections.reduce((sum, section) => sum + placesIn(section), 0);
}

/** Which categories a hall's sections name. */
export function categoriesInHall(hall: DraftHall): Set<string> {
  if (hall.source === 'counted') return new Set(hall.counted.map(({ category }) => category));
  return new Set(
    (hall.chart?.sections ?? []).flatMap((section) =>
      namedCategories({
        priceCategory: section.priceCategory,
        ...(section.kind === 'seated' && { rows: section.rows }),
      }).map(({ category }) => category),
    ),
  );
}

/** An id that no category has yet. */
export function newCategoryId(prices: readonly DraftPrice[]): string {
  for (let index = 0; ; index++) {
    const id = letterOf(index);
    if (!prices.some((price) => price.id === id)) return id;
  }
}
