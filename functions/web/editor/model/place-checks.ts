/** What is wrong with where seats lie: two in one place, on the stage, in the crowd, out of the hall. Pure. */
import type { SectionLayout } from '../../../shared/plan/layout.ts';
import type { Finding } from './finding.ts';
import { MOST_CM, sectionLaid, shapeLaid } from './geometry.ts';
import { type HallDocument, sectionPart, shapePart, shapesOf } from './hall-document.ts';
import { contains } from '../../picker/map/hits.ts';

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

/** By squares of the least distance: only neighbours are compared. One finding for two sections that overlap in many seats. */
function overlaps(laid: readonly SectionLayout[]): Finding[] {
  const cells = new Map<number, [section: number, place: number][]>();
  const pairs = new Map<string, Finding>();
  for (const [index, section] of laid.entries())
    for (let place = 0; place < section.x.length; place++) {
      const [x, y] = [section.x[place] ?? 0, section.y[place] ?? 0];
      for (const dx of [-LEAST_APART_CM, 0, LEAST_APART_CM])
        for (const dy of [-LEAST_APART_CM, 0, LEAST_APART_CM])
          for (const [other, at] of cells.get(keyOf(x + dx, y + dy)) ?? []) {
            const near = laid[other] as SectionLayout;
            const apart = Math.hypot((near.x[at] ?? 0) - x, (near.y[at] ?? 0) - y);
            if (apart >= LEAST_APART_CM || !isSameFloor(near, section)) continue;
            const key = `${other}/${index}`;
            const known = pairs.get(key);
            if (known) known.count = (known.count ?? 0) + 1;
            else
              pairs.set(key, {
                code: 'seatsOverlap',
                part: sectionPart(section.id),
                seats: [labelAt(near, at), labelAt(section, place)],
                at: [x, y],
                count: 1,
              });
          }
      const cell = keyOf(x, y);
      const inside = cells.get(cell);
      if (inside) inside.push([index, place]);
      else cells.set(cell, [[index, place]]);
    }
  return [...pairs.values()];
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
