/** Outlines of sections and shapes by their corners, in the hall: moved, added, taken away, as the seats have it again. Pure. */
import type { HallCommand } from './commands.ts';
import { into, pointAt, sectionLaid, shapeLaid } from './geometry.ts';
import {
  type HallDocument,
  type PartId,
  ruleOf,
  sectionNamed,
  sectionOfPart,
  shapeOfPart,
  shapesOf,
  type XY,
} from './hall-document.ts';

/** As a plan takes them: `outline` in shared/plan/plan.ts. */
export const MOST_CORNERS = 200;
export const LEAST_CORNERS = 3;

/** Clockwise or not, as they are; none where there is no such part. */
export function cornersOf(document: HallDocument, part: PartId): XY[] {
  const id = sectionOfPart(part);
  const section = id === undefined ? undefined : sectionNamed(document, id);
  const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
  const outline = section ? sectionLaid(document, section).outline : shape ? shapeLaid(shape).outline : [];
  const corners: XY[] = [];
  for (let at = 0; at + 1 < outline.length; at += 2) corners.push(pointAt(outline[at] ?? 0, outline[at + 1] ?? 0));
  return corners;
}

/** Whether an outline was given by hand: else it follows from what is inside. */
export function hasOwnOutline(document: HallDocument, part: PartId): boolean {
  const id = sectionOfPart(part);
  if (id !== undefined) return ruleOf(document, id).outline !== undefined;
  return shapesOf(document)[shapeOfPart(part) ?? -1]?.outline !== undefined;
}

/** The outline through these corners; undefined where that is none, or one of more corners than a plan takes. */
export function outlineThrough(document: HallDocument, part: PartId, corners: readonly XY[]): HallCommand | undefined {
  if (corners.length < LEAST_CORNERS || corners.length > MOST_CORNERS) return undefined;
  const id = sectionOfPart(part);
  const within = (frame: { at?: [number, number]; turn?: number | undefined }): number[] =>
    corners.flatMap((corner) => pointAt(...into(frame, corner)));
  if (id !== undefined) {
    const { at = [0, 0], turn } = ruleOf(document, id);
    return { kind: 'setRule', id, changes: { outline: within({ at, turn }) } };
  }
  const index = shapeOfPart(part) ?? -1;
  const shape = shapesOf(document)[index];
  if (!shape) return undefined;
  const outline = within({ at: shape.at ?? [0, 0], turn: shape.turn });
  return { kind: 'setShape', index, changes: { outline, size: undefined, round: undefined } };
}

export function movedCorner(document: HallDocument, part: PartId, corner: number, to: XY): HallCommand | undefined {
  const corners = cornersOf(document, part);
  if (!corners[corner]) return undefined;
  return outlineThrough(document, part, corners.with(corner, to));
}

/** Between a corner and the next. @param at where; else half the way */
export function addedCorner(document: HallDocument, part: PartId, corner: number, at?: XY): HallCommand | undefined {
  const corners = cornersOf(document, part);
  const [one, next] = [corners[corner], corners[(corner + 1) % corners.length]];
  if (!one || !next) return undefined;
  return outlineThrough(document, part, corners.toSpliced(corner + 1, 0, at ?? halfway(one, next)));
}

export function removedCorner(document: HallDocument, part: PartId, corner: number): HallCommand | undefined {
  const corners = cornersOf(document, part);
  return corners[corner] && outlineThrough(document, part, corners.toSpliced(corner, 1));
}

/** Of a section: around its seats again. A shape has no other outline than its own. */
export function resetOutline(part: PartId): HallCommand | undefined {
  const id = sectionOfPart(part);
  return id === undefined ? undefined : { kind: 'setRule', id, changes: { outline: undefined } };
}

export const halfway = ([ax, ay]: XY, [bx, by]: XY): XY => pointAt((ax + bx) / 2, (ay + by) / 2);
