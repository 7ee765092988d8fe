/** Sections, tables, standing areas and shapes as they are when they are new. Pure. */
import type { HallCommand } from './commands.ts';
import { pointAt } from './geometry.ts';
import { type EditedRow, type EditedShape, freeCode, type HallDocument, type XY } from './hall-document.ts';
import { labelsFrom } from './labels.ts';
import { MOST_IN_ROW, MOST_ROWS } from './section-edits.ts';

export const SEAT_CM = 55;
export const ROW_CM = 90;

export interface Named {
  /** Given a number, what such a section is called. */
  nameOf: (id: string) => string;
  floor: string | undefined;
}

const idIn = (document: HallDocument): string => freeCode(new Set(document.chart.sections.map(({ id }) => id)));
const priceIn = ({ prices }: HallDocument): string => prices[0]?.id ?? '';
const onFloor = (floor: string | undefined) => (floor === undefined ? {} : { floor });

/** How many rows and seats are in a rectangle that was drawn. */
export function countsIn(width: number, depth: number): { rows: number; seats: number } {
  return {
    rows: Math.max(1, Math.min(MOST_ROWS, Math.round(depth / ROW_CM) + 1)),
    seats: Math.max(1, Math.min(MOST_IN_ROW, Math.round(width / SEAT_CM) + 1)),
  };
}

/** @param at the middle of its front row */
export function newSeated(document: HallDocument, at: XY, rows: number, seats: number, named: Named): HallCommand {
  const id = idIn(document);
  const list = labelsFrom('1', rows).map((label): EditedRow => ({ label, seats }));
  return {
    kind: 'addSection',
    section: { id, name: named.nameOf(id), kind: 'seated', priceCategory: priceIn(document), rows: list },
    rule: { at: pointAt(at[0], at[1]), ...onFloor(named.floor) },
  };
}

export interface NewTables {
  across: number;
  deep: number;
  seats: number;
  kind: 'round' | 'rect';
  /** Of a table, in cm. */
  size: readonly [number, number];
  /** From the middle of one to the next. */
  apart: number;
  /** Given its label, what a table is called. */
  tableName: (label: string) => string;
}

export function newTables(document: HallDocument, at: XY, tables: NewTables, named: Named): HallCommand {
  const id = idIn(document);
  const count = Math.max(1, Math.min(MOST_ROWS, tables.across * tables.deep));
  const labels = labelsFrom('1', count);
  const rows = labels.map((label): EditedRow => ({ label, seats: tables.seats, name: tables.tableName(label) }));
  const rules = labels.map((label, index) => {
    const [column, line] = [index % tables.across, Math.floor(index / tables.across)];
    const own = pointAt((column - (tables.across - 1) / 2) * tables.apart, line * tables.apart);
    return [label, { table: { kind: tables.kind, size: [...tables.size] as [number, number] }, at: own }] as const;
  });
  return {
    kind: 'addSection',
    section: { id, name: named.nameOf(id), kind: 'seated', priceCategory: priceIn(document), rows },
    rule: { at: pointAt(at[0], at[1]), rows: Object.fromEntries(rules), ...onFloor(named.floor) },
  };
}

/** Two people a square metre, as a careful host counts. @param at the middle of its front */
export function newStanding(document: HallDocument, at: XY, width: number, depth: number, named: Named): HallCommand {
  const id = idIn(document);
  const size: [number, number] = [Math.max(100, Math.round(width)), Math.max(100, Math.round(depth))];
  return {
    kind: 'addSection',
    section: {
      id,
      name: named.nameOf(id),
      kind: 'general',
      priceCategory: priceIn(document),
      capacity: Math.max(1, Math.floor((size[0] * size[1]) / 5_000)),
    },
    rule: { at: pointAt(at[0], at[1]), size, ...onFloor(named.floor) },
  };
}

/** How large shapes are that are not drawn. */
const SIZES: Record<EditedShape['kind'], readonly [number, number]> = {
  stage: [1_000, 400],
  area: [600, 400],
  wall: [800, 30],
  door: [180, 40],
  bar: [600, 120],
  stairs: [300, 200],
  lift: [180, 180],
  toilet: [200, 150],
  text: [300, 60],
};

export function newShape(
  kind: EditedShape['kind'],
  at: XY,
  size: readonly [number, number] | undefined,
  text: string | undefined,
  floor: string | undefined,
): HallCommand {
  const [width, depth] = size ?? SIZES[kind];
  const shape: EditedShape = {
    kind,
    at: pointAt(at[0], at[1]),
    size: [Math.max(10, Math.round(width)), Math.max(10, Math.round(depth))],
    ...(text !== undefined && { text }),
    ...onFloor(floor),
  };
  return { kind: 'addShape', shape };
}
