/**
 * Seating plans of pretix: JSON by its open schema (`seating-plan.schema.json`). Positions are points; those of a zone, its rows and their seats add up. Pure.
 */
import type { Plan } from '../plan.ts';
import { type ImportedRow, ImportFault, type ImportedSeats, type ImportedZone } from './imported-seats.ts';
import { lineOf } from './names-of-parts.ts';

type Json = Record<string, unknown>;
type Shapes = NonNullable<Plan['shapes']>;
type Position = readonly [x: number, y: number];

/** @throws ImportFault what is not as the schema has it, and where */
export function readPretix(json: unknown): ImportedSeats {
  const plan = objectAt(json, 'the plan');
  const categories = listAt(plan['categories'], 'categories').map((entry, index) =>
    textAt(objectAt(entry, `categories.${index}`)['name'], `categories.${index}.name`),
  );
  if (new Set(categories).size < categories.length) throw new ImportFault('categories: one is there twice');
  const known = new Set(categories);
  const guids = new Set<string>();
  const shapes: Shapes = [];
  const counts = { radius: 0, direction: 0, colours: 0 };
  const zones = listAt(plan['zones'], 'zones').map((entry, index): ImportedZone => {
    const path = `zones.${index}`;
    const zone = objectAt(entry, path);
    const origin = positionAt(zone['position'], `${path}.position`);
    for (const [at, area] of listAt(zone['areas'] ?? [], `${path}.areas`).entries()) {
      const shape = shapeOf(objectAt(area, `${path}.areas.${at}`), origin, `${path}.areas.${at}`);
      shapes.push(...shape);
      if (shape.length > 0) counts.colours++;
    }
    const rows = listAt(zone['rows'], `${path}.rows`).map((row, at): ImportedRow => {
      const inside = `${path}.rows.${at}`;
      const { made, radius, direction } = rowAt(objectAt(row, inside), origin, inside, known);
      counts.radius += radius;
      counts.direction += direction;
      for (const { id } of made.seats) {
        if (guids.has(id)) throw new ImportFault(`${inside}: the seat_guid ${id} is there twice`);
        guids.add(id);
      }
      return made;
    });
    const name = optionalText(zone['name']) ?? '';
    return { code: optionalText(zone['zone_id']) ?? name, name: name || (optionalText(zone['zone_id']) ?? ''), rows };
  });
  const dropped = [
    ...(categories.length > 0 ? ['the colours of categories'] : []),
    ...(counts.colours > 0 ? [`the colours of ${counts.colours} areas`] : []),
    ...(counts.radius > 0 ? [`the radius of ${counts.radius} seats`] : []),
    ...(counts.direction > 0 ? [`the start direction of ${counts.direction} seats`] : []),
  ];
  return { zones, categories, shapes: shapes.slice(0, 500), dropped: [...dropped, ...tooMany(shapes)] };
}

function tooMany(shapes: Shapes): string[] {
  return shapes.length > 500 ? [`${shapes.length - 500} areas: a plan has 500 at most`] : [];
}

function rowAt(row: Json, zone: Position, path: string, categories: ReadonlySet<string>) {
  const origin = added(zone, row['position'] === undefined ? [0, 0] : positionAt(row['position'], `${path}.position`));
  let [radius, direction] = [0, 0];
  const seats = listAt(row['seats'], `${path}.seats`).map((entry, index) => {
    const inside = `${path}.seats.${index}`;
    const seat = objectAt(entry, inside);
    const category = textAt(seat['category'], `${inside}.category`);
    if (!categories.has(category)) throw new ImportFault(`${inside}.category: there is no category ${category}`);
    if (seat['radius'] !== undefined) radius++;
    if (seat['start_direction'] !== undefined) direction++;
    return {
      id: textAt(seat['seat_guid'], `${inside}.seat_guid`),
      number: textAt(seat['seat_number'], `${inside}.seat_number`),
      category,
      at: added(origin, positionAt(seat['position'], `${inside}.position`)),
    };
  });
  const name = optionalText(row['row_number']) ?? optionalText(row['row_label']) ?? '';
  return { made: { name, seats }, radius, direction };
}

/** An area as a shape; its text, if it has one, is in the middle of it or a shape of its own. */
function shapeOf(area: Json, zone: Position, path: string): Shapes {
  const at = added(zone, area['position'] === undefined ? [0, 0] : positionAt(area['position'], `${path}.position`));
  const turn = area['rotation'] === undefined ? 0 : numberAt(area['rotation'], `${path}.rotation`) % 360;
  const shape = textAt(area['shape'], `${path}.shape`);
  const text = textOf(area['text'], path);
  const turned = turn === 0 ? {} : { turn };
  const named = text === '' ? {} : { text };
  if (shape === 'text')
    return text === '' ? [] : [{ kind: 'text', at: [...added(at, textPosition(area['text']))], text }];
  const own = objectAt(area[shape], `${path}.${shape}`);
  if (shape === 'polygon') {
    const points = listAt(own['points'], `${path}.polygon.points`).map((point, index) =>
      positionAt(point, `${path}.polygon.points.${index}`),
    );
    if (points.length < 3) return [];
    return [{ kind: 'area', at: [...at], outline: points.slice(0, 200).flat(), ...turned, ...named }];
  }
  if (shape === 'rectangle') {
    const size = [
      numberAt(own['width'], `${path}.rectangle.width`),
      numberAt(own['height'], `${path}.rectangle.height`),
    ] as const;
    // Turned around its corner; here a shape is turned around its middle.
    const angle = (turn * Math.PI) / 180;
    const [x, y] = [size[0] / 2, size[1] / 2];
    const middle = [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)] as const;
    return [{ kind: 'area', at: [...added(at, middle)], size: [...size], ...turned, ...named }];
  }
  if (shape === 'circle' || shape === 'ellipse') {
    const { radius } = own;
    const [x, y] =
      shape === 'circle'
        ? [numberAt(radius, `${path}.circle.radius`), numberAt(radius, `${path}.circle.radius`)]
        : positionAt(radius, `${path}.ellipse.radius`);
    return [{ kind: 'area', at: [...at], size: [2 * x, 2 * y], round: true, ...turned, ...named }];
  }
  throw new ImportFault(`${path}.shape: ${shape} is no shape`);
}

function textOf(text: unknown, path: string): string {
  if (text === undefined || text === null) return '';
  return lineOf(optionalText(objectAt(text, `${path}.text`)['text']) ?? '', 80);
}

function textPosition(text: unknown): Position {
  const position = (text as Json | undefined)?.['position'];
  return position === undefined ? [0, 0] : positionAt(position, 'text.position');
}

const added = ([x, y]: Position, [dx, dy]: Position): [number, number] => [x + dx, y + dy];

function objectAt(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ImportFault(`${path}: is no object`);
  return value as Json;
}

function listAt(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw new ImportFault(`${path}: is no list`);
  return value;
}

function textAt(value: unknown, path: string): string {
  const text = optionalText(value);
  if (text === undefined) throw new ImportFault(`${path}: is no text`);
  return text;
}

/** Numbers are taken for text, too: some plans have them so. */
function optionalText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value : undefined;
}

function numberAt(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ImportFault(`${path}: is no number`);
  return value;
}

function positionAt(value: unknown, path: string): Position {
  const { x, y } = objectAt(value, path);
  return [numberAt(x, `${path}.x`), numberAt(y, `${path}.y`)];
}
