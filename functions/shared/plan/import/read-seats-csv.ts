/**
 * Seats from a table (CSV with a first line of names): section, row and seat, and whatever more there is of id, category, x, y, accessible, companion, restricted,
 * sectionname. A line a seat, in the order in which they stand side by side. Pure.
 */
import { ImportFault, type ImportedSeat, type ImportedSeats } from './imported-seats.ts';

const NEEDED = ['section', 'row', 'seat'] as const;
const KNOWN = [...NEEDED, 'id', 'category', 'x', 'y', 'accessible', 'companion', 'restricted', 'sectionname'] as const;
type Column = (typeof KNOWN)[number];

const MOST_LINES = 100_001;
/** Where a table says nothing of it. */
const ONE_CATEGORY = 'All seats';

/** @throws ImportFault what is wrong, with the number of the line */
export function readSeatsCsv(text: string): ImportedSeats {
  const lines = linesOf(text.replace(/^\ufeff/, ''));
  const [head, ...rest] = lines;
  if (!head) throw new ImportFault('there is nothing in it');
  const names = head.fields.map((name) => name.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new ImportFault(`line 1: there is no column ${missing.join(', ')}`);
  const twice = names.find((name, index) => names.indexOf(name) < index && (KNOWN as readonly string[]).includes(name));
  if (twice !== undefined) throw new ImportFault(`line 1: the column ${twice} is there twice`);
  const zones = new Map<string, { name: string; rows: Map<string, ImportedSeat[]> }>();
  const categories = new Set<string>();
  const ids = new Set<string>();
  for (const { line, fields } of rest) {
    const valueOf = (column: Column): string => fields[names.indexOf(column)]?.trim() ?? '';
    const [section, row] = [valueOf('section'), valueOf('row')];
    for (const column of NEEDED) if (valueOf(column) === '') throw new ImportFault(`line ${line}: has no ${column}`);
    const zone = zones.get(section) ?? {
      name: valueOf('sectionname') || section,
      rows: new Map<string, ImportedSeat[]>(),
    };
    zones.set(section, zone);
    const seats = zone.rows.get(row) ?? [];
    zone.rows.set(row, seats);
    const seat = seatOf(valueOf, line, names);
    if (ids.has(seat.id)) throw new ImportFault(`line ${line}: the seat ${seat.id} is there twice`);
    ids.add(seat.id);
    categories.add(seat.category);
    seats.push(seat);
  }
  const unknown = head.fields.filter((_, index) => !(KNOWN as readonly string[]).includes(names[index] ?? ''));
  return {
    zones: [...zones].map(([code, { name, rows }]) => ({
      code,
      name,
      rows: [...rows].map(([called, seats]) => ({ name: called, seats })),
    })),
    categories: [...categories],
    shapes: [],
    dropped: unknown.map((name) => `the column ${name}`),
  };
}

function seatOf(valueOf: (column: Column) => string, line: number, names: readonly string[]): ImportedSeat {
  const at = ['x', 'y'].every((name) => names.includes(name))
    ? ([coordinateOf(valueOf('x'), 'x', line), coordinateOf(valueOf('y'), 'y', line)] as const)
    : undefined;
  const isIt = (column: Column): boolean => /^(?:1|x|y|yes|true|ja|wahr)$/i.test(valueOf(column));
  return {
    id: valueOf('id') || `${valueOf('section')}-${valueOf('row')}-${valueOf('seat')}`,
    number: valueOf('seat'),
    category: valueOf('category') || ONE_CATEGORY,
    ...(at && { at }),
    ...(isIt('accessible') && { accessible: true }),
    ...(isIt('companion') && !isIt('accessible') && { companion: true }),
    ...(isIt('restricted') && { restricted: true }),
  };
}

function coordinateOf(text: string, name: string, line: number): number {
  const value = text === '' ? Number.NaN : Number(text.replace(',', '.'));
  if (!Number.isFinite(value)) throw new ImportFault(`line ${line}: ${name} is no number`);
  return value;
}

/** RFC 4180, divided by whichever of comma, semicolon and tab the first line has most of. Lines without anything are left out. */
function linesOf(text: string): { line: number; fields: string[] }[] {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const separator =
    [',', ';', '\t'].toSorted((one, other) => first.split(other).length - first.split(one).length)[0] ?? ',';
  const all: { line: number; fields: string[] }[] = [];
  let [fields, field, line, begun]: [string[], string, number, number] = [[], '', 1, 1];
  let isQuoted = false;
  const end = (): void => {
    fields.push(field);
    if (fields.some((value) => value.trim() !== '')) all.push({ line: begun, fields });
    if (all.length > MOST_LINES) throw new ImportFault('it has more than 100,000 seats');
    [fields, field] = [[], ''];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n') line++;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text.charAt(at++);
      else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === separator) {
      fields.push(field);
      field = '';
    } else if (character === '\n') {
      end();
      begun = line;
    } else if (character !== '\r') field += character;
  }
  if (isQuoted) throw new ImportFault(`line ${begun}: a quote is not closed`);
  end();
  return all;
}
