/** What is wrong with where seats lie: two in one place, on the stage, in the crowd, out of the hall. Pure. */
import type { SectionLayout } from '../../../../shared/plan/layout.ts';
import type { Finding } from './finding.ts';
import { MOST_CM, sectionLaid, shapeLaid } from '../geometry.ts';
import { type HallDocument, sectionPart, shapePart, shapesOf } from '../hall-document.ts';
import { contains } from '../../../picker/map/hits.ts';

/** Nearer than this two seats are in each other's way: the narrowest chairs are 40 wide. */
const LEAST_APART_CM = 38;
/** More people a square metre than a standing crowd is let in for. */
const MOST_A_SQUARE_METRE = 4;
const SOLID: ReadonlySet<string> = new Set(['stage', 'wall', 'bar', 'stairs', 'lift', 'toilet']);

export function placeFindings(document: HallDocument): Finding[] {
  const laid = document.chart.sections.map((section) => sectionLaid(document, section));
  return [
    ...overlaps(laid),
    ...laid.flatMap((section) => beyond(section)),
    ...onShapes(document, laid),
    ...inCrowds(document, laid),
  ];
}

/** What a seat is called: its technical label. */
export function labelAt({ id, rows }: Pick<SectionLayout, 'id' | 'rows'>, place: number): string {
  const row = rows.findLast(({ first }) => first <= place);
  return row ? `${id}-${row.label}-${place - row.first + 1}` : id;
}

const isSameFloor = (one: { floor?: string }, other: { floor?: string }): boolean =>
  one.floor === undefined || other.floor === undefined || one.floor === other.floor;

const keyOf = (x: number, y: number): number =>
  Math.floor(x / LEAST_APART_CM) * 1_000_003 + Math.floor(y / LEAST_APART_CM);

/**
 * By squares of the least distance: only neighbours are compared. Those in one square are a chain: the last that came, and from each the one
 * before. One finding for two sections that overlap in many seats.
 */
function overlaps(laid: readonly SectionLayout[]): Finding[] {
  const total = laid.reduce((sum, { x }) => sum + x.length, 0);
  const [before, sectionAt, placeAt] = [new Int32Array(total), new Uint16Array(total), new Int32Array(total)];
  const last = new Map<number, number>();
  const pairs = new Map<number, Finding>();
  let seat = 0;
  for (const [index, section] of laid.entries())
    for (let place = 0; place < section.x.length; place++) {
      const [x, y] = [section.x[place] ?? 0, section.y[place] ?? 0];
      for (let dx = -LEAST_APART_CM; dx <= LEAST_APART_CM; dx += LEAST_APART_CM)
        for (let dy = -LEAST_APART_CM; dy <= LEAST_APART_CM; dy += LEAST_APART_CM)
          for (let other = last.get(keyOf(x + dx, y + dy)) ?? -1; other >= 0; other = before[other] ?? -1) {
            const at = sectionAt[other] ?? 0;
            const near = laid[at] as SectionLayout;
            const [nx, ny] = [near.x[placeAt[other] ?? 0] ?? 0, near.y[placeAt[other] ?? 0] ?? 0];
            if ((nx - x) ** 2 + (ny - y) ** 2 >= LEAST_APART_CM ** 2 || !isSameFloor(near, section)) continue;
            const key = at * 1_000 + index;
            const known = pairs.get(key);
            if (known) known.count = (known.count ?? 0) + 1;
            else pairs.set(key, overlapAt(near, placeAt[other] ?? 0, section, place));
          }
      const cell = keyOf(x, y);
      before[seat] = last.get(cell) ?? -1;
      [sectionAt[seat], placeAt[seat]] = [index, place];
      last.set(cell, seat++);
    }
  return [...pairs.values()];
}

function overlapAt(near: SectionLayout, at: number, section: SectionLayout, place: number): Finding {
  return {
    code: 'seatsOverlap',
    part: sectionPart(section.id),
    seats: [labelAt(near, at), labelAt(section, place)],
    at: [section.x[place] ?? 0, section.y[place] ?? 0],
    count: 1,
  };
}

function beyond({ id, x, y, rows }: SectionLayout): Finding[] {
  for (let place = 0; place < x.length; place++)
    if (Math.max(Math.abs(x[place] ?? 0), Math.abs(y[place] ?? 0)) > MOST_CM)
      return [
        {
          code: 'outside',
          part: sectionPart(id),
          seats: [labelAt({ id, rows }, place)],
          at: [x[place] ?? 0, y[place] ?? 0],
        },
      ];
  return [];
}

function onShapes(document: HallDocument, laid: readonly SectionLayout[]): Finding[] {
  return shapesOf(document).flatMap((shape, index) => {
    if (!SOLID.has(shape.kind)) return [];
    const { outline, box, kind } = shapeLaid(shape);
    return laid.flatMap((section): Finding[] => {
      if (!isSameFloor(section, shape as { floor?: string })) return [];
      const place = firstInside(section, outline, box);
      return place === undefined
        ? []
        : [
            {
              code: 'seatOnShape',
              part: shapePart(index),
              what: kind,
              seats: [labelAt(section, place)],
              at: [section.x[place] ?? 0, section.y[place] ?? 0],
            },
          ];
    });
  });
}

function firstInside(
  section: SectionLayout,
  outline: readonly number[],
  box: SectionLayout['box'],
): number | undefined {
  const { left, right, top, bottom } = section.box;
  if (left > box.right || right < box.left || top > box.bottom || bottom < box.top) return undefined;
  for (let place = 0; place < section.x.length; place++)
    if (contains(outline, section.x[place] ?? 0, section.y[place] ?? 0)) return place;
  return undefined;
}

function inCrowds({ chart }: HallDocument, laid: readonly SectionLayout[]): Finding[] {
  return chart.sections.flatMap((section, index) => {
    const crowd = laid[index];
    if (section.kind !== 'general' || !crowd) return [];
    const found: Finding[] = [];
    const metres = areaOf(crowd.outline) / 10_000;
    if (section.capacity > metres * MOST_A_SQUARE_METRE)
      found.push({ code: 'crowded', part: sectionPart(section.id), count: Math.floor(metres * MOST_A_SQUARE_METRE) });
    for (const other of laid) {
      if (other === crowd || !isSameFloor(other, crowd)) continue;
      const place = firstInside(other, crowd.outline, crowd.box);
      if (place === undefined) continue;
      const at = [other.x[place] ?? 0, other.y[place] ?? 0] as const;
      found.push({
        code: 'seatInStanding',
        part: sectionPart(section.id),
        seats: [labelAt(other, place)],
        at,
        what: section.name,
      });
    }
    return found;
  });
}

/** In square centimetres (the shoelace formula). */
export function areaOf(outline: readonly number[]): number {
  let sum = 0;
  for (let at = 0, before = outline.length - 2; at < outline.length; before = at, at += 2)
    sum += (outline[before] ?? 0) * (outline[at + 1] ?? 0) - (outline[at] ?? 0) * (outline[before + 1] ?? 0);
  return Math.abs(sum) / 2;
}
