import { expect, test } from 'vitest';
import { Chart } from '../../event/chart.ts';
import { chartErrors } from '../../event/chart-errors.ts';
import { planErrors } from '../plan-errors.ts';
import { Plan } from '../plan.ts';
import { csvField, csvValue } from '../../csv/csv-field.ts';
import { csvLines } from './csv-lines.ts';
import { fileText } from './file-text.ts';
import { madeHall } from './made-hall.ts';
import { readSeatsCsv } from './read-seats-csv.ts';
import { leftInWords } from './not-imported.ts';

const hallOf = (...lines: string[]) => {
  const hall = madeHall(readSeatsCsv(lines.join('\r\n')));
  const prices = hall.priceCategories.map((category) => ({ ...category, priceCents: 0 }));
  expect(chartErrors(Chart.parse(hall.chart), prices)).toEqual([]);
  if (hall.plan) expect(planErrors(hall.chart, Plan.parse(hall.plan))).toEqual([]);
  return hall;
};

test('section, row and seat are enough', () => {
  const hall = hallOf('section,row,seat', 'Stalls,A,1', 'Stalls,A,2', 'Stalls,B,7', 'Balcony,A,1', 'Stalls,A,3');
  expect(hall).toMatchObject({
    chart: {
      sections: [
        {
          id: 'Stalls',
          name: 'Stalls',
          priceCategory: 'Allseats',
          rows: [
            { label: 'A', seats: 3 },
            { label: 'B', seats: 1, numbers: { first: 7, step: 1 } },
          ],
        },
        { id: 'Balcony', rows: [{ label: 'A', seats: 1 }] },
      ],
    },
    plan: undefined,
    priceCategories: [{ id: 'Allseats', name: 'All seats' }],
    dropped: [],
  });
  expect(hall.seats[3]).toMatchObject({ id: 'Stalls-B-7', label: 'Stalls-B-1', shown: '7' });
});

test('with semicolons, quotes, a mark of the encoding, categories, places and what seats are', () => {
  const hall = hallOf(
    '\ufeffSection;Section name;Row;Seat;ID;Category;X;Y;Accessible;Companion;Restricted;Note',
    'A;"Parquet; left";1;101;s-1;Best;0;0;yes;;;x',
    'A;;1;103;s-2;Best;0,5;0;;1;;"two',
    'lines"',
    'A;;1;105;s-3;"Rear ""cheap""";2;0;no;;ja;',
    '',
  );
  expect(hall.chart.sections).toEqual([
    {
      id: 'A',
      name: 'Parquet; left',
      kind: 'seated',
      priceCategory: 'Best',
      rows: [
        {
          label: '1',
          seats: 3,
          numbers: { first: 101, step: 2 },
          otherPrices: [{ priceCategory: 'Rearchea', places: [3] }],
          accessible: [1],
          companion: [2],
          restricted: [3],
          aisleAfter: [2],
        },
      ],
    },
  ]);
  expect(hall.plan?.sections?.['A']).toEqual({ at: [0, 0] });
  expect(leftInWords(hall.dropped)).toEqual(['the column Note']);
  expect(hall.seats.map(({ id }) => id)).toEqual(['s-1', 's-2', 's-3']);
});

test.each([
  ['', 'there is nothing in it'],
  ['row,seat\n1,1', 'line 1: there is no column section'],
  ['section,row,seat,row\nA,1,1,1', 'line 1: the column row is there twice'],
  ['section,row,seat\nA,1,1\nA,1,', 'line 3: has no seat'],
  ['section,row,seat\nA,1,1\nA,1,1', 'line 3: the seat A-1-1 is there twice, in line 2, too'],
  ['section,row,seat,x,y\nA,1,1,a,0', 'line 2: x is no number'],
  ['section,row,seat\n"A,1,1', 'line 2: a quote is not closed'],
  ['section,row,seat', 'there is no seat in it'],
])('%j is refused, and why', (text, message) => {
  expect(() => madeHall(readSeatsCsv(text))).toThrow(message);
});

test('a number that cannot be kept is told, with what is shown instead; the seat and the other numbers stay', () => {
  const hall = hallOf('section,row,seat,id', 'A,1,1234567,a', 'A,1,12,b', 'A,1,12,c', 'A,1,1,d');
  expect(leftInWords(hall.dropped)).toEqual([
    'a seat number of more than 6 characters: section A, row 1, seat 1234567 now shows 1b',
    'a seat number that is there twice in its row: section A, row 1, seat 12 now shows 12b',
  ]);
  expect(hall.seats.map(({ shown }) => shown)).toEqual(['1b', '12', '12b', '1']);
});

const TABLE = ['section,row,seat,category', 'Bühne,"Reihe, ""A""",1,Süd', 'Bühne,"Reihe, ""A""",2,Süd'].join('\n');

test.each([
  ['lines as Windows ends them', TABLE.replaceAll('\n', '\r\n')],
  ['lines as old systems ended them', TABLE.replaceAll('\n', '\r')],
  ['tabs', TABLE.replaceAll(/,(?! )/g, '\t')],
  ['semicolons that a first line announces', `sep=;\n${TABLE.replaceAll(/,(?! )/g, ';')}`],
  ['lines without anything', `\n\n${TABLE.replaceAll('\n', '\n\n,,\n')}\n\n`],
  ['blanks before quotes', TABLE.replaceAll('"Reihe', '  "Reihe')],
])('%s', (_, text) => {
  const hall = madeHall(readSeatsCsv(text));
  expect(leftInWords(hall.dropped)).toEqual([]);
  expect(hall.chart.sections).toMatchObject([{ name: 'Bühne', rows: [{ name: 'Reihe, "A"', seats: 2 }] }]);
  expect(hall.priceCategories).toMatchObject([{ name: 'Süd' }]);
});

test('whatever spreadsheets write a table in is read; a file that says nothing of it, too', () => {
  const utf8 = new TextEncoder().encode(TABLE);
  const wide = (isLittle: boolean): Uint8Array => {
    const view = new DataView(new ArrayBuffer(2 * TABLE.length + 2));
    const marked = `\ufeff${TABLE}`;
    for (let at = 0; at < marked.length; at++) view.setUint16(2 * at, marked.charCodeAt(at), isLittle);
    return new Uint8Array(view.buffer);
  };
  const latin = Uint8Array.from(TABLE, (character) => character.codePointAt(0) ?? 0);
  for (const bytes of [utf8, new Uint8Array([0xef, 0xbb, 0xbf, ...utf8]), wide(true), wide(false), latin])
    expect(fileText(bytes)).toBe(TABLE);
});

test.each([
  ['section,row,seat,x,y\nA,1,1,0,5,0\n', 'line 2: has 6 fields, and the first line 5'],
  ['section,row,seat,accessible\nA,1,1,yes\nA,1,2,maybe\n', 'line 3: accessible is neither yes nor no'],
  ['section,row,seat,x,y,xcm,ycm\nA,1,1,0,0,0,0\n', 'line 1: there are x, y and xcm, ycm'],
  ['section,row,seat,id\n"A\nB",1,1,g\nA,1,2,g\n', 'line 4: the seat g is there twice, in line 2, too'],
  ['\n\nsection,row\nA,1\n', 'line 3: there is no column seat'],
])('%j is refused with its line', (text, message) => {
  expect(() => madeHall(readSeatsCsv(text))).toThrow(message);
});

test('centimetres stay centimetres; one coordinate alone is told', () => {
  const hall = hallOf('section,row,seat,xcm,ycm', 'A,1,1,0,0', 'A,1,2,70,0', 'A,1,3,140,0');
  expect(hall.plan?.sections?.['A']).toEqual({ at: [0, 0], pitch: [70, 90] });
  expect(leftInWords(hallOf('section,row,seat,x', 'A,1,1,0').dropped)).toEqual([
    'the column x: without its other one it is no place',
  ]);
});

test('what a spreadsheet would take for a formula is written as text, and read again as it was', () => {
  for (const text of [
    '=1+1',
    '+49',
    '@a',
    '-2+3',
    '|x',
    '％',
    '\t=1',
    "'=1",
    "''",
    'a"b',
    'a,b;c',
    '-12',
    '12',
    ' x',
    'x;=1+1',
    '"=1+1',
    '﹢1',
    '⁻1',
    '\u200b=1+1',
    "x;'=1",
  ]) {
    const written = csvField(text);
    for (const cell of written.split(/[,;|\t]/)) expect(cell.normalize('NFKC')).not.toMatch(/^[\s"\p{Cf}]*[=+@|%]/u);
    const [line] = csvLines(`${written},end`, 2);
    expect(csvValue(line?.fields[0] ?? '')).toBe(text);
  }
});

test('columns may have their German names; what is no column of ours stays left out', () => {
  const german = hallOf('Bereich;Reihe;Platz;Kategorie', 'Parkett;A;1;Teuer', 'Parkett;A;2;Billig');
  const english = hallOf('section,row,seat,category', 'Parkett,A,1,Teuer', 'Parkett,A,2,Billig');
  expect(german).toEqual(english);
  // One that has its own name beside it is a column like any other.
  const both = readSeatsCsv('section,block,row,seat\nStalls,West,A,1');
  expect(both.zones.map(({ name }) => name)).toEqual(['Stalls']);
  expect(readSeatsCsv('Bereich;Block;Reihe;Platz\nParkett;West;A;1').zones.map(({ name }) => name)).toEqual([
    'Parkett',
  ]);
  expect(() => readSeatsCsv('Bereich;Reihe;Nummer\nA;1;1')).toThrow('there is no column seat');
});
