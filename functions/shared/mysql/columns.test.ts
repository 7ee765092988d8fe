import { expect, test } from 'vitest';
import {
  assignmentsOf,
  type Columns,
  instant,
  instantOrNull,
  json,
  namesOf,
  plain,
  recordOf,
  rowOf,
  valuesOf,
} from './columns.ts';

interface Thing {
  id: string;
  size: number | null;
  startsAt: string;
  endsAt: string | null;
  parts: string[];
}
const COLUMNS = {
  id: plain('thing_id'),
  size: plain('size'),
  startsAt: instant('starts_at'),
  endsAt: instantOrNull('ends_at'),
  parts: json('parts'),
} satisfies Columns<Thing>;

const AT = '2027-05-14T18:30:00.000Z';

test('names, assignments and values are in one order', () => {
  expect(namesOf(COLUMNS)).toBe('thing_id, size, starts_at, ends_at, parts');
  expect(assignmentsOf(COLUMNS)).toBe('thing_id = ?, size = ?, starts_at = ?, ends_at = ?, parts = ?');
  const thing = { parts: ['a'], endsAt: null, startsAt: AT, size: 1, id: 't', more: 'is left out' };
  expect(valuesOf(COLUMNS, thing)).toEqual(['t', 1, new Date(AT), null, '["a"]']);
});

test.for<Thing>([
  { id: 't', size: null, startsAt: AT, endsAt: null, parts: [] },
  { id: 'u', size: 3, startsAt: AT, endsAt: '9999-12-31T23:59:59.999Z', parts: ['a', 'b'] },
])('what was written is read again: $id', (thing) => {
  expect(recordOf(COLUMNS, { ...rowOf(COLUMNS, thing), another: 1 })).toEqual(thing);
});
