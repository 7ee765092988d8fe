/** What an import left out is said in the texts of the page, with where it was. Languages have all of them, or are not compiled. */
import { expect, test } from 'vitest';
import { madeHall } from '../../../shared/plan/import/made-hall.ts';
import { readPretix } from '../../../shared/plan/import/read-pretix.ts';
import { readSeatsCsv } from '../../../shared/plan/import/read-seats-csv.ts';
import { leftOutInWords } from './left-words.ts';

const at = { x: 0, y: 0 };
const seats = Array.from({ length: 14 }, (_, index) => ({
  seat_guid: `g${index}`,
  seat_number: index < 2 ? '1' : '',
  category: 'A',
  position: { x: index * 20, y: 0 },
  lift: 'no',
}));
const area = { shape: 'text', position: at, text: { text: '' } };

test('a plan of pretix', () => {
  const plan = {
    categories: [{ name: 'A', color: '#ff0000' }],
    zones: [{ name: 'Parkett', zone_id: 'p', position: at, areas: [area], rows: [{ row_number: '7', seats }] }],
  };
  const { dropped } = madeHall(readPretix(plan));
  const named = Array.from({ length: 10 }, (_, index) => `zone Parkett, row 7, seat number ${index + 3}`);
  expect(leftOutInWords(dropped)).toEqual([
    'the colours of categories',
    'a text without words: zone Parkett, area number 1',
    // The texts of the page have other quotes than those of the command.
    'what a seat says under “lift” (14 times)',
    'a seat number that is there twice in its row: section Parkett, row 7, seat 1 now shows 1b',
    `a seat without a number (12 times): ${named
      .map((where, index) => `${where.replace('zone', 'section')} now shows ${index + 3}`)
      .join('; ')} …`,
  ]);
});

test('a table of seats', () => {
  const { dropped } = madeHall(
    readSeatsCsv(`section,row,seat,accessible,companion,x,Note\n${'N'.repeat(81)},1,1,yes,yes,3,no\n`),
  );
  expect(leftOutInWords(dropped)).toEqual([
    'the column Note',
    'the column x: without its other one it is no place',
    'companion of a seat that is accessible: line 2',
    `the end of a name of more than 80 characters: section ${'N'.repeat(80)}`,
  ]);
});
