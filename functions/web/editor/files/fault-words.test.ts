/** What is wrong with a file is said in the texts of the page, and where: part by part of the hall, or the line. Languages have all of them, or are not compiled. */
import { expect, test } from 'vitest';
import { ImportFault } from '../../../shared/plan/import/import-fault.ts';
import { madeHall } from '../../../shared/plan/import/made-hall.ts';
import { readPretix } from '../../../shared/plan/import/read-pretix.ts';
import { readSeatsCsv } from '../../../shared/plan/import/read-seats-csv.ts';
import { faultInWords } from './fault-words.ts';
import { readSvg } from './tracing/read-svg.ts';

const at = { x: 0, y: 0 };
const seat = { seat_guid: 'g', seat_number: '3', category: 'A', position: at };
const planOf = (rows: readonly object[]) => ({
  categories: [{ name: 'A' }],
  zones: [{ name: 'Parkett', zone_id: 'p', position: at, rows }],
});
const HEAD = 'section,row,seat,accessible\n';

const thrownBy = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error;
  }
};

test.each<[() => unknown, string]>([
  [
    () => readPretix(planOf([{ row_number: '1', seats: [seat, seat] }])),
    'zone Parkett, row 1, seat 3: zones.0.rows.0.seats.1: its seat_guid g is that of zone Parkett, row 1, seat 3, too',
  ],
  [
    () => readPretix(planOf([{ seats: [{ ...seat, category: 'B' }] }])),
    'zone Parkett, row number 1, seat 3: zones.0.rows.0.seats.0.category: there is no category B',
  ],
  [() => readSeatsCsv('section,row\n'), 'line 1: there is no column seat'],
  [() => readSeatsCsv(`${HEAD}A,1,1,\nA,1,1,\n`), 'line 3: the seat A-1-1 is there twice, in line 2, too'],
  [() => readSeatsCsv(`${HEAD}A,1,1,maybe\n`), 'line 2: accessible is neither yes nor no'],
  [
    () => madeHall(readSeatsCsv(HEAD + Array.from({ length: 1_001 }, (_, row) => `A,${row},1,\n`).join(''))),
    'it has 1,001 rows of a section, and a hall 1,000 at most',
  ],
  [() => readSvg('<svg/>'), 'it has no lines to trace'],
])('fault %#', (read, words) => {
  expect(faultInWords(thrownBy(read))).toBe(words);
});

test('what is no fault of a file is not told as one', () => {
  expect(faultInWords(new TypeError('x'))).toBeUndefined();
  expect(faultInWords(ImportFault.of('empty', {}))).toBe('there is nothing in it');
});
