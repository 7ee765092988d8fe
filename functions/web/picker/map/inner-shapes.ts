/** Which shapes lie within a section, and what is written on shapes and beside rows: as a plan that others have drawn has it. Pure. */
import type { LaidRow, ShapeLayout } from '../../../shared/plan/layout.ts';
import type { PlanBox } from '../../../shared/plan/outline.ts';
import type { Hall, HallSection } from '../hall/seat-hall.ts';
import { type Size, toWindow, type View } from './view.ts';

type Shapes = Hall['shapes'];

/** Worked out once a hall. */
const known = new WeakMap<Shapes, Map<number, ShapeLayout[]>>();

/**
 * By the place of a section: what lies on its floor, as tables do; else its outline would hide them. What is about as large as a section, such as a floor
 * below several, lies behind.
 */
export function innerShapes({ shapes, sections }: Pick<Hall, 'shapes' | 'sections'>): Map<number, ShapeLayout[]> {
  const found = known.get(shapes);
  if (found) return found;
  const made = new Map<number, ShapeLayout[]>();
  for (const shape of shapes) {
    const around = sections.find((section) => section.floor === shape.floor && isInside(shape, section));
    if (around) made.set(around.at, [...(made.get(around.at) ?? []), shape]);
  }
  known.set(shapes, made);
  return made;
}

function isInside(shape: ShapeLayout, { kind, box }: Pick<HallSection, 'kind' | 'box'>): boolean {
  if (kind === 'general') return false;
  const own = shape.kind === 'text' ? pointBox(shape.at) : shape.box;
  const fits = own.left >= box.left && own.right <= box.right && own.top >= box.top && own.bottom <= box.bottom;
  return fits && areaOf(own) <= areaOf(box) / 4;
}

const pointBox = ([x, y]: readonly [number, number]): PlanBox => ({ left: x, right: x, top: y, bottom: y });
const areaOf = ({ left, right, top, bottom }: PlanBox): number => (right - left) * (bottom - top);

/** As much as stands beside a row. */
const LONGEST_SIGN = 6;

/** What stands beside a row: what people call it, where that is short enough. */
export const rowSign = ({ name, label }: Pick<LaidRow, 'name' | 'label'>): string =>
  name !== undefined && name.length <= LONGEST_SIGN ? name : label;

/** The name of a row that goes through the window and has neither of its ends in it, at the first of its seats that is seen. */
export interface RowSign {
  text: string;
  x: number;
  y: number;
}

/** So far within the edge of the window its middle is. */
const WITHIN = 12;

const within = (value: number, most: number): number => Math.min(Math.max(value, WITHIN), most - WITHIN);

/** Whose names are drawn beside their ends, and these are out of sight. Tables have theirs within. */
export function rowSignsIn(
  { rows, tables, x, y, pitch }: Pick<HallSection, 'rows' | 'tables' | 'x' | 'y' | 'pitch'>,
  view: View,
  size: Size,
): RowSign[] {
  const { width, height } = size;
  const at = (place: number): [px: number, py: number] => toWindow(view, size, x[place] ?? 0, y[place] ?? 0);
  const isSeen = ([px, py]: readonly [number, number]): boolean => px >= 0 && py >= 0 && px <= width && py <= height;
  const named = new Set(tables.map(({ row }) => row));
  return rows.flatMap((row, index) => {
    const last = row.first + row.count - 1;
    if (named.has(index) || row.count < 3 || isSeen(at(row.first)) || isSeen(at(last))) return [];
    for (let place = row.first + 1; place < last; place++) {
      const [px, py] = at(place);
      if (!isSeen([px, py])) continue;
      const [beforeX, beforeY] = at(place - 1);
      const length = Math.hypot(beforeX - px, beforeY - py) || 1;
      const far = pitch * view.scale;
      const sign = { x: px + ((beforeX - px) / length) * far, y: py + ((beforeY - py) / length) * far };
      return [{ text: rowSign(row), x: within(sign.x, width), y: within(sign.y, height) }];
    }
    return [];
  });
}

/** How what is written on a shape is turned, in degrees: with the shape, and never upside down. */
export const textTurn = ({ turn }: Pick<ShapeLayout, 'turn'>): number =>
  turn > 90 ? turn - 180 : turn < -90 ? turn + 180 : turn;
