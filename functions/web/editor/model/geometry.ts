/** Points, turns and boxes of what is edited, in centimetres. Pure. */
import {
  layoutOf,
  placedSection,
  shapeLayout,
  type SectionLayout,
  type ShapeLayout,
} from '../../../shared/plan/layout.ts';
import { boxOf, type PlanBox, sineAndCosine, whole } from '../../../shared/plan/outline.ts';
import type { SectionPlan } from '../../../shared/plan/plan.ts';
import {
  type EditedSection,
  type EditedShape,
  type HallDocument,
  type PartId,
  ruleOf,
  sectionNamed,
  sectionOfPart,
  shapeOfPart,
  shapesOf,
  type XY,
} from './hall-document.ts';

/** A kilometre each way: no plan goes further. */
export const MOST_CM = 100_000;

const clamped = (value: number): number => Math.min(MOST_CM, Math.max(-MOST_CM, whole(value)));

/** In whole centimetres, within what a plan may say. */
export const pointAt = (x: number, y: number): [number, number] => [clamped(x), clamped(y)];

export const plus = ([x, y]: XY, [dx, dy]: XY): [number, number] => pointAt(x + dx, y + dy);

/** Clockwise, from over -180 to 180, in tenths. */
export function degreesOf(degrees: number): number {
  const within = ((((Math.round(degrees * 10) / 10) % 360) + 540) % 360) - 180;
  return within === -180 ? 180 : Math.round(within * 10) / 10 + 0;
}

export function turnedAround([x, y]: XY, [cx, cy]: XY, degrees: number): [number, number] {
  const [sin, cos] = sineAndCosine(degrees);
  const [dx, dy] = [x - cx, y - cy];
  return pointAt(cx + dx * cos - dy * sin, cy + dx * sin + dy * cos);
}

/** From a section's own frame to the hall's, not rounded. */
export function outOf(rule: SectionPlan, [x, y]: XY): [number, number] {
  const [sin, cos] = sineAndCosine(rule.turn ?? 0);
  const [ax, ay] = rule.at ?? [0, 0];
  return [ax + x * cos - y * sin, ay + x * sin + y * cos];
}

/** From the hall's frame to a section's own, not rounded. */
export function into(rule: SectionPlan, [x, y]: XY): [number, number] {
  const [sin, cos] = sineAndCosine(-(rule.turn ?? 0));
  const [ax, ay] = rule.at ?? [0, 0];
  const [dx, dy] = [x - ax, y - ay];
  return [dx * cos - dy * sin, dx * sin + dy * cos];
}

/** Layouts by what they are of: values never change, so neither do these. */
const ofSections = new WeakMap<EditedSection, { rule: SectionPlan; layout: SectionLayout }>();
const ofShapes = new WeakMap<EditedShape, ShapeLayout>();
const NO_RULE: SectionPlan = {};

/** Where a section lies; the same object while section and rule are. */
export function sectionLaid(document: HallDocument, section: EditedSection): SectionLayout {
  const given = ruleOf(document, section.id);
  const rule = Object.keys(given).length === 0 ? NO_RULE : given;
  const known = ofSections.get(section);
  if (known?.rule === rule) return known.layout;
  const layout = placedSection(section, rule);
  ofSections.set(section, { rule, layout });
  return layout;
}

export function shapeLaid(shape: EditedShape): ShapeLayout {
  const known = ofShapes.get(shape);
  if (known) return known;
  const layout = shapeLayout(shape);
  ofShapes.set(shape, layout);
  return layout;
}

export function boxOfPart(document: HallDocument, part: PartId): PlanBox | undefined {
  const id = sectionOfPart(part);
  if (id === undefined) {
    const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
    return shape && shapeLaid(shape).box;
  }
  const section = sectionNamed(document, id);
  return section && sectionLaid(document, section).box;
}

export function boxOfParts(document: HallDocument, parts: readonly PartId[]): PlanBox | undefined {
  const boxes = parts.flatMap((part) => boxOfPart(document, part) ?? []);
  return boxes.length > 0 ? boxOf(boxes) : undefined;
}

export const middleOf = ({ left, right, top, bottom }: PlanBox): [number, number] =>
  pointAt((left + right) / 2, (top + bottom) / 2);

/** The layout as everybody else draws it: for what is told of the whole. */
export const layoutOfDocument = ({ chart, plan }: HallDocument) => layoutOf(chart, plan);
