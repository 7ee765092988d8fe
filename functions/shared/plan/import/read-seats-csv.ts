/**
 * Seats from a table (CSV with a first line of names): section, row and seat, and whatever more there is of id, category, x, y (or xcm, ycm: then they are
 * centimetres), accessible, companion, restricted, sectionname, rowname; several also by their German names. A line a seat, in the order in which they stand side by side. Pure.
 */
import { csvValue } from '../../csv/csv-field.ts';
import { type CsvLine, csvLines } from './csv-lines.ts';
import { entryOf } from '../section-places.ts';
import { ImportFault } from './import-fault.ts';
import type { ImportedSeat, ImportedSeats } from './imported-seats.ts';
import { NotImported } from './not-imported.ts';

const NEEDED = ['section', 'row', 'seat'] as const;
const KNOWN = [
  ...NEEDED,
  'id',
  'category',
  'x',
  'y',
  'xcm',
  'ycm',
  'accessible',
  'companion',
  'restricted',
  'sectionname',
  'rowname',
] as const;
type Column = (typeof KNOWN)[number];
type ValueOf = (column: Column) => string;

/** What else tables call them, as German ones do. */
const ALSO: Readonly<Record<string, Column>> = {
  bereich: 'section',
  block: 'section',
  reihe: 'row',
  platz: 'seat',
  sitz: 'seat',
  kategorie: 'category',
  preiskategorie: 'category',
  rollstuhl: 'accessible',
  begleitung: 'companion',
};

const MOST_LINES = 100_001;
/** Where a table says nothing of it. */
const ONE_CATEGORY = 'All seats';

interface ReadRow {
  spoken: string;
  seats: ImportedSeat[];
}

/** @throws ImportFault what is wrong, with the number of the line */
export function readSeatsCsv(text: string): ImportedSeats {
  const [head, ...rest] = csvLines(text, MOST_LINES);
  if (!head) throw ImportFault.of('empty', {});
  const left = new NotImported();
  const names = columnsOf(head, left);
  const places = placesOf(names, head.line, left);
  const zones = new Map<string, { name: string; rows: Map<string, ReadRow> }>();
  const categories = new Set<string>();
  const ids = new Map<string, number>();
  for (const { line, fields } of rest) {
    if (fields.slice(names.length).some((field) => field.trim() !== ''))
      throw ImportFault.of('fieldsBeyond', { line, count: fields.length, named: names.length });
    const valueOf: ValueOf = (column) => csvValue(fields[names.indexOf(column)]?.trim() ?? '').trim();
    for (const column of NEEDED) if (valueOf(column) === '') throw ImportFault.of('lineLacks', { line, column });
    const section = valueOf('section');
    const zone = zones.get(section) ?? { name: valueOf('sectionname') || section, rows: new Map<string, ReadRow>() };
    zones.set(section, zone);
    const row = zone.rows.get(valueOf('row')) ?? { spoken: valueOf('rowname'), seats: [] };
    zone.rows.set(valueOf('row'), row);
    const seat = seatOf(valueOf, line, places, left);
    const other = ids.get(seat.id);
    if (other !== undefined) throw ImportFault.of('seatTwice', { line, id: seat.id, other });
    ids.set(seat.id, line);
    categories.add(seat.category);
    row.seats.push(seat);
  }
  return {
    zones: [...zones].map(([code, { name, rows }]) => ({
      code,
      name,
      rows: [...rows].map(([called, { spoken, seats }]) => ({
        name: called,
        ...(spoken !== '' && { spoken }),
        seats,
      })),
    })),
    categories: [...categories],
    shapes: [],
    dropped: left.all,
    ...(places?.[0] === 'xcm' && { cm: 1 }),
  };
}

const isKnown = (name: string): boolean => (KNOWN as readonly string[]).includes(name);

/** What stands in which column, by the first line. */
function columnsOf({ line, fields }: CsvLine, left: NotImported): string[] {
  const plain = fields.map((name) => name.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const names = plain.map((name, at) => {
    const column = entryOf(ALSO, name);
    // Only where there is no other column that it could be.
    const isTaken = plain.some((one, index) => one === column || (index < at && entryOf(ALSO, one) === column));
    return column === undefined || isTaken ? name : column;
  });
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) throw ImportFault.of('noColumn', { line, columns: missing.join(', ') });
  const twice = names.find((name, index) => names.indexOf(name) < index && isKnown(name));
  if (twice !== undefined) throw ImportFault.of('columnTwice', { line, column: twice });
  for (const [index, name] of fields.entries())
    if (!isKnown(names[index] ?? '') && name.trim() !== '') left.add('column', { name: name.trim() });
  return names;
}

/** The two columns that say where seats lie. */
function placesOf(names: readonly string[], line: number, left: NotImported): readonly [Column, Column] | undefined {
  const pairs = [
    ['xcm', 'ycm'],
    ['x', 'y'],
  ] as const;
  const found = pairs.filter((pair) => pair.every((name) => names.includes(name)));
  if (found.length > 1) throw ImportFault.of('placesTwice', { line });
  for (const name of pairs.flat())
    if (names.includes(name) && !found.some((pair) => (pair as readonly string[]).includes(name)))
      left.add('columnAlone', { name });
  return found[0];
}

function seatOf(valueOf: ValueOf, line: number, places: readonly [Column, Column] | undefined, left: NotImported) {
  const at = places?.map((column) => coordinateOf(valueOf(column), column, line)) as [number, number] | undefined;
  const [accessible, companion, restricted] = (['accessible', 'companion', 'restricted'] as const).map((column) =>
    isYes(valueOf(column), column, line),
  );
  if (accessible && companion) left.add('companionToo', {}, { line });
  return {
    id: valueOf('id') || `${valueOf('section')}-${valueOf('row')}-${valueOf('seat')}`,
    number: valueOf('seat'),
    category: valueOf('category') || ONE_CATEGORY,
    ...(at && { at }),
    ...(accessible && { accessible }),
    ...(companion && !accessible && { companion }),
    ...(restricted && { restricted }),
  };
}

const YES = /^(?:1|x|y|yes|true|j|ja|wahr|نعم)$/i;
const NO = /^(?:|0|-|n|no|false|nein|falsch|لا)$/i;

function isYes(text: string, column: Column, line: number): boolean {
  if (YES.test(text)) return true;
  if (NO.test(text)) return false;
  throw ImportFault.of('neitherYesNorNo', { line, column });
}

function coordinateOf(text: string, name: string, line: number): number {
  const value = text === '' ? Number.NaN : Number(text.replace(',', '.'));
  if (!Number.isFinite(value)) throw ImportFault.of('noNumberInLine', { line, column: name });
  return value;
}
