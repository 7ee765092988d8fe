/**
 * Where everything of a chart lies: the one derivation that server, page and editor share. By the plan; sections that it does not place, or
 * all without one, are arranged by themselves. Deterministic: the same chart and plan make the same layout, whoever asks. Pure.
 */
import { arranged, type Arrangement, type LooseBlock, standingSize } from './automatic.ts';
import type { DrawnChart, DrawnRow, DrawnSection } from './drawn-chart.ts';
import { type PlanBox, boxAround, boxOf, ellipse, moved, rectangle, sineAndCosine, whole } from './outline.ts';
import type { Plan, SectionPlan } from './plan.ts';
import { entryOf, ownPlaces, type OwnPlaces, type OwnTable, PITCH_CM } from './section-places.ts';
import { shownNumbers } from './shown-numbers.ts';
import { wholeOf } from './steps.ts';

export interface LaidRow {
  label: string;
  name?: string | undefined;
  /** The index in the section of its first place. */
  first: number;
  count: number;
  /** What its seats show. */
  shown: readonly string[];
}

/** A section as it is drawn: whole centimetres, x to the right, y away from the stage. */
export interface SectionLayout {
  id: string;
  name: string;
  floor?: string;
  kind: DrawnSection['kind'];
  /** x and y in turn. */
  outline: readonly number[];
  box: PlanBox;
  /** Where its name may stand. */
  label: readonly [number, number];
  /** Degrees clockwise, from -180 to 180. */
  turn: number;
  /** The middle of each seat, in the order of the chart; general admission has none. */
  x: Int32Array;
  y: Int32Array;
  rows: readonly LaidRow[];
  /** Tables that rows stand around: which row, and its outline. */
  tables: readonly OwnTable[];
}

/** A shape as it is drawn. */
export interface ShapeLayout {
  kind: NonNullable<Plan['shapes']>[number]['kind'];
  at: readonly [number, number];
  size: readonly [number, number];
  turn: number;
  outline: readonly number[];
  round: boolean;
  text?: string;
  floor?: string;
  box: PlanBox;
}

export interface Layout {
  /** Where people look. */
  focus: readonly [number, number];
  bounds: PlanBox;
  /** Whether sections stand where no plan puts them: not to scale. */
  schematic: boolean;
  floors: readonly { id: string; name: string }[];
  sections: readonly SectionLayout[];
  shapes: readonly ShapeLayout[];
  views: NonNullable<Plan['views']>;
}

/** From what a plan places to what it does not. */
const APART_CM = 300;

export function layoutOf(chart: DrawnChart, plan?: Plan): Layout {
  return wholeOf(layoutSteps(chart, plan));
}

/** The same in steps, between which whoever has other things to do may do them: 50,000 seats in one go keep a phone from anything else. */
export function* layoutSteps(chart: DrawnChart, plan?: Plan): Generator<void, Layout> {
  return (yield* laidOut(chart, plan)).layout;
}

/** A plan that says of all that is drawn where it lies, as it is drawn: nothing of it is arranged by itself any more. */
export function placedPlan(chart: DrawnChart, plan: Plan = {}): Plan {
  const { layout, rules, isStageAdded } = wholeOf(laidOut(chart, plan));
  const [stage] = layout.shapes;
  const shapes = [
    ...(isStageAdded && stage ? [{ kind: stage.kind, at: [...stage.at], size: [...stage.size] } as const] : []),
    ...(plan.shapes ?? []),
  ] as NonNullable<Plan['shapes']>;
  return {
    ...plan,
    sections: Object.fromEntries(chart.sections.map(({ id }, index) => [id, rules[index] ?? {}])),
    ...(shapes.length > 0 && { shapes }),
  };
}

/** A section that a plan places. */
export function placedSection(section: DrawnSection, rule: SectionPlan): SectionLayout {
  return sectionLayout(section, rule, ownOf(section, rule));
}

/** A layout, and what it followed from. */
interface LaidOut {
  layout: Layout;
  rules: readonly SectionPlan[];
  isStageAdded: boolean;
}

function* laidOut(chart: DrawnChart, plan?: Plan): Generator<void, LaidOut> {
  const given = chart.sections.map((section) => entryOf(plan?.sections, section.id) ?? {});
  const own: OwnPlaces[] = [];
  for (const [index, section] of chart.sections.entries()) {
    own.push(ownOf(section, given[index] ?? {}));
    yield;
  }
  const loose = own.flatMap((_, index) => (given[index]?.at ? [] : [index]));
  const draw = (index: number, rule: SectionPlan, places: OwnPlaces): SectionLayout =>
    sectionLayout(chart.sections[index] as DrawnSection, rule, places);
  const placed = new Map<number, SectionLayout>();
  for (const [index, places] of own.entries()) {
    if (!given[index]?.at) continue;
    placed.set(index, draw(index, given[index], places));
    yield;
  }
  const shapes = (plan?.shapes ?? []).map(shapeLayout);

  const blocks = loose.map((index) => blockOf(own[index] as OwnPlaces, given[index] ?? {}));
  const arrangement = arranged(blocks);
  const fixed = [...placed.values(), ...shapes].map(({ box }) => box);
  const rules = loose.map((index, at) => looseRule(given[index] ?? {}, blocks[at]?.front ?? 0, arrangement, at));
  const drawn: SectionLayout[] = [];
  for (const [at, index] of loose.entries()) {
    const rule = rules[at] as SectionPlan;
    const isBent = rule.radius !== given[index]?.radius;
    const places = isBent ? ownOf(chart.sections[index] as DrawnSection, rule) : (own[index] as OwnPlaces);
    drawn.push(draw(index, rule, places));
    yield;
  }
  const by = fixed.length > 0 && loose.length > 0 ? behind(boxOf(fixed), boxOf(drawn.map(({ box }) => box))) : [0, 0];
  const all: SectionPlan[] = [...given];
  for (const [at, index] of loose.entries()) {
    placed.set(index, shifted(drawn[at] as SectionLayout, by));
    all[index] = shiftedRule(rules[at] as SectionPlan, by);
  }

  const sections = chart.sections.map((_, index) => placed.get(index) as SectionLayout);
  if (fixed.length === 0) shapes.unshift(shapeLayout({ kind: 'stage', ...arrangement.stage }));
  const bounds = boxOf([...sections, ...shapes].map(({ box }) => box));
  const stage = shapes.find(({ kind }) => kind === 'stage');
  const layout = {
    focus: plan?.focus ?? stage?.at ?? [whole((bounds.left + bounds.right) / 2), bounds.top],
    bounds,
    schematic: loose.length > 0,
    floors: plan?.floors ?? [],
    sections,
    shapes,
    views: plan?.views ?? [],
  };
  return { layout, rules: all, isStageAdded: fixed.length === 0 };
}

/** General admission has no places, only an outline. */
function ownOf(section: DrawnSection, rule: SectionPlan): OwnPlaces {
  if (section.kind === 'seated') return ownPlaces(section, rule);
  const [width, depth] = rule.size ?? standingSize(section.capacity);
  const [left, right] = [-width / 2, width / 2];
  return {
    x: new Float64Array(),
    y: new Float64Array(),
    tables: [],
    outline: () => rule.outline ?? [left, 0, right, 0, right, depth, left, depth],
  };
}

/** What a section takes where it is arranged, and where its front is in its own frame. */
function blockOf(own: OwnPlaces, rule: SectionPlan): LooseBlock & { front: number } {
  const isSeated = own.x.length > 0;
  const { left, right, top, bottom } = isSeated ? boxOfPlaces(own) : boxAround(own.outline());
  const [aside, before] = isSeated ? [PITCH_CM[0] / 2, PITCH_CM[1] / 2] : [0, 0];
  return {
    width: 2 * (Math.max(-left, right) + aside),
    depth: bottom - top + 2 * before,
    bends: isSeated && rule.radius === undefined && rule.rows === undefined && rule.outline === undefined,
    front: top - before,
  };
}

function boxOfPlaces({ x, y }: OwnPlaces): PlanBox {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let at = 0; at < x.length; at++) {
    const [px, py] = [x[at] as number, y[at] as number];
    if (px < box.left) box.left = px;
    if (px > box.right) box.right = px;
    if (py < box.top) box.top = py;
    if (py > box.bottom) box.bottom = py;
  }
  return box;
}

/** The rule of a section that is arranged: `at` is of its front row, and the arrangement's of its edge. */
function looseRule(rule: SectionPlan, front: number, { blocks }: Arrangement, index: number): SectionPlan {
  const { at, turn, radius } = blocks[index] as Arrangement['blocks'][number];
  const before = -front;
  const [sin, cos] = sineAndCosine(turn);
  return {
    ...rule,
    at: [whole(at[0] - before * sin), whole(at[1] + before * cos)],
    turn,
    ...(radius !== undefined && { radius: whole(radius + before) }),
  };
}

function sectionLayout(section: DrawnSection, rule: SectionPlan, own: OwnPlaces): SectionLayout {
  const { id, name, kind } = section;
  const [dx, dy] = rule.at ?? [0, 0];
  const turn = rule.turn ?? 0;
  const [sin, cos] = sineAndCosine(turn);
  const x = new Int32Array(own.x.length);
  const y = new Int32Array(own.x.length);
  for (let at = 0; at < x.length; at++) {
    const [px, py] = [own.x[at] as number, own.y[at] as number];
    x[at] = whole(dx + px * cos - py * sin);
    y[at] = whole(dy + px * sin + py * cos);
  }
  const rows: LaidRow[] = [];
  let first = 0;
  for (const row of section.kind === 'seated' ? section.rows : []) {
    rows.push({
      label: row.label,
      ...(row.name !== undefined && { name: row.name }),
      first,
      count: row.seats,
      shown: numbersOf(row),
    });
    first += row.seats;
  }
  const ownOutline = own.outline();
  const outline = moved(ownOutline, [dx, dy], turn);
  const inside = boxAround(ownOutline);
  const [lx = 0, ly = 0] = moved([(inside.left + inside.right) / 2, (inside.top + inside.bottom) / 2], [dx, dy], turn);
  return {
    id,
    name,
    ...(rule.floor !== undefined && { floor: rule.floor }),
    kind,
    outline,
    box: boxAround(outline),
    label: [lx, ly],
    turn: upright(turn),
    x,
    y,
    rows,
    tables: own.tables.map((table) => ({ ...table, outline: moved(table.outline, [dx, dy], turn) })),
  };
}

/** Rows that count from 1 share what they show: a chart may have thousands. */
const COUNTED: (readonly string[])[] = [];

function numbersOf(row: DrawnRow): readonly string[] {
  return row.numbers ? shownNumbers(row) : (COUNTED[row.seats] ??= shownNumbers(row));
}

/** -180 to 180. */
function upright(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}

function behind(fixed: PlanBox, loose: PlanBox): [number, number] {
  return [whole((fixed.left + fixed.right - loose.left - loose.right) / 2), whole(fixed.bottom + APART_CM - loose.top)];
}

function shiftedRule(rule: SectionPlan, [dx = 0, dy = 0]: readonly number[]): SectionPlan {
  const [x, y] = rule.at ?? [0, 0];
  return { ...rule, at: [x + dx, y + dy] };
}

function shifted(section: SectionLayout, [dx = 0, dy = 0]: readonly number[]): SectionLayout {
  if (dx === 0 && dy === 0) return section;
  const outline = moved(section.outline, [dx, dy], 0);
  return {
    ...section,
    outline,
    box: boxAround(outline),
    label: [section.label[0] + dx, section.label[1] + dy],
    x: section.x.map((value) => value + dx),
    y: section.y.map((value) => value + dy),
    tables: section.tables.map((table) => ({ ...table, outline: moved(table.outline, [dx, dy], 0) })),
  };
}

export function shapeLayout(shape: NonNullable<Plan['shapes']>[number]): ShapeLayout {
  const { kind, text, floor, turn = 0, round = false } = shape;
  const own = shape.outline ?? (round ? ellipse : rectangle)(shape.size ?? [100, 100]);
  const outline = moved(own, shape.at ?? [0, 0], turn);
  const box = boxAround(outline);
  return {
    kind,
    at: shape.at ?? [whole((box.left + box.right) / 2), whole((box.top + box.bottom) / 2)],
    size: shape.size ?? [box.right - box.left, box.bottom - box.top],
    turn: upright(turn),
    outline,
    round,
    ...(text !== undefined && { text }),
    ...(floor !== undefined && { floor }),
    box,
  };
}
