/**
 * Seating plans of pretix: JSON by its open schema (`seating-plan.schema.json`). Positions are points; those of a zone, its rows and their seats add up. Pure.
 */
import { type FaultPlace, ImportFault, readInside } from './import-fault.ts';
import type { ImportedRow, ImportedSeats, ImportedZone } from './imported-seats.ts';
import { NotImported, partNamed } from './not-imported.ts';
import { AREA_KEYS, shapesOfArea } from './pretix-areas.ts';
import { unitOfZone } from './pretix-marks.ts';
import {
  type GivenFields,
  listAt,
  objectAt,
  type Position,
  positionAt,
  positionOrNone,
  textAt,
  textOrNone,
} from './read-json.ts';

const MOST_SHAPES = 500;

const KEYS = {
  plan: ['name', 'categories', 'zones', 'size'],
  category: ['name', 'color'],
  zone: ['name', 'zone_id', 'uuid', 'position', 'rows', 'areas'],
  row: ['row_number', 'row_label', 'seat_label', 'uuid', 'seats', 'row_number_position', 'position'],
  seat: ['seat_guid', 'seat_number', 'uuid', 'start_direction', 'radius', 'position', 'category'],
  area: AREA_KEYS,
};

/** Where something is, from the outside to the inside. */
type Parts = readonly FaultPlace[];

/** What is known by now of a plan that is being read. */
interface Reading {
  categories: ReadonlySet<string>;
  /** Which seat has an id. */
  guids: Map<string, Parts>;
  shapes: ImportedSeats['shapes'];
  left: NotImported;
}

/** @throws ImportFault what is not as the schema has it, and where */
export function readPretix(json: unknown): ImportedSeats {
  const plan = objectAt(json, 'the plan');
  if (plan['categories'] === undefined && plan['zones'] === undefined) throw ImportFault.of('noPlan', {});
  const left = new NotImported();
  tellUnknown(plan, 'plan', left);
  const categories = listAt(plan['categories'], 'categories').map((entry, index) => {
    const category = objectAt(entry, `categories.${index}`);
    tellUnknown(category, 'category', left);
    if (category['color'] !== undefined) left.add('categoryColours', {}, undefined, 0);
    return textAt(category['name'], `categories.${index}.name`);
  });
  const twice = categories.find((name, index) => categories.indexOf(name) < index);
  if (twice !== undefined) throw ImportFault.of('twiceInList', { path: 'categories', name: twice });
  const reading: Reading = { categories: new Set(categories), guids: new Map(), shapes: [], left };
  const zones = listAt(plan['zones'], 'zones').map((entry, index) => {
    const zone = objectAt(entry, `zones.${index}`);
    const part = partNamed('zone', zone['name'] ?? zone['zone_id'], index);
    return readInside(part, () => zoneOf(zone, `zones.${index}`, [part], reading));
  });
  const { shapes } = reading;
  if (shapes.length > MOST_SHAPES)
    left.add('areasBeyond', { most: MOST_SHAPES }, undefined, shapes.length - MOST_SHAPES);
  const cm = zones
    .filter(({ rows }) => rows.length === 0)
    .map(({ code }) => unitOfZone(code))
    .find((unit) => unit !== undefined);
  return {
    zones,
    categories,
    shapes: shapes.slice(0, MOST_SHAPES),
    dropped: left.all,
    ...(cm !== undefined && { cm }),
  };
}

function zoneOf(zone: GivenFields, path: string, where: Parts, reading: Reading): ImportedZone {
  const { left, shapes } = reading;
  tellUnknown(zone, 'zone', left);
  const origin = positionAt(zone['position'], `${path}.position`);
  for (const [at, entry] of listAt(zone['areas'] ?? [], `${path}.areas`).entries()) {
    const area = objectAt(entry, `${path}.areas.${at}`);
    tellUnknown(area, 'area', left);
    const part: FaultPlace = { kind: 'area', number: at + 1 };
    const inside = { parts: [...where, part] };
    shapes.push(...readInside(part, () => shapesOfArea(area, origin, `${path}.areas.${at}`, inside, left)));
  }
  const rows = listAt(zone['rows'], `${path}.rows`).map((entry, at) => {
    const row = objectAt(entry, `${path}.rows.${at}`);
    const part = partNamed('row', row['row_number'], at);
    return readInside(part, () => rowOf(row, origin, `${path}.rows.${at}`, [...where, part], reading));
  });
  const name = textOrNone(zone['name'], `${path}.name`) ?? '';
  const code = textOrNone(zone['zone_id'], `${path}.zone_id`) ?? '';
  return { code: code || name, name: name || code, rows };
}

function rowOf(row: GivenFields, zone: Position, path: string, where: Parts, reading: Reading): ImportedRow {
  const { left } = reading;
  tellUnknown(row, 'row', left);
  const origin = added(zone, positionOrNone(row['position'], `${path}.position`));
  const name = textOrNone(row['row_number'], `${path}.row_number`) ?? '';
  // As pretix does where it names a seat.
  const label = (textOrNone(row['row_label'], `${path}.row_label`) ?? '').replaceAll('%s', name).trim();
  if ((textOrNone(row['seat_label'], `${path}.seat_label`) ?? '') !== '') left.add('seatNames', {}, { parts: where });
  if (!['both', undefined, null].includes(row['row_number_position'] as string | undefined | null))
    left.add('numberSide', {});
  const seats = listAt(row['seats'], `${path}.seats`).map((entry, index) => {
    const seat = objectAt(entry, `${path}.seats.${index}`);
    const part = partNamed('seat', seat['seat_number'], index);
    return readInside(part, () => seatOf(seat, origin, `${path}.seats.${index}`, [...where, part], reading));
  });
  return { name, ...(label !== '' && label !== name && { spoken: label }), seats };
}

function seatOf(seat: GivenFields, row: Position, path: string, where: Parts, reading: Reading) {
  const { left, guids, categories } = reading;
  tellUnknown(seat, 'seat', left);
  const category = textAt(seat['category'], `${path}.category`);
  if (!categories.has(category))
    throw ImportFault.of('noCategory', { path: `${path}.category`, name: category || '""' });
  const id = textAt(seat['seat_guid'], `${path}.seat_guid`);
  const other = guids.get(id);
  if (other !== undefined) throw ImportFault.of('guidTwice', { path, id, other });
  guids.set(id, where);
  if (seat['radius'] !== undefined && seat['radius'] !== 10) left.add('seatRadius', {});
  if ((seat['start_direction'] ?? '') !== '') left.add('startDirection', {});
  return {
    id,
    number: textAt(seat['seat_number'], `${path}.seat_number`),
    category,
    at: added(row, positionAt(seat['position'], `${path}.position`)),
  };
}

/** What the schema does not have: other editors write more. */
function tellUnknown(given: GivenFields, kind: keyof typeof KEYS, left: NotImported): void {
  for (const key of Object.keys(given))
    if (!KEYS[kind].includes(key)) left.add('unknownKey', { kind, key: key.slice(0, 40) });
}

const added = ([x, y]: Position, [dx, dy]: Position): [number, number] => [x + dx, y + dy];
