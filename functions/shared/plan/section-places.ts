/**
 * Where the seats of a section lie in its own frame: the middle of the front row is 0, x to the right, y backwards. What says the most of a
 * seat counts: the row's `seats`, its `table`, its rule, the section's. Pure.
 */
import type { DrawnRow, DrawnSeated } from './drawn-chart.ts';
import { ellipse, hullAround, rectangle, sineAndCosine, subdivided } from './outline.ts';
import type { RowPlan, SectionPlan } from './plan.ts';

/** From seat to seat, and from row to row. */
export const PITCH_CM = [55, 90] as const;
export const AISLE_CM = 110;
/** What the middle of a chair is away from its table. */
const CHAIR_CM = 30;
/** A bent side is drawn by lines of so many degrees. */
const BEND_DEGREES = 5;

/** A table in its section's frame. */
export interface OwnTable {
  row: number;
  kind: NonNullable<RowPlan['table']>['kind'];
  outline: readonly number[];
}

/** The places of a section in its own frame, not rounded. */
export interface OwnPlaces {
  x: Float64Array;
  y: Float64Array;
  /** x and y in turn: made when it is asked for. */
  outline: () => readonly number[];
  /** Those of its rows that are one. */
  tables: readonly OwnTable[];
}

/** What a plan says under an id, which may read as something that every object has: toString. */
export function entryOf<Entry>(entries: Readonly<Record<string, Entry>> | undefined, id: string): Entry | undefined {
  return entries && Object.hasOwn(entries, id) ? entries[id] : undefined;
}

type Point = readonly [number, number];

const NOTHING: RowPlan = {};

/** As `rowPlacer` does of a row of which nothing is otherwise, as nearly all of a large hall are. @returns the index after its last */
function placeByRule(
  way: Float64Array,
  left: number,
  radius: number | undefined,
  depth: number,
  { x, y }: { x: Float64Array; y: Float64Array },
  first: number,
): number {
  const own = radius === undefined ? undefined : radius + depth;
  for (let at = 0; at < way.length; at++) {
    const along = left + (way[at] as number);
    x[first + at] = own === undefined ? along : own * Math.sin(along / own);
    y[first + at] = own === undefined ? depth : depth + own * (Math.cos(along / own) - 1);
  }
  return first + way.length;
}

export function ownPlaces(section: DrawnSeated, rule: SectionPlan = {}): OwnPlaces {
  // Most rows of a hall are as long as others, and have no aisle.
  const plain = new Map<number, Float64Array>();
  const ways = section.rows.map((row) => {
    const own = entryOf(rule.rows, row.label);
    if (own || row.aisleAfter) return wayAlong(row, rule, own);
    const known = plain.get(row.seats) ?? wayAlong(row, rule, undefined);
    plain.set(row.seats, known);
    return known;
  });
  const widest = ways.reduce((most, way) => Math.max(most, way.at(-1) ?? 0), 0);
  const total = section.rows.reduce((sum, row) => sum + row.seats, 0);
  const x = new Float64Array(total);
  const y = new Float64Array(total);
  let next = 0;
  for (const [index, row] of section.rows.entries()) {
    const own = entryOf(rule.rows, row.label) ?? NOTHING;
    const depth = index * (rule.pitch?.[1] ?? PITCH_CM[1]);
    const way = ways[index] as Float64Array;
    const left = leftOf(own.align ?? rule.align, way.at(-1) ?? 0, widest);
    if (own === NOTHING) {
      next = placeByRule(way, left, rule.radius, depth, { x, y }, next);
      continue;
    }
    const place = rowPlacer(row, rule, own, depth);
    for (let at = 0; at < way.length; at++) {
      const [px, py] = place(at, left + (way[at] as number));
      x[next] = px;
      y[next++] = py;
    }
  }
  const tables = section.rows.flatMap((row, index) => {
    const own = entryOf(rule.rows, row.label);
    if (!own?.table || own.seats) return [];
    const put = putting(own, index * (rule.pitch?.[1] ?? PITCH_CM[1]));
    const { kind, size } = own.table;
    return [{ row: index, kind, outline: turned(kind === 'round' ? ellipse(size) : rectangle(size), put) }];
  });
  return { x, y, tables, outline: () => rule.outline ?? outlineOf(section, rule, { x, y }) };
}

/** How far each seat of a row is from the first, along the row. */
function wayAlong(row: DrawnRow, rule: SectionPlan, own: RowPlan | undefined): Float64Array {
  const pitch = own?.pitch ?? rule.pitch?.[0] ?? PITCH_CM[0];
  const aisle = rule.aisle ?? AISLE_CM;
  const aisles = new Set(row.aisleAfter);
  const way = new Float64Array(row.seats);
  for (let at = 1; at < row.seats; at++) way[at] = (way[at - 1] as number) + pitch + (aisles.has(at) ? aisle : 0);
  return way;
}

/** How long a row is, from its first seat to its last. */
export function widthOf(row: DrawnRow, rule: SectionPlan, own: RowPlan): number {
  return wayAlong(row, rule, own).at(-1) ?? 0;
}

function leftOf(align: SectionPlan['align'], width: number, widest: number): number {
  if (align === 'left') return -widest / 2;
  if (align === 'right') return widest / 2 - width;
  return -width / 2;
}

/** From a row's own frame to its section's. */
function putting(own: RowPlan, depth: number): (point: Point) => Point {
  const [sx, sy] = own.shift ?? [0, 0];
  const [ox, oy] = own.at ?? (own.seats ? [0, 0] : [0, depth]);
  const [sin, cos] = sineAndCosine(own.turn ?? 0);
  return ([x, y]) => [ox + sx + x * cos - y * sin, oy + sy + x * sin + y * cos];
}

function turned(outline: readonly number[], put: (point: Point) => Point): number[] {
  const all: number[] = [];
  for (let at = 0; at < outline.length; at += 2) all.push(...put([outline[at] as number, outline[at + 1] as number]));
  return all;
}

type Placer = (index: number, along: number) => Point;

/** What places the seats of one row, given how far along the row from its middle they are. */
function rowPlacer(row: DrawnRow, rule: SectionPlan, own: RowPlan, depth: number): Placer {
  const put = putting(own, depth);
  if (own.seats) {
    const ends = walked(own.seats, row.seats, own.pitch ?? rule.pitch?.[0] ?? PITCH_CM[0]);
    return (index) => put(ends[index] as Point);
  }
  if (own.table) {
    const around = aroundTable(own.table, row.seats);
    return (index) => put(around[index] as Point);
  }
  const radius = own.radius ?? (own.at ? undefined : bent(rule.radius, depth));
  return radius === undefined ? (_, along) => put([along, 0]) : (_, along) => put(onArc(radius, along));
}

/** Rows of a bent section have one middle. */
function bent(radius: number | undefined, depth: number): number | undefined {
  return radius === undefined ? undefined : radius + depth;
}

/** A place on an arc through 0; with a negative radius it bends backwards. */
function onArc(radius: number, along: number): Point {
  const angle = along / radius;
  return [radius * Math.sin(angle), radius * Math.cos(angle) - radius];
}

function walked(steps: readonly number[], seats: number, pitch: number): Point[] {
  const all: Point[] = [];
  let [x, y] = [0, 0];
  let step: Point = [pitch, 0];
  for (let at = 0; at < seats; at++) {
    if (2 * at + 1 < steps.length) {
      const given: Point = [steps[2 * at] as number, steps[2 * at + 1] as number];
      [x, y] = [x + given[0], y + given[1]];
      if (at > 0) step = given;
    } else [x, y] = [x + step[0], y + step[1]];
    all.push([x, y]);
  }
  return all;
}

function aroundTable(table: NonNullable<RowPlan['table']>, seats: number): Point[] {
  const [width, depth] = table.size;
  const [x, y] = [width / 2 + CHAIR_CM, depth / 2 + CHAIR_CM];
  if (table.kind === 'round')
    return Array.from({ length: seats }, (_, index) => {
      const [sin, cos] = sineAndCosine((index * 360) / seats);
      return [x * sin, -y * cos];
    });
  const [front, right, rear, left] = sides(seats, width, depth);
  return [
    ...spread(front, width).map((at): Point => [at, -y]),
    ...spread(right, depth).map((at): Point => [x, at]),
    ...spread(rear, width).map((at): Point => [-at, y]),
    ...spread(left, depth).map((at): Point => [-x, -at]),
  ];
}

/** How many stand at each side of a table: at the front and the rear first, then at its ends. */
function sides(seats: number, width: number, depth: number): [number, number, number, number] {
  const atEnd = Math.floor(depth / PITCH_CM[0]);
  const beyond = Math.max(0, seats - 2 * Math.max(1, Math.floor(width / PITCH_CM[0])));
  const right = Math.min(atEnd, Math.ceil(beyond / 2));
  const left = Math.min(atEnd, Math.floor(beyond / 2));
  const long = seats - right - left;
  return [Math.ceil(long / 2), right, Math.floor(long / 2), left];
}

function spread(count: number, length: number): number[] {
  return Array.from({ length: count }, (_, index) => ((index + 0.5) / count - 0.5) * length);
}

/** Around the seats: along the rows where all go by the section's rule, else straight around all. */
function outlineOf(section: DrawnSeated, rule: SectionPlan, { x, y }: { x: Float64Array; y: Float64Array }): number[] {
  let next = 0;
  const firsts = section.rows.map((row) => (next += row.seats) - row.seats);
  const isOwnWay = Object.values(rule.rows ?? {}).some(
    (row) => row.at ?? row.seats ?? row.table ?? row.radius ?? row.turn ?? row.shift,
  );
  const { radius } = rule;
  if (isOwnWay) return hullAround(Array.from(x).flatMap((px, at) => [px, y[at] as number]));
  const ends = section.rows.flatMap((row, index) => {
    const first = firsts[index] as number;
    return [first, first + row.seats - 1];
  });
  if (radius === undefined) return hullAround(ends.flatMap((at) => [x[at] as number, y[at] as number]));
  // Unrolled: how far along a circle in the middle of the depth, and how deep.
  const pitch = rule.pitch?.[1] ?? PITCH_CM[1];
  const middle = radius + ((section.rows.length - 1) * pitch) / 2;
  const points = ends.flatMap((at, end) => {
    const depth = Math.floor(end / 2) * pitch;
    const own = radius + depth;
    return [Math.atan2((x[at] as number) / own, ((y[at] as number) + radius) / own) * middle, depth];
  });
  const unrolled = subdivided(hullAround(points), (Math.abs(middle) * BEND_DEGREES * Math.PI) / 180);
  const all: number[] = [];
  for (let at = 0; at < unrolled.length; at += 2) {
    const angle = (unrolled[at] as number) / middle;
    const own = radius + (unrolled[at + 1] as number);
    all.push(own * Math.sin(angle), own * Math.cos(angle) - radius);
  }
  return all;
}
