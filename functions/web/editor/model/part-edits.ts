/** Edits of sections and shapes as wholes: moved, turned, mirrored, copied, taken away, aligned. Pure. */
import { boxAround, whole } from '../../../shared/plan/outline.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { boxOfPart, boxOfParts, degreesOf, middleOf, plus, pointAt, turnedAround } from './geometry.ts';
import {
  type EditedSection,
  type EditedShape,
  floorOfPart,
  freeCode,
  type HallDocument,
  type PartId,
  ruleOf,
  sectionNamed,
  sectionOfPart,
  sectionPart,
  shapeOfPart,
  shapePart,
  shapesOf,
  without,
  withRule,
  withShapes,
  type XY,
} from './hall-document.ts';
import { mirroredSection } from './mirror.ts';

/** Each of some parts changed. */
function withParts(
  document: HallDocument,
  parts: readonly PartId[],
  ofSection: (document: HallDocument, id: string) => HallDocument,
  ofShape: (shape: EditedShape) => EditedShape,
): HallDocument {
  const indexes = new Set(parts.map(shapeOfPart));
  let next = document;
  for (const part of parts) {
    const id = sectionOfPart(part);
    if (id !== undefined && sectionNamed(next, id)) next = ofSection(next, id);
  }
  const shapes = shapesOf(next);
  if (!shapes.some((_, index) => indexes.has(index))) return next;
  return withShapes(
    next,
    shapes.map((shape, index) => (indexes.has(index) ? ofShape(shape) : shape)),
  );
}

/** A shape whose outline is around a middle of its own. */
function centred(shape: EditedShape): EditedShape & { at: [number, number] } {
  if (shape.at) return shape as EditedShape & { at: [number, number] };
  const outline = shape.outline ?? [];
  const [x, y] = middleOf(boxAround(outline));
  return { ...shape, at: [x, y], outline: outline.map((value, index) => value - (index % 2 ? y : x)) };
}

export function moveParts(document: HallDocument, parts: readonly PartId[], by: XY): HallDocument {
  return withParts(
    document,
    parts,
    (one, id) => withRule(one, id, (rule) => ({ ...rule, at: plus(rule.at ?? [0, 0], by) })),
    (shape) => {
      const own = centred(shape);
      return { ...own, at: plus(own.at, by) };
    },
  );
}

export function turnParts(
  document: HallDocument,
  parts: readonly PartId[],
  degrees: number,
  around?: XY,
): HallDocument {
  const box = boxOfParts(document, parts);
  if (!box) return document;
  const middle = around ?? middleOf(box);
  const turned = (turn = 0): number | undefined => degreesOf(turn + degrees) || undefined;
  return withParts(
    document,
    parts,
    (one, id) =>
      withRule(one, id, (rule) => ({
        ...rule,
        at: turnedAround(rule.at ?? [0, 0], middle, degrees),
        turn: turned(rule.turn),
      })),
    (shape) => {
      const own = centred(shape);
      return without({ ...own, at: turnedAround(own.at, middle, degrees), turn: turned(own.turn) });
    },
  );
}

const mirrored = (turn = 0): number | undefined => degreesOf(-turn) || undefined;

/** Left and right exchanged, around the middle of all that is mirrored: also what stands on the seats. */
export function mirrorParts(document: HallDocument, parts: readonly PartId[]): HallDocument {
  const box = boxOfParts(document, parts);
  if (!box) return document;
  const across = ([x, y]: XY): [number, number] => pointAt(box.left + box.right - x, y);
  return withParts(
    document,
    parts,
    (one, id) => {
      const next = mirroredSection(one, id);
      return withRule(next, id, (rule) => ({
        ...rule,
        at: across(rule.at ?? [0, 0]),
        turn: mirrored(rule.turn),
        outline: rule.outline && flipped(rule.outline),
      }));
    },
    (shape) => {
      const own = centred(shape);
      return without({
        ...own,
        at: across(own.at),
        turn: mirrored(own.turn),
        outline: own.outline && flipped(own.outline),
      });
    },
  );
}

const flipped = (outline: readonly number[]): number[] =>
  outline.map((value, index) => (index % 2 ? value : -value + 0));

/** Copies stand behind all others in the chart, under ids of their own. */
export function copyParts(document: HallDocument, parts: readonly PartId[], by: XY): HallDocument {
  const used = new Set(document.chart.sections.map(({ id }) => id));
  const sections: EditedSection[] = [];
  const rules: NonNullable<Plan['sections']> = {};
  for (const part of parts) {
    const section = sectionNamed(document, sectionOfPart(part) ?? '');
    if (!section) continue;
    const id = freeCode(used);
    used.add(id);
    sections.push({ ...section, id });
    const rule = ruleOf(document, section.id);
    rules[id] = { ...rule, at: plus(rule.at ?? [0, 0], by) };
  }
  const shapes = parts.flatMap((part): EditedShape[] => {
    const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
    if (!shape) return [];
    const own = centred(shape);
    return [{ ...own, at: plus(own.at, by) }];
  });
  const next = {
    ...document,
    chart: { sections: [...document.chart.sections, ...sections] },
    plan: { ...document.plan, sections: { ...document.plan.sections, ...rules } },
  };
  return withShapes(next, [...shapesOf(document), ...shapes]);
}

/** The parts that are in a document and were not in the one before: what was added to it. */
export function addedParts(before: HallDocument, after: HallDocument): PartId[] {
  const known = new Set(before.chart.sections.map(({ id }) => id));
  return [
    ...after.chart.sections.flatMap(({ id }) => (known.has(id) ? [] : [sectionPart(id)])),
    ...shapesOf(after).flatMap((_, index) => (index < shapesOf(before).length ? [] : [shapePart(index)])),
  ];
}

export function removeParts(document: HallDocument, parts: readonly PartId[]): HallDocument {
  const ids = new Set(parts.map(sectionOfPart));
  const indexes = new Set(parts.map(shapeOfPart));
  const sections = document.chart.sections.filter(({ id }) => !ids.has(id));
  const rules = Object.fromEntries(Object.entries(document.plan.sections ?? {}).filter(([id]) => !ids.has(id)));
  const views = document.plan.views?.filter(({ section }) => !ids.has(section));
  const plan = without({ ...document.plan, sections: rules, views: views && views.length > 0 ? views : undefined });
  return withShapes(
    { ...document, chart: { sections }, plan },
    shapesOf(document).filter((_, index) => !indexes.has(index)),
  );
}

export type Alignment = 'left' | 'centre' | 'right' | 'front' | 'middle' | 'rear' | 'spreadAcross' | 'spreadBack';

/** Edges or middles brought to one line, or the gaps between made equal. */
export function alignParts(document: HallDocument, parts: readonly PartId[], how: Alignment): HallDocument {
  const around = boxOfParts(document, parts);
  if (!around) return document;
  if (how === 'spreadAcross' || how === 'spreadBack') return spreadParts(document, parts, how === 'spreadAcross');
  let next = document;
  for (const part of parts) {
    const box = boxOfPart(document, part);
    if (!box) continue;
    const by: Record<typeof how, XY> = {
      left: [around.left - box.left, 0],
      centre: [(around.left + around.right - box.left - box.right) / 2, 0],
      right: [around.right - box.right, 0],
      front: [0, around.top - box.top],
      middle: [0, (around.top + around.bottom - box.top - box.bottom) / 2],
      rear: [0, around.bottom - box.bottom],
    };
    next = moveParts(next, [part], by[how]);
  }
  return next;
}

function spreadParts(document: HallDocument, parts: readonly PartId[], isAcross: boolean): HallDocument {
  const boxes = parts
    .flatMap((part) => {
      const box = boxOfPart(document, part);
      return box ? [{ part, from: isAcross ? box.left : box.top, to: isAcross ? box.right : box.bottom }] : [];
    })
    .toSorted((one, other) => one.from + one.to - other.from - other.to);
  const [first, last] = [boxes[0], boxes.at(-1)];
  if (!first || !last || boxes.length < 3) return document;
  const filled = boxes.reduce((sum, { from, to }) => sum + to - from, 0);
  const start = Math.min(...boxes.map(({ from }) => from));
  const gap = (Math.max(...boxes.map(({ to }) => to)) - start - filled) / (boxes.length - 1);
  let [next, at] = [document, start];
  for (const { part, from, to } of boxes) {
    const by = whole(at - from);
    next = moveParts(next, [part], isAcross ? [by, 0] : [0, by]);
    at += to - from + gap;
  }
  return next;
}

export function putOnFloor(document: HallDocument, parts: readonly PartId[], floor: string | undefined): HallDocument {
  const moved = parts.filter((part) => floorOfPart(document, part) !== floor);
  return withParts(
    document,
    moved,
    (one, id) => withRule(one, id, (rule) => ({ ...rule, floor })),
    (shape) => without({ ...shape, floor }),
  );
}
