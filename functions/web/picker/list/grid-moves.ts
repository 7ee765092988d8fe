/** Where a key leads in the grid of a section's seats (the grid pattern of ARIA). Pure. */
import { type HallSection, rowIndexOf } from '../hall/seat-hall.ts';

/** A key as it was pressed; `isRightToLeft`: the first seat of a row is at the right. */
export interface Press {
  key: string;
  ctrl: boolean;
  isRightToLeft: boolean;
}

type Rows = Pick<HallSection, 'rows' | 'x' | 'y' | 'turn'>;

const PAGE_ROWS = 5;

/** @returns the place that a key leads to; undefined for a key that leads nowhere */
export function placeAfter(section: Rows, place: number, { key, ctrl, isRightToLeft }: Press): number | undefined {
  const { rows } = section;
  const at = rowIndexOf(section, place);
  const row = rows[at];
  if (!row) return undefined;
  const last = row.first + row.count - 1;
  const [before, after] = isRightToLeft ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
  switch (key) {
    case before:
      return Math.max(row.first, place - 1);
    case after:
      return Math.min(last, place + 1);
    case 'ArrowUp':
      return inRow(section, place, at - 1);
    case 'ArrowDown':
      return inRow(section, place, at + 1);
    case 'PageUp':
      return inRow(section, place, Math.max(0, at - PAGE_ROWS));
    case 'PageDown':
      return inRow(section, place, Math.min(rows.length - 1, at + PAGE_ROWS));
    case 'Home':
      return ctrl ? 0 : row.first;
    case 'End':
      return ctrl ? (rows.at(-1)?.first ?? 0) + (rows.at(-1)?.count ?? 1) - 1 : last;
    default:
      return undefined;
  }
}

/** The seat of a row that is nearest to the side where a place is, as one sees it who stands before the section. */
function inRow(section: Rows, place: number, at: number): number {
  const row = section.rows[at];
  if (!row || row.count === 0) return place;
  const angle = (section.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const aside = (one: number): number => (section.x[one] ?? 0) * cos + (section.y[one] ?? 0) * sin;
  const wanted = aside(place);
  let best = row.first;
  for (let one = row.first + 1; one < row.first + row.count; one++)
    if (Math.abs(aside(one) - wanted) < Math.abs(aside(best) - wanted)) best = one;
  return best;
}

/**
 * Which rows are built, in order: those of the window, and the one in which the tab stop is, wherever the section was scrolled to; without it a keyboard
 * would have lost its place, and the grid its only way in.
 */
export function builtRows(
  [from, to]: readonly [from: number, to: number],
  stop: number,
): readonly (readonly [from: number, to: number])[] {
  const own = [stop, stop + 1] as const;
  if (stop < from) return [own, [from, to]];
  return stop < to ? [[from, to]] : [[from, to], own];
}

/** Which rows are in sight: all of a section of up to so many seats, else those around one, as many as have about that many. */
export function windowOf(
  section: Pick<HallSection, 'rows' | 'places'>,
  middle: number,
  most = 600,
): [from: number, to: number] {
  const { rows, places } = section;
  if (places <= most) return [0, rows.length];
  const count = Math.max(5, Math.floor((rows.length * most) / places));
  const from = Math.max(0, Math.min(rows.length - count, middle - (count >> 1)));
  return [from, Math.min(rows.length, from + count)];
}
