/** The hall of the picker: which seat is which number, what it costs, what is special about it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seatingOf } from '../../../shared/event/chart.ts';
import {
  AISLE,
  categoriesOf,
  type ChartAnswer,
  COMPANION,
  hallOf,
  labelOf,
  placeOf,
  priceOf,
  RESTRICTED,
  seatLabelled,
  categoriesWithSeats,
  viewFrom,
  WHEELCHAIR,
} from './seat-hall.ts';

const event = {
  currency: 'EUR',
  priceCategories: [
    { id: 'P2', name: 'Floor', priceCents: 2000 },
    { id: 'P1', name: 'Stalls', priceCents: 5000 },
  ],
};
const chart: ChartAnswer = {
  chartVersion: 3,
  seatsTotal: 12,
  sections: [
    {
      kind: 'seated',
      id: 'A',
      name: 'Stalls',
      priceCategory: 'P1',
      rows: [
        { label: '1', seats: 4, accessible: [1], companion: [2], aisleAfter: [2] },
        { label: '2', seats: 3, priceCategory: 'P2' },
      ],
    },
    { kind: 'general', id: 'GA', name: 'Floor', priceCategory: 'P2', capacity: 5 },
  ],
};

test('categories are in the order of their prices, and a row may have its own', () => {
  const hall = hallOf(chart, event);
  expect(hall.categories.map(({ id, hue, letter }) => [id, hue, letter])).toEqual([
    ['P1', 0, 'A'],
    ['P2', 1, 'B'],
  ]);
  const [stalls] = hall.sections;
  expect([stalls?.fromCents, stalls?.toCents]).toEqual([2000, 5000]);
  expect([0, 3, 4, 6].map((place) => priceOf(hall, { section: stalls!, place }))).toEqual([5000, 5000, 2000, 2000]);
});

test('from seat to seat is what it is in a row, also where an aisle goes through the middle of each', () => {
  const rows = Array.from({ length: 5 }, (_, at) => ({ label: String(at + 1), seats: 20, aisleAfter: [10] }));
  const sections = [{ kind: 'seated' as const, id: 'A', name: 'Stalls', priceCategory: 'P1', rows }];
  const [stalls] = hallOf({ chartVersion: 1, seatsTotal: 100, sections }, event).sections;
  expect(stalls?.pitch).toBe(55);
});

test('single seats of a row may have a price of their own', () => {
  const [stalls] = hallOf(
    {
      ...chart,
      sections: [
        {
          kind: 'seated',
          id: 'A',
          name: 'Stalls',
          priceCategory: 'P1',
          rows: [{ label: '1', seats: 12, restricted: [12], otherPrices: [{ priceCategory: 'P2', places: [1, 12] }] }],
        },
      ],
    },
    event,
  ).sections;
  expect([...(stalls?.categories ?? [])]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(stalls?.facts[11]).toBe(RESTRICTED);
});

test('an aisle has a seat on both sides, and none beyond the row', () => {
  const [stalls] = hallOf(chart, event).sections;
  expect([...(stalls?.facts ?? [])]).toEqual([WHEELCHAIR, COMPANION | AISLE, AISLE, 0, 0, 0, 0]);
});

test('labels and places are each other’s inverse; what is no seat has no place', () => {
  const hall = hallOf(chart, event);
  for (const section of hall.sections)
    for (let place = 0; place < section.places; place++)
      expect(seatLabelled(hall, labelOf(section, place))).toEqual({ section, place });
  for (const label of ['A-1-5', 'A-1-0', 'A-3-1', 'B-1-1', 'GA-6', 'GA-01', 'A', '', 'A-1-1x'])
    expect(seatLabelled(hall, label), label).toBeUndefined();
});

test('numbers of a chart that has grown are those of the server', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), (order) => {
      // Four parts of three seats each, numbered in any order.
      const numbers = order.map((part) => [part * 3, part * 3 + 2] as const);
      const hall = hallOf({ ...chart, numbers }, event);
      const seating = seatingOf({ sections: chart.sections as never, numbers });
      for (let number = 0; number < 12; number++) {
        const found = placeOf(hall, number);
        expect(found && labelOf(found.section, found.place)).toBe(seating.labelOf(number));
      }
      expect(placeOf(hall, 12)).toBeUndefined();
    }),
  );
});

const picture = (section: string, row?: string) => ({
  section,
  image: `https://x.example/${row ?? 'all'}`,
  alt: '',
  ...(row && { row }),
});

test('a view is that of the row, or else of the section; what has none has none', () => {
  const hall = hallOf({ ...chart, plan: { views: [picture('A', '2'), picture('A')] } }, event);
  const seen = (label: string) => {
    const seat = seatLabelled(hall, label);
    return seat && viewFrom(hall, seat)?.image;
  };
  expect(seen('A-1-1')).toBe('https://x.example/all');
  expect(seen('A-2-3')).toBe('https://x.example/2');
  expect(seen('GA-1')).toBeUndefined();
});

test('the prices of a section are those that its seats have, the dearest first', () => {
  const hall = hallOf(chart, event);
  expect(hall.sections.map((section) => categoriesOf(hall, section).map(({ id }) => id))).toEqual([
    ['P1', 'P2'],
    ['P2'],
  ]);
});

test('a category that no seat is in has no place in a legend: nobody takes it for sold out', () => {
  const priceCategories = [...event.priceCategories, { id: 'P3', name: 'Boxes', priceCents: 9000 }];
  expect(categoriesWithSeats(hallOf(chart, { ...event, priceCategories })).map(({ id }) => id)).toEqual(['P1', 'P2']);
});
