/** A hall as a seating plan of pretix, by its open schema. Pure. */
import { pricedPlaces } from '../../../shared/event/row-prices.ts';
import { PRETIX_COLOURS, unitZoneId } from '../../../shared/plan/import/pretix-marks.ts';
import type { ShapeLayout } from '../../../shared/plan/layout.ts';
import { boxAround, boxOf } from '../../../shared/plan/outline.ts';
import { shownNumber } from '../../../shared/plan/shown-numbers.ts';
import { sectionLaid, shapeLaid } from '../model/geometry.ts';
import {
  type EditedRow,
  type HallDocument,
  type SeatedPart,
  type EditedShape,
  shapesOf,
} from '../model/hall-document.ts';

/** pretix draws in pixels, seats of radius 10: so many centimetres are one. */
const CM_A_PIXEL = 2.75;
const px = (cm: number): number => Math.round((cm / CM_A_PIXEL) * 100) / 100 + 0;

export const seatedIn = ({ chart }: HallDocument): SeatedPart[] =>
  chart.sections.filter((section): section is SeatedPart => section.kind === 'seated');

/** By place, from 0. */
export function categoryOfSeats(section: SeatedPart, row: EditedRow): string[] {
  return pricedPlaces(row, section.priceCategory).flatMap(({ from, to, category }) =>
    Array.from({ length: to - from + 1 }, () => category),
  );
}

/** @param colours of the categories, in their order. Standing areas have no places there: they are drawn, and their capacity is lost. */
export function toPretix(document: HallDocument, name: string, colours: readonly string[]): object {
  const bounds = boxOf([
    ...document.chart.sections.map((section) => sectionLaid(document, section).box),
    ...shapesOf(document).map((shape) => shapeLaid(shape).box),
  ]);
  const at: At = (x, y) => ({ x: px(x - bounds.left), y: px(y - bounds.top) });
  const names = categoryNames(document);
  const zones = seatedIn(document).map((section) => {
    const laid = sectionLaid(document, section);
    const rows = section.rows.map((row, index) => {
      const first = laid.rows[index]?.first ?? 0;
      const seats = categoryOfSeats(section, row).map((category, place) => ({
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
    return {
      name: section.name,
      zone_id: section.id,
      position: { x: 0, y: 0 },
      rows,
      areas: tablesOf(laid.tables, at),
    };
  });
  const areas = [...standingAreas(document, at), ...shapesOf(document).map((shape) => shapeArea(shape, at))];
  const size = { width: Math.ceil(px(bounds.right - bounds.left)), height: Math.ceil(px(bounds.bottom - bounds.top)) };
  const categories = document.prices.map(({ id }, index) => ({
    name: names.get(id) ?? id,
    color: colours[index % Math.max(1, colours.length)] ?? '#6090cc',
  }));
  const drawn = { name: 'Areas', zone_id: unitZoneId(CM_A_PIXEL), position: { x: 0, y: 0 }, rows: [], areas };
  return { name, categories, zones: [...zones, drawn], size };
}

/** Names are what pretix knows categories by: two of one name are told apart by their ids. */
export function categoryNames({ prices }: HallDocument): Map<string, string> {
  const twice = new Set(prices.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) < index));
  return new Map(prices.map(({ id, name }) => [id, twice.has(name) ? `${name} (${id})` : name]));
}

type At = (x: number, y: number) => { x: number; y: number };

/** @param outline around its own point */
const polygonOf = (outline: readonly number[]) => ({
  points: Array.from({ length: outline.length / 2 }, (_, index) => ({
    x: px(outline[2 * index] ?? 0),
    y: px(outline[2 * index + 1] ?? 0),
  })),
});

/** An outline that lies in the hall, as one around its middle. */
function around(outline: readonly number[]) {
  const { left, right, top, bottom } = boxAround(outline);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return { x, y, own: outline.map((value, index) => value - (index % 2 === 0 ? x : y)) };
}

const textOf = (text: string, color: string, x = 0, y = 0) => ({
  text,
  position: { x: px(x), y: px(y) },
  color,
  size: 16,
});

function standingAreas(document: HallDocument, at: At): object[] {
  return document.chart.sections.flatMap((section) => {
    if (section.kind !== 'general') return [];
    const { x, y, own } = around(sectionLaid(document, section).outline);
    return [
      {
        shape: 'polygon',
        position: at(x, y),
        polygon: polygonOf(own),
        color: '#eeeeee',
        border_color: '#888888',
        text: textOf(section.name, '#333333'),
      },
    ];
  });
}

/** What rows stand around is drawn there, as it is here. */
function tablesOf(tables: readonly { outline: readonly number[] }[], at: At): object[] {
  return tables.map(({ outline }) => {
    const { x, y, own } = around(outline);
    return {
      shape: 'polygon',
      position: at(x, y),
      polygon: polygonOf(own),
      color: '#e6e6e6',
      border_color: '#999999',
    };
  });
}

function shapeArea(shape: EditedShape, at: At): object {
  const {
    kind,
    at: [x, y],
    size,
    turn,
    round,
    text,
  }: ShapeLayout = shapeLaid(shape);
  const rotated = turn === 0 ? {} : { rotation: turn };
  if (kind === 'text')
    return {
      shape: 'text',
      position: at(x, y),
      ...rotated,
      ...(text !== undefined && { text: textOf(text, '#333333') }),
    };
  const { text: ink, ...colours } = PRETIX_COLOURS[kind];
  const [width, depth] = size;
  if (round)
    return {
      shape: 'ellipse',
      position: at(x, y),
      ellipse: { radius: { x: px(width / 2), y: px(depth / 2) } },
      ...rotated,
      ...colours,
      ...(text !== undefined && { text: textOf(text, ink) }),
    };
  // Not as a rectangle, whose sides are whole pixels there.
  const [left, front] = [-width / 2, -depth / 2];
  const rectangle = [left, front, -left, front, -left, -front, left, -front];
  // An outline without a point of its own lies in the hall, and is turned around where that begins.
  const lying = shape.outline && !shape.at ? around(shapeLaid(shape).outline) : undefined;
  const own = lying?.own ?? shape.outline ?? rectangle;
  const box = boxAround(own);
  return {
    shape: 'polygon',
    position: at(lying?.x ?? x, lying?.y ?? y),
    polygon: polygonOf(own),
    ...(lying ? {} : rotated),
    ...colours,
    ...(text !== undefined && { text: textOf(text, ink, (box.left + box.right) / 2, (box.top + box.bottom) / 2) }),
  };
}
