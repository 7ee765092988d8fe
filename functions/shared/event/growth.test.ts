import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Chart, type NumberedChart, seatingOf } from './chart.ts';
import { grownChart } from './growth.ts';
import { isGrowthOf } from './kept-seats.ts';
import { EVENT_COLUMNS } from './row.ts';

type Section = Chart['sections'][number];
type Rows = Extract<Section, { kind: 'seated' }>['rows'];

const category = { priceCategory: 'P1' };
const seated = (id: string, rows: Rows): Section => ({ id, name: 'Stalls', kind: 'seated', ...category, rows });
const general = (id: string, capacity: number): Section => ({
  id,
  name: 'Floor',
  kind: 'general',
  ...category,
  capacity,
});

const somewhere = fc.double({ min: 0, max: 1, noNaN: true });
/** What an organizer adds, and where; names are given by their place among all that was ever added. */
const addition = fc.oneof(
  fc.record({ add: fc.constant('capacity' as const), at: somewhere, seats: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ add: fc.constant('row' as const), at: somewhere, row: somewhere, seats: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    add: fc.constant('seats' as const),
    at: somewhere,
    row: somewhere,
    seats: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ add: fc.constant('section' as const), at: somewhere, seats: fc.integer({ min: 1, max: 9 }) }),
);
type Addition = typeof addition extends fc.Arbitrary<infer T> ? T : never;
const steps = fc.array(fc.array(addition, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });

const FIRST: Chart = {
  sections: [
    seated('A', [
      { label: '1', seats: 6, accessible: [1], aisleAfter: [3] },
      { label: '2', seats: 4 },
    ]),
    general('GA', 10),
    seated('B', [{ label: '1', seats: 5 }]),
  ],
};

function added(chart: Chart, { at, seats, ...what }: Addition, name: string): Chart {
  const sections = chart.sections.map((section) => section);
  const insert = Math.round(at * sections.length);
  if (what.add === 'section') return { sections: sections.toSpliced(insert, 0, general(`N${name}`, seats)) };
  const index = Math.min(sections.length - 1, insert);
  const section = sections[index] as Section;
  if (section.kind === 'general')
    return { sections: sections.with(index, { ...section, capacity: section.capacity + seats }) };
  const row = 'row' in what ? what.row : 0;
  const place = Math.round(row * section.rows.length);
  const known = section.rows[Math.min(place, section.rows.length - 1)] as Rows[number];
  const longer = { ...known, seats: known.seats + seats, accessible: [...(known.accessible ?? []), known.seats + 1] };
  const rows =
    what.add === 'row'
      ? section.rows.toSpliced(place, 0, { label: `N${name}`, seats })
      : section.rows.map((one) => (one === known ? longer : one));
  return { sections: sections.with(index, { ...section, rows }) };
}

const labelsOf = (chart: NumberedChart) => {
  const { total, labelOf } = seatingOf(chart);
  return Array.from({ length: total }, (_, seat) => labelOf(seat));
};

test('whatever is added wherever: what was there keeps its numbers, and every seat has one number and one label', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let event: { chart: NumberedChart; chartVersion: number } = { chart: FIRST, chartVersion: 3 };
      for (const [step, additions] of all.entries()) {
        const next = additions.reduce((chart, one, index) => added(chart, one, `${step}${index}`), {
          sections: event.chart.sections,
        });
        const chart = grownChart(event, next) as NumberedChart;
        const [before, after] = [labelsOf(event.chart), labelsOf(chart)];
        expect(after.slice(0, before.length)).toEqual(before);
        expect(new Set(after).size).toBe(after.length);
        // Read in the order of the chart, the numbers give its labels in that order.
        const order = (chart.numbers ?? []).flatMap(([from, to]) => after.slice(from, to + 1));
        expect(order).toEqual(labelsOf({ sections: next.sections }));
        const seating = seatingOf(chart);
        expect(after.map((label) => seating.numberOf(label))).toEqual([...after.keys()]);
        expect(after.map((_, seat) => seating.sectionOf(seat).id)).toEqual(after.map((label) => label.split('-')[0]));
        const covered = seating.sections.flatMap(({ id, parts }) =>
          parts.flatMap(([from, to]) => after.slice(from, to + 1).map((label) => [id, label.split('-')[0]])),
        );
        expect(covered).toHaveLength(after.length);
        for (const [section, named] of covered) expect(section).toBe(named);
        expect(chart.since).toBe(3);
        event = { chart, chartVersion: event.chartVersion + 1 };
      }
    }),
  );
});

test('what is the same, or more, is growth; what lacks, moves or renames anything is not', () => {
  const [a, ga, b] = FIRST.sections as [Extract<Section, { kind: 'seated' }>, Section, Section];
  const [one, two] = a.rows as [Rows[number], Rows[number]];
  const withA = (change: Partial<typeof a>): Chart => ({ sections: [{ ...a, ...change }, ga, b] });
  const withRow = (change: Partial<Rows[number]>): Chart => withA({ rows: [{ ...one, ...change }, two] });
  const growth: Chart[] = [
    FIRST,
    { sections: [general('C', 1), a, ga, b] },
    withA({ rows: [one, { label: '1a', seats: 2 }, two] }),
    withRow({ seats: 8, accessible: [1, 7, 8], aisleAfter: [3, 6], companion: [] }),
  ];
  for (const chart of growth) expect(isGrowthOf(FIRST, chart)).toBe(true);
  const others: Chart[] = [
    { sections: [a, ga] },
    { sections: [ga, a, b] },
    { sections: [a, general('GA', 9), b] },
    { sections: [a, seated('GA', [{ label: '1', seats: 20 }]), b] },
    { sections: [a, ga, b, general('A', 5)] },
    withA({ name: 'Balcony' }),
    withA({ priceCategory: 'P2' }),
    withA({ id: 'C' }),
    withA({ rows: [two, one] }),
    withA({ rows: [one] }),
    withRow({ seats: 5 }),
    withRow({ label: '9' }),
    withRow({ accessible: [1, 2] }),
    withRow({ accessible: [] }),
    withRow({ companion: [2] }),
    withRow({ aisleAfter: [] }),
    withRow({ seats: 8, aisleAfter: [2, 3] }),
  ];
  for (const chart of others) expect(isGrowthOf(FIRST, chart)).toBe(false);
});

test('at one place seats may be added time after time; a section without rows does not come apart into more than a hundred ranges', () => {
  let known: { chart: NumberedChart; chartVersion: number } = { chart: FIRST, chartVersion: 1 };
  const [a, , b] = FIRST.sections as [Section, Section, Section];
  for (let capacity = 11; capacity < 311; capacity++) {
    const chart = grownChart(known, { sections: [a, general('GA', capacity), b] }) as NumberedChart;
    known = { chart, chartVersion: known.chartVersion + 1 };
  }
  expect(seatingOf(known.chart).sections[1]?.parts).toHaveLength(2);
  let split = 0;
  for (let more = 1; more < 200; more++, split++) {
    const grown = grownChart(known, { sections: [a, general('GA', 310 + more), b, general('Z', more)] });
    if (!grown) break;
    known = { chart: grown, chartVersion: known.chartVersion + 1 };
  }
  expect(split).toBe(99);
});

test('a chart that has grown is read as it was written, and not at all by who looks for its sections where they were', () => {
  const grown = grownChart({ chart: FIRST, chartVersion: 2 }, { sections: [general('C', 1), ...FIRST.sections] });
  const { write, read } = EVENT_COLUMNS.chart;
  const text = write(grown as NumberedChart) as string;
  expect(read(text)).toEqual(grown);
  expect(JSON.parse(text).sections).toBeUndefined();
  expect(JSON.parse(write(FIRST) as string)).toEqual(FIRST);
  expect(read(write(FIRST))).toEqual(FIRST);
});
