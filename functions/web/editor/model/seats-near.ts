/** Seats under a brush or in a rectangle. Pure. */
import { sectionLaid } from './geometry.ts';
import { type HallDocument, ruleOf, type XY } from './hall-document.ts';
import type { SeatsOfRows } from './row-edits.ts';

/** By section, by the label of a row: places from 1. */
export type SeatSet = Map<string, Map<string, Set<number>>>;

/** Adds what is near a point. @param isWholeRow every seat of the rows that are touched @returns whether there was any */
export function addSeatsNear(
  seats: SeatSet,
  document: HallDocument,
  [px, py]: XY,
  reach: number,
  floor: string | undefined,
  isWholeRow: boolean,
): boolean {
  let isAny = false;
  for (const section of document.chart.sections) {
    const own = ruleOf(document, section.id).floor;
    if (section.kind !== 'seated' || (own !== undefined && floor !== undefined && own !== floor)) continue;
    const { x, y, rows, box } = sectionLaid(document, section);
    if (px < box.left - reach || px > box.right + reach || py < box.top - reach || py > box.bottom + reach) continue;
    for (const row of rows)
      for (let place = 0; place < row.count; place++) {
        const at = row.first + place;
        if (Math.hypot((x[at] ?? 0) - px, (y[at] ?? 0) - py) > reach) continue;
        isAny = true;
        if (!isWholeRow) add(seats, section.id, row.label, place + 1);
        else {
          for (let one = 1; one <= row.count; one++) add(seats, section.id, row.label, one);
          break;
        }
      }
  }
  return isAny;
}

function add(seats: SeatSet, section: string, row: string, place: number): void {
  const rows = seats.get(section) ?? new Map<string, Set<number>>();
  seats.set(section, rows);
  const places = rows.get(row) ?? new Set<number>();
  rows.set(row, places);
  places.add(place);
}

export function seatsOfSet(seats: SeatSet): SeatsOfRows[] {
  return [...seats].map(([section, rows]) => ({
    section,
    rows: Object.fromEntries([...rows].map(([row, places]) => [row, [...places]])),
  }));
}

/** All seats of some rows of a section, or of all. */
export function seatsOfSection(document: HallDocument, id: string, labels: readonly string[]): SeatsOfRows[] {
  const section = document.chart.sections.find((one) => one.id === id);
  if (section?.kind !== 'seated') return [];
  const rows = section.rows
    .filter(({ label }) => labels.length === 0 || labels.includes(label))
    .map(({ label, seats }) => [label, Array.from({ length: seats }, (_, index) => index + 1)] as const);
  return [{ section: id, rows: Object.fromEntries(rows) }];
}
