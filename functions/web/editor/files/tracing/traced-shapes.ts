/** Outlines of a drawing as shapes of a hall: the largest first, with as few corners as show them. Pure. */
import type { HallCommand } from '../../model/commands.ts';
import { type HallDocument, shapesOf, type XY } from '../../model/hall-document.ts';
import { MOST_CORNERS } from '../../model/outline-edits.ts';
import { MOST_SHAPES } from '../../model/plan-edits.ts';
import type { Drawing } from './read-svg.ts';

/** Where a drawing lies in the hall: its middle, and how wide it is. */
export interface DrawingPlace {
  at: XY;
  width: number;
}

/** Smaller ones are letters and signs. */
const LEAST_CM = 50;
const MOST_AT_ONCE = 100;
/** The time that this takes grows with the square of them. */
const MOST_LOOKED_AT = 2_000;
/** So far from the drawing a shape may be, in cm. */
const NEAR_CM = 8;

export function tracedShapes(
  document: HallDocument,
  drawing: Drawing,
  { at, width }: DrawingPlace,
  floor: string | undefined,
): HallCommand | undefined {
  const scale = width / drawing.width;
  const room = MOST_SHAPES - shapesOf(document).length;
  const outlines = drawing.lines
    .filter(({ points, isClosed }) => isClosed || isRound(points))
    .map(({ points }) =>
      simplified(
        points.map((value, index) =>
          index % 2 ? at[1] + (value - drawing.height / 2) * scale : at[0] + (value - drawing.width / 2) * scale,
        ),
        NEAR_CM,
      ),
    )
    .filter((outline) => outline.length >= 6 && Math.min(span(outline, 0), span(outline, 1)) >= LEAST_CM)
    .toSorted((one, other) => shoelaceArea(other) - shoelaceArea(one))
    .slice(0, Math.max(0, Math.min(room, MOST_AT_ONCE)));
  if (outlines.length === 0) return undefined;
  return {
    kind: 'all',
    commands: outlines.map((outline) => ({
      kind: 'addShape',
      shape: { kind: 'area', outline: outline.map(inPlan), ...(floor !== undefined && { floor }) },
    })),
  };
}

const inPlan = (value: number): number => Math.max(-100_000, Math.min(100_000, Math.round(value)));

/** Drawn back to where it began, if not said to be closed. */
function isRound(points: readonly number[]): boolean {
  return points.length >= 8 && points[0] === points.at(-2) && points[1] === points.at(-1);
}

function span(outline: readonly number[], axis: 0 | 1): number {
  let [least, most] = [Infinity, -Infinity];
  for (let at = axis; at < outline.length; at += 2) {
    least = Math.min(least, outline[at] ?? 0);
    most = Math.max(most, outline[at] ?? 0);
  }
  return most - least;
}

export function shoelaceArea(outline: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < outline.length; at += 2) {
    const next = (at + 2) % outline.length;
    sum += (outline[at] ?? 0) * (outline[next + 1] ?? 0) - (outline[next] ?? 0) * (outline[at + 1] ?? 0);
  }
  return Math.abs(sum) / 2;
}

/** By Douglas and Peucker, from coarse to coarser until a plan takes it. */
export function simplified(outline: readonly number[], near: number): number[] {
  const points: XY[] = [];
  for (let at = 0; at + 1 < outline.length; at += 2) {
    const point: XY = [outline[at] ?? 0, outline[at + 1] ?? 0];
    const last = points.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  const every = Math.ceil(points.length / MOST_LOOKED_AT);
  const few = every > 1 ? points.filter((_, index) => index % every === 0) : points;
  for (let reach = near; ; reach *= 1.25) {
    const kept = keptOf(few, reach);
    if (kept.length > MOST_CORNERS) continue;
    // What is all corners has none that say more than others.
    const step = Math.ceil(few.length / MOST_CORNERS);
    return (kept.length > 2 ? kept : few.filter((_, index) => index % step === 0)).flat();
  }
}

function keptOf(points: readonly XY[], reach: number): XY[] {
  const kept = new Set([0, points.length - 1]);
  // From the first to the one that is farthest from it, and back: an outline has no ends.
  const far = points.reduce(
    (best, point, index) => (distance(point, points[0]) > distance(points[best], points[0]) ? index : best),
    0,
  );
  kept.add(far);
  const stretches: [number, number][] = [
    [0, far],
    [far, points.length - 1],
  ];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const [from, to] = stretch;
    let [most, at] = [reach, -1];
    for (let index = from + 1; index < to; index++) {
      const off = offLine(points[index], points[from], points[to]);
      if (off > most) [most, at] = [off, index];
    }
    if (at < 0) continue;
    kept.add(at);
    stretches.push([from, at], [at, to]);
  }
  const all = points.filter((_, index) => kept.has(index));
  const [first, last] = [all[0], all.at(-1)];
  return all.length > 1 && distance(first, last) < reach ? all.slice(0, -1) : all;
}

const distance = ([ax, ay]: XY = [0, 0], [bx, by]: XY = [0, 0]): number => Math.hypot(ax - bx, ay - by);

function offLine([x, y]: XY = [0, 0], [ax, ay]: XY = [0, 0], [bx, by]: XY = [0, 0]): number {
  const long = Math.hypot(bx - ax, by - ay);
  return long === 0 ? Math.hypot(x - ax, y - ay) : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / long;
}
