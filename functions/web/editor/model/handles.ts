/** What a selected section can be held by on the map: to turn it, to bend it, to make it larger; and what a pull at each means. Pure. */
import type { SectionPlan } from '../../../shared/plan/plan.ts';
import { ownPlaces, PITCH_CM } from '../../../shared/plan/section-places.ts';
import type { HallCommand } from './commands.ts';
import { degreesOf, into, outOf, shapeLaid, turnedAround } from './geometry.ts';
import {
  type HallDocument,
  type PartId,
  ruleOf,
  sectionNamed,
  sectionOfPart,
  type SeatedPart,
  shapeOfPart,
  shapesOf,
  type XY,
} from './hall-document.ts';
import { snapTurn } from './snapping.ts';

export interface Handle {
  kind: 'turn' | 'bend' | 'size';
  at: XY;
}

const BEYOND_CM = 140;
const LEAST_RADIUS_CM = 50;

/** @param away how far before it, in cm, so that hands can tell handles apart at any size */
export function handlesOf(document: HallDocument, part: PartId, away: number): Handle[] {
  const id = sectionOfPart(part);
  if (id === undefined) return shapeHandles(document, part, away);
  const section = sectionNamed(document, id);
  if (!section) return [];
  const rule = ruleOf(document, id);
  const box = ownBox(document, id);
  const handles: Handle[] = [
    { kind: 'turn', at: outOf(rule, [(box.left + box.right) / 2, box.top - Math.max(BEYOND_CM, away)]) },
    { kind: 'size', at: outOf(rule, [box.right, box.bottom]) },
  ];
  if (section.kind === 'seated' && mayBend(rule))
    handles.push({ kind: 'bend', at: outOf(rule, [0, box.bottom + away * 0.7]) });
  return handles;
}

/** A section whose rows all lie by its rule. */
export const mayBend = ({ rows = {} }: SectionPlan): boolean =>
  Object.values(rows).every((row) => !row.table && !row.at && !row.seats);

function shapeHandles(document: HallDocument, part: PartId, away: number): Handle[] {
  const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
  if (!shape?.at) return [];
  const { size, turn, at } = shapeLaid(shape);
  const frame: SectionPlan = { at: [...at], turn };
  const handles: Handle[] = [{ kind: 'turn', at: outOf(frame, [0, -size[1] / 2 - Math.max(60, away)]) }];
  if (!shape.outline) handles.push({ kind: 'size', at: outOf(frame, [size[0] / 2, size[1] / 2]) });
  return handles;
}

/** Around the places of a section, in its own frame. */
export function ownBox(
  document: HallDocument,
  id: string,
): { left: number; right: number; top: number; bottom: number } {
  const section = sectionNamed(document, id);
  const rule = ruleOf(document, id);
  if (section?.kind !== 'seated') {
    const [width, depth] = rule.size ?? [400, 400];
    return { left: -width / 2, right: width / 2, top: 0, bottom: depth };
  }
  const { x, y } = ownPlaces(section, rule);
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (let at = 0; at < x.length; at++) {
    box.left = Math.min(box.left, x[at] ?? 0);
    box.right = Math.max(box.right, x[at] ?? 0);
    box.top = Math.min(box.top, y[at] ?? 0);
    box.bottom = Math.max(box.bottom, y[at] ?? 0);
  }
  return box;
}

/** The command that a pull at a handle is. @param from where the hand began @param to where it is @param isFree not to whole steps */
export function pulled(
  document: HallDocument,
  part: PartId,
  handle: Handle['kind'],
  from: XY,
  to: XY,
  isFree = false,
): HallCommand | undefined {
  if (handle === 'turn') return turnPull(document, part, from, to, isFree);
  const id = sectionOfPart(part);
  if (id === undefined) return shapeSizePull(document, part, to);
  const section = sectionNamed(document, id);
  const rule = ruleOf(document, id);
  if (!section) return undefined;
  if (handle === 'bend') {
    if (section.kind !== 'seated') return undefined;
    const [, was] = into(rule, from);
    const [, is] = into(rule, to);
    return { kind: 'setRule', id, changes: { radius: bentBy(section, rule, is - was) } };
  }
  return sizePull(document, id, section, rule, into(rule, to));
}

function turnPull(document: HallDocument, part: PartId, from: XY, to: XY, isFree: boolean): HallCommand | undefined {
  const id = sectionOfPart(part);
  const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
  const own = id === undefined ? shape && shapeLaid(shape) : ruleOf(document, id);
  if (!own) return undefined;
  const middle: XY = id === undefined ? (own.at ?? [0, 0]) : middleOfSection(document, id);
  const angle = ([x, y]: XY): number => (Math.atan2(y - middle[1], x - middle[0]) * 180) / Math.PI;
  const was = own.turn ?? 0;
  const degrees = degreesOf(snapTurn(degreesOf(was + angle(to) - angle(from)), isFree) - was);
  return { kind: 'turn', parts: [part], degrees, around: middle };
}

function middleOfSection(document: HallDocument, id: string): XY {
  const box = ownBox(document, id);
  const [x, y] = outOf(ruleOf(document, id), [(box.left + box.right) / 2, (box.top + box.bottom) / 2]);
  return turnedAround([x, y], [x, y], 0);
}

/** The radius by which the ends of the front row lie further from its middle by so much, towards the stage or away from it. */
export function bentBy(section: SeatedPart, rule: SectionPlan, depth: number): number | undefined {
  const half = halfWidth(section, rule);
  const rise = rule.radius === undefined ? 0 : riseOf(half, rule.radius);
  return radiusOf(half, rise + depth, depthOf(section, rule));
}

function halfWidth(section: SeatedPart, rule: SectionPlan): number {
  const { x } = ownPlaces(
    { ...section, rows: section.rows.slice(0, 1) },
    { ...rule, radius: undefined, rows: undefined },
  );
  return Math.max(SEAT_HALF, ((x.at(-1) ?? 0) - (x[0] ?? 0)) / 2);
}

const SEAT_HALF = 28;
const depthOf = (section: SeatedPart, rule: SectionPlan): number =>
  (section.rows.length - 1) * (rule.pitch?.[1] ?? PITCH_CM[1]);

/** How much nearer to the stage the ends of an arc are than its middle: of that length, on that circle. */
const riseOf = (half: number, radius: number): number =>
  radius * (1 - Math.cos(Math.min(Math.PI, half / Math.abs(radius))));

/** Found by halving: an arc of this length that rises so far. Straight where it would hardly rise. */
function radiusOf(half: number, rise: number, depth: number): number | undefined {
  if (Math.abs(rise) < 4) return undefined;
  const sign = Math.sign(rise);
  // Bent away, the rear rows are the narrow ones: the circle begins behind them.
  const least = Math.max(LEAST_RADIUS_CM, half / 3) + (sign < 0 ? depth : 0);
  let [low, high] = [least, MOST_RADIUS_CM];
  for (let turn = 0; turn < 40; turn++) {
    const middle = (low + high) / 2;
    if (riseOf(half, middle) > Math.abs(rise)) low = middle;
    else high = middle;
  }
  return sign * Math.round(high);
}

const MOST_RADIUS_CM = 60_000;

function sizePull(
  document: HallDocument,
  id: string,
  section: SeatedPart | { kind: 'general' },
  rule: SectionPlan,
  [x, y]: XY,
): HallCommand | undefined {
  if (section.kind === 'general')
    return {
      kind: 'setRule',
      id,
      changes: { size: [Math.max(100, Math.round(2 * Math.abs(x))), Math.max(100, Math.round(y))] },
    };
  const box = ownBox(document, id);
  const [seat, row] = rule.pitch ?? PITCH_CM;
  const wider = Math.round((2 * (x - box.right)) / seat);
  const deeper = Math.round((y - box.bottom) / row);
  const rows = Math.max(1, section.rows.length + deeper);
  const counts = Array.from({ length: rows }, (_, index) =>
    Math.max(1, (section.rows[Math.min(index, section.rows.length - 1)]?.seats ?? 1) + wider),
  );
  return { kind: 'resize', id, counts };
}

function shapeSizePull(document: HallDocument, part: PartId, to: XY): HallCommand | undefined {
  const index = shapeOfPart(part) ?? -1;
  const shape = shapesOf(document)[index];
  if (!shape?.at) return undefined;
  const [x, y] = into({ at: shape.at, turn: shape.turn }, to);
  const size: [number, number] = [Math.max(10, Math.round(2 * Math.abs(x))), Math.max(10, Math.round(2 * Math.abs(y)))];
  return { kind: 'setShape', index, changes: { size } };
}
