import { expect, test } from 'vitest';
import { Chart } from '../../event/chart.ts';
import { chartErrors } from '../../event/chart-errors.ts';
import { planErrors } from '../plan-errors.ts';
import { Plan } from '../plan.ts';
import { madeHall } from './made-hall.ts';
import { readSeatsCsv } from './read-seats-csv.ts';

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
  expect(hall.dropped).toEqual(['the column Note']);
  expect(hall.seats.map(({ id }) => id)).toEqual(['s-1', 's-2', 's-3']);
});

test.each([
  ['', 'there is nothing in it'],
  ['row,seat\n1,1', 'line 1: there is no column section'],
  ['section,row,seat,row\nA,1,1,1', 'line 1: the column row is there twice'],
  ['section,row,seat\nA,1,1\nA,1,', 'line 3: has no seat'],
  ['section,row,seat\nA,1,1\nA,1,1', 'line 3: the seat A-1-1 is there twice'],
  ['section,row,seat,x,y\nA,1,1,a,0', 'line 2: x is no number'],
  ['section,row,seat\n"A,1,1', 'line 2: a quote is not closed'],
  ['section,row,seat', 'there is no seat in it'],
])('%j is refused, and why', (text, message) => {
  expect(() => madeHall(readSeatsCsv(text))).toThrow(message);
});

test('a number that cannot be kept is told, and the seat stays', () => {
  const hall = hallOf('section,row,seat', 'A,1,1234567', 'A,1,2');
  expect(hall.dropped).toEqual(['seat numbers of no or of more than six characters']);
  expect(hall.seats.map(({ shown }) => shown)).toEqual(['1', '2']);
});
