/** A hall for other systems: as a seating plan of pretix (its open schema), as a table of seats (CSV), as itself (JSON). Pure. */
import { pricedPlaces } from '../../../shared/event/row-prices.ts';
import type { ShapeLayout } from '../../../shared/plan/layout.ts';
import { boxOf } from '../../../shared/plan/outline.ts';
import { shownNumber } from '../../../shared/plan/shown-numbers.ts';
import { sectionLaid, shapeLaid } from '../model/geometry.ts';
import { type EditedRow, type HallDocument, type SeatedPart, shapesOf } from '../model/hall-document.ts';

/** pretix draws in pixels, seats of radius 10: so many centimetres are one. */
const CM_A_PIXEL = 2.75;
const px = (cm: number): number => Math.round((cm / CM_A_PIXEL) * 100) / 100;

const seatedIn = ({ chart }: HallDocument): SeatedPart[] =>
  chart.sections.filter((section): section is SeatedPart => section.kind === 'seated');

/** By place, from 0. */
function categoriesOf(section: SeatedPart, row: EditedRow): string[] {
  return pricedPlaces(row, section.priceCategory).flatMap(({ from, to, category }) =>
    Array.from({ length: to - from + 1 }, () => category),
  );
}

/** @param colours of the categories, in their order. Standing areas have no places there: they are drawn, and their capacity is lost. */
export function toPretix(document: HallDocument, name: string, colours: readonly string[]): object {
  const boxes = [
    ...document.chart.sections.map((section) => sectionLaid(document, section).box),
    ...shapesOf(document).map((shape) => shapeLaid(shape).box),
  ];
  const bounds = boxOf(boxes);
  const at = (x: number, y: number) => ({ x: px(x - bounds.left), y: px(y - bounds.top) });
  const names = categoryNames(document);
  const zones = seatedIn(document).map((section) => {
    const laid = sectionLaid(document, section);
    const rows = section.rows.map((row, index) => {
      const first = laid.rows[index]?.first ?? 0;
      const categories = categoriesOf(section, row);
      const seats = categories.map((category, place) => ({
        seat_guid: `${section.id}-${row.label}-${place + 1}`,
        seat_number: shownNumber(row, place + 1),
        position: at(laid.x[first + place] ?? 0, laid.y[first + place] ?? 0),
        category: names.get(category) ?? category,
      }));
      return {
        row_number: row.label,
        ...(row.name !== undefined && { row_label: row.name }),
        row_number_position: 'both',
        position: { x: 0, y: 0 },
        seats,
      };
    });
    return { name: section.name, zone_id: section.id, position: { x: 0, y: 0 }, rows, areas: [] as object[] };
  });
  const areas = [...standingAreas(document, at), ...shapesOf(document).map((shape) => shapeArea(shapeLaid(shape), at))];
  const size = { width: Math.ceil(px(bounds.right - bounds.left)), height: Math.ceil(px(bounds.bottom - bounds.top)) };
  const categories = document.prices.map(({ id }, index) => ({
    name: names.get(id) ?? id,
    color: colours[index % Math.max(1, colours.length)] ?? '#6090cc',
  }));
  const drawn = { name: 'Areas', zone_id: 'areas', position: { x: 0, y: 0 }, rows: [], areas };
  return { name, categories, zones: areas.length > 0 ? [...zones, drawn] : zones, size };
}

/** Names are what pretix knows categories by: two of one name are told apart by their ids. */
function categoryNames({ prices }: HallDocument): Map<string, string> {
  const twice = new Set(prices.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) < index));
  return new Map(prices.map(({ id, name }) => [id, twice.has(name) ? `${name} (${id})` : name]));
}

type At = (x: number, y: number) => { x: number; y: number };

function polygon(outline: readonly number[], at: At) {
  const points = [];
  for (let index = 0; index < outline.length; index += 2) points.push(at(outline[index] ?? 0, outline[index + 1] ?? 0));
  return { shape: 'polygon', position: { x: 0, y: 0 }, polygon: { points } };
}

const textOf = (text: string, size: number) => ({ text, position: { x: 0, y: 0 }, color: '#333333', size });

function standingAreas(document: HallDocument, at: At): object[] {
  return document.chart.sections.flatMap((section) => {
    if (section.kind !== 'general') return [];
    const { outline } = sectionLaid(document, section);
    return [{ ...polygon(outline, at), color: '#eeeeee', border_color: '#888888', text: textOf(section.name, 16) }];
  });
}

function shapeArea({ kind, at: [x, y], size, turn, outline, round, text }: ShapeLayout, at: At): object {
  const words = text === undefined ? {} : { text: textOf(text, 16) };
  if (kind === 'text') return { shape: 'text', position: at(x, y), rotation: turn, ...words };
  const colours = { color: '#dddddd', border_color: '#888888' };
  if (round)
    return {
      shape: 'ellipse',
      position: at(x, y),
      ellipse: { radius: { x: px(size[0] / 2), y: px(size[1] / 2) } },
      rotation: turn,
      ...colours,
      ...words,
    };
  return { ...polygon(outline, at), ...colours, ...words };
}

const field = (value: string | number): string => {
  const text = String(value);
  return /[",;\r\n\t]|^[=+\-@]/.test(text) && !/^-?\d+$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const COLUMNS = [
  'section',
  'sectionname',
  'row',
  'seat',
  'id',
  'category',
  'x',
  'y',
  'accessible',
  'companion',
  'restricted',
];

const is = (places: readonly number[] | undefined, place: number): string => (places?.includes(place) ? 'yes' : '');

/** A line a seat (RFC 4180), as `readSeatsCsv` reads it. Standing areas have no seats, and are left out. */
export function toSeatsCsv(document: HallDocument): string {
  const names = categoryNames(document);
  const lines = seatedIn(document).flatMap((section) => {
    const laid = sectionLaid(document, section);
    return section.rows.flatMap((row, index) => {
      const first = laid.rows[index]?.first ?? 0;
      return categoriesOf(section, row).map((category, at) =>
        [
          section.id,
          section.name,
          row.label,
          shownNumber(row, at + 1),
          `${section.id}-${row.label}-${at + 1}`,
          names.get(category) ?? category,
          laid.x[first + at] ?? 0,
          laid.y[first + at] ?? 0,
          is(row.accessible, at + 1),
          is(row.companion, at + 1),
          is(row.restricted, at + 1),
        ]
          .map(field)
          .join(','),
      );
    });
  });
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

const FORMAT = 'seatmesh-hall';

/** All of it, to be opened here again. */
export const toOwnJson = ({ chart, plan, prices }: HallDocument): string =>
  `${JSON.stringify({ format: FORMAT, version: 1, chart, plan, priceCategories: prices }, null, 2)}\n`;

export const isOwnFormat = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && (json as { format?: unknown }).format === FORMAT;
