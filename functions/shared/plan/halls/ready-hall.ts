/** A hall to begin with: a chart whose prices are still to be said, and where its seats lie. Types, and what rows are made by. */
import type { MadeRow } from '../import/chart-rows-of.ts';
import type { Plan } from '../plan.ts';

export interface ReadyHall {
  id: string;
  name: string;
  chart: {
    sections: (
      | { id: string; name: string; kind: 'seated'; priceCategory: string; rows: MadeRow[] }
      | { id: string; name: string; kind: 'general'; priceCategory: string; capacity: number }
    )[];
  };
  plan: Plan;
  priceCategories: { id: string; name: string }[];
}

/** Rows one behind the other, labelled on from a number. @param seats of each */
export function rowsFrom(first: number, seats: readonly number[], more: Partial<MadeRow> = {}): MadeRow[] {
  return seats.map((count, index) => ({ label: String(first + index), seats: count, ...more }));
}

/** So many rows of which each has so many more seats than the one before it. */
export function widening(rows: number, seats: number, step: number): number[] {
  return Array.from({ length: rows }, (_, index) => seats + index * step);
}
