/** Which shapes lie within a section, and what is written on shapes and beside rows: as a plan that others have drawn has it. Pure. */
import type { LaidRow, ShapeLayout } from '../../../shared/plan/layout.ts';
import type { PlanBox } from '../../../shared/plan/outline.ts';
import type { Hall, HallSection } from '../hall/seat-hall.ts';

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

/** How what is written on a shape is turned, in degrees: with the shape, and never upside down. */
export const textTurn = ({ turn }: Pick<ShapeLayout, 'turn'>): number =>
  turn > 90 ? turn - 180 : turn < -90 ? turn + 180 : turn;
