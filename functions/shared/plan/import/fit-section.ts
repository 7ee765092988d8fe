/**
 * Rules from places: a section that is listed seat by seat becomes a rule for its rows, and what differs a row. Whatever no rule fits stays seat by seat, so
 * nothing is moved by more than some centimetres. Pure.
 */
import { moved } from '../outline.ts';
import type { RowPlan, SectionPlan } from '../plan.ts';
import { AISLE_CM, ownPlaces, PITCH_CM } from '../section-places.ts';
import type { MadeRow } from './chart-rows-of.ts';

type Point = readonly [x: number, y: number];

/** Seats farther apart than so many times what is usual have an aisle between them. */
const AISLE_FROM = 1.5;
/** Less than this is no bend. */
const LEAST_SAGITTA_CM = 2;

export interface Fitted {
  rows: MadeRow[];
  plan: SectionPlan;
}

/** @param places of each row's seats, in cm @param near what a rule may be beside the place that was given, in cm */
export function fitSection(rows: readonly MadeRow[], places: readonly (readonly Point[])[], near: number): Fitted {
  const turn = turnOf(places);
  const flat = places.map((row) => inFrame(row, [0, 0], turn));
  const front = flat[0] as Point[];
  const widest = longest(flat);
  const steps = flat.flatMap(stepsOf);
  const pitch = bounded(median(steps, PITCH_CM[0]), 20, 1_000);
  const withAisles = rows.map((row, index) => ({ ...row, ...aislesIn(flat[index] as Point[], pitch) }));
  const gaps = steps.filter((step) => step > AISLE_FROM * pitch).map((step) => step - pitch);
  const aisle = bounded(median(gaps, AISLE_CM), 0, 2_000);
  const deep = bounded(median(differences(flat.map((row) => middleOf(row)[1])), PITCH_CM[1]), 20, 1_000);
  const base: SectionPlan = {
    ...(turn !== 0 && { turn }),
    ...((pitch !== PITCH_CM[0] || deep !== PITCH_CM[1]) && { pitch: [pitch, deep] }),
    ...(gaps.length > 0 && aisle !== AISLE_CM && { aisle }),
  };
  const radius = radiusOf(widest);
  const own = radius === undefined ? undefined : bounded(radius - flat.indexOf(widest) * deep, -100_000, 100_000);
  const candidates = own === undefined || Math.abs(own) < 50 ? [base] : [base, { ...base, radius: own }];
  const fitted = candidates.map((rule) => fitRows(withAisles, flat, rule, { front, turn, near }));
  fitted.sort((one, other) => one.weight - other.weight);
  return { rows: withAisles, plan: (fitted[0] as (typeof fitted)[number]).plan };
}

/** What all rules are tried with. */
interface Fitting {
  front: readonly Point[];
  turn: number;
  near: number;
}

/** What rows need beyond a rule; the fewer, the better the rule. */
function fitRows(
  rows: readonly MadeRow[],
  flat: readonly (readonly Point[])[],
  rule: SectionPlan,
  { front, turn, near }: Fitting,
): { plan: SectionPlan; weight: number } {
  const { align, own, origin } = bestAlign(rows, flat, rule, { front, near });
  const aligned: SectionPlan = { ...rule, ...(align !== 'middle' && { align }) };
  const differing: Record<string, RowPlan> = {};
  let weight = 0;
  for (const [index, row] of rows.entries()) {
    const wanted = (flat[index] as Point[]).map(([x, y]): Point => [x - origin[0], y - origin[1]]);
    const difference = differenceOf(row, wanted, { byRule: own[index] as Point[], rule: aligned, near });
    if (difference === undefined) continue;
    differing[row.label] = difference;
    weight += 1 + (difference.seats?.length ?? 0);
  }
  const [x = 0, y = 0] = moved(origin, [0, 0], turn);
  return {
    plan: { at: [x, y], ...aligned, ...(Object.keys(differing).length > 0 && { rows: differing }) },
    weight,
  };
}

/** Where rows of different lengths meet, so that most of them are where the rule has them; and where the section then is. */
function bestAlign(
  rows: readonly MadeRow[],
  flat: readonly (readonly Point[])[],
  rule: SectionPlan,
  { front, near }: Pick<Fitting, 'front' | 'near'>,
) {
  const tried = (['middle', 'left', 'right'] as const).map((align) => {
    const own = placesBy(rows, { ...rule, align });
    const origin = meanDifference(front, own[0] as Point[]);
    const fitting = flat.filter((row, index) => {
      const there = own[index] as Point[];
      return row.every(([x, y], at) => isNear([x - origin[0], y - origin[1]], there[at] as Point, near));
    }).length;
    return { align, own, origin, fitting };
  });
  const most = Math.max(...tried.map(({ fitting }) => fitting));
  return tried.find(({ fitting }) => fitting === most) as (typeof tried)[number];
}

/** What a row needs: nothing, a shift, a rule of its own, or each seat. */
function differenceOf(
  row: MadeRow,
  wanted: readonly Point[],
  { byRule, rule, near }: { byRule: readonly Point[]; rule: SectionPlan; near: number },
): RowPlan | undefined {
  if (areNear(wanted, byRule, near)) return undefined;
  const [dx, dy] = meanDifference(wanted, byRule);
  if (
    areNear(
      wanted,
      byRule.map(([x, y]): Point => [x + dx, y + dy]),
      near,
    )
  )
    return { shift: [dx, dy] };
  const alone = ownRule(row, wanted, rule, near);
  return alone ?? { at: toWhole(wanted[0] as Point), seats: stepsTo(wanted) };
}

/** A row by a rule of its own, if there is one. */
function ownRule(row: MadeRow, wanted: readonly Point[], rule: SectionPlan, near: number): RowPlan | undefined {
  if (wanted.length < 3) return undefined;
  const turn = turnOf([wanted]);
  const flat = inFrame(wanted, [0, 0], turn);
  const radius = radiusOf(flat);
  const pitch = bounded(median(stepsOf(flat), PITCH_CM[0]), 20, 1_000);
  const shape: RowPlan = {
    ...(turn !== 0 && { turn }),
    ...(radius !== undefined && Math.abs(radius) >= 50 && Math.abs(radius) <= 100_000 && { radius }),
    pitch,
  };
  const alone = { label: row.label, seats: row.seats, ...(row.aisleAfter && { aisleAfter: row.aisleAfter }) };
  const around = (at: readonly [number, number]): Point[] =>
    placesBy([alone], {
      ...(rule.aisle !== undefined && { aisle: rule.aisle }),
      rows: { [row.label]: { ...shape, at: [...at] } },
    })[0] as Point[];
  const at = meanDifference(wanted, around([0, 0]));
  return areNear(wanted, around(at), near) ? { at, ...shape } : undefined;
}

/** Where a rule puts rows, in the section's own frame. */
function placesBy(rows: readonly MadeRow[], rule: SectionPlan): Point[][] {
  const { at: _at, turn: _turn, ...own } = rule;
  const { x, y } = ownPlaces({ id: '', name: '', kind: 'seated', rows }, own);
  let next = 0;
  return rows.map(({ seats }) => {
    const from = next;
    next += seats;
    return Array.from({ length: seats }, (_, index): Point => [x[from + index] as number, y[from + index] as number]);
  });
}

/** Which way the longest row runs, from its first seat to its last: 0 to the right. */
function turnOf(places: readonly (readonly Point[])[]): number {
  const row = longest(places);
  const [[ax, ay], [bx, by]] = [row[0] as Point, row.at(-1) as Point];
  if (Math.hypot(bx - ax, by - ay) < 1) return 0;
  const degrees = Math.round((Math.atan2(by - ay, bx - ax) * 18_000) / Math.PI) / 100;
  return Math.abs(degrees) < 0.2 ? 0 : degrees;
}

function longest<Row extends readonly Point[]>(rows: readonly Row[]): Row {
  return rows.reduce((most, row) => (row.length > most.length ? row : most));
}

/** Points in the frame that is turned so. */
function inFrame(points: readonly Point[], [ox, oy]: Point, degrees: number): Point[] {
  const angle = (-degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return points.map(([x, y]) => [(x - ox) * cos - (y - oy) * sin, (x - ox) * sin + (y - oy) * cos]);
}

/** The radius of a row that runs to the right, by its chord and how far its middle is off that; undefined of a straight one. */
function radiusOf(row: readonly Point[]): number | undefined {
  if (row.length < 3) return undefined;
  const [first, last] = [row[0] as Point, row.at(-1) as Point];
  const middle = row[Math.floor((row.length - 1) / 2)] as Point;
  const chord = last[0] - first[0];
  const along = chord === 0 ? 0 : (middle[0] - first[0]) / chord;
  const off = middle[1] - first[1] - along * (last[1] - first[1]);
  if (Math.abs(off) < LEAST_SAGITTA_CM) return undefined;
  // By the two parts of the chord: their product is that of the sagitta and what is left of the diameter.
  const parts = (middle[0] - first[0]) * (last[0] - middle[0]);
  return Math.round((parts / Math.abs(off) + Math.abs(off)) / 2) * Math.sign(off);
}

function aislesIn(row: readonly Point[], pitch: number): { aisleAfter?: number[] } {
  const after = stepsOf(row).flatMap((step, index) => (step > AISLE_FROM * pitch ? [index + 1] : []));
  return after.length > 0 ? { aisleAfter: after } : {};
}

function stepsOf(row: readonly Point[]): number[] {
  return row.slice(1).map(([x, y], index) => {
    const [px, py] = row[index] as Point;
    return Math.hypot(x - px, y - py);
  });
}

/** The way to each seat from the one before, in whole cm that do not add up to more than half of one beside it. */
function stepsTo(row: readonly Point[]): number[] {
  const whole = row.map(toWhole);
  return whole.flatMap(([x, y], index) => {
    const [px, py] = whole[index - 1] ?? whole[0] ?? [x, y];
    return [x - px, y - py];
  });
}

const toWhole = ([x, y]: Point): [number, number] => [Math.round(x) + 0, Math.round(y) + 0];
const middleOf = (row: readonly Point[]): Point => row[Math.floor(row.length / 2)] as Point;
const isNear = (one: Point, other: Point, near: number): boolean =>
  Math.hypot(one[0] - other[0], one[1] - other[1]) <= near;
const areNear = (one: readonly Point[], other: readonly Point[], near: number): boolean =>
  one.every((point, index) => isNear(point, other[index] as Point, near));
const bounded = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(value))) + 0;

function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - (values[index] as number));
}

/** Half of them are less than this; or what is usual when there is none. */
export function median(values: readonly number[], usual: number): number {
  const ordered = values.toSorted((one, other) => one - other);
  return ordered[Math.floor((ordered.length - 1) / 2)] ?? usual;
}

/** By how much the one lies beside the other, on average, in whole cm. */
function meanDifference(one: readonly Point[], other: readonly Point[]): [number, number] {
  const sum = [0, 0] as [number, number];
  for (const [index, [x, y]] of one.entries()) {
    const [ox, oy] = other[index] as Point;
    sum[0] += x - ox;
    sum[1] += y - oy;
  }
  return [Math.round(sum[0] / one.length) + 0, Math.round(sum[1] / one.length) + 0];
}
