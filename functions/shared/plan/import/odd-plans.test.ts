/** Plans of pretix as nobody draws them twice: each is read as pretix shows it, or what of it is not is said, and of which seat. */
import { expect, test } from 'vitest';
import { layoutOf } from '../layout.ts';
import { area, hallOf, plan, point, row, seat, seats, zone } from './fixtures/pretix-parts.ts';
import type { MadeHall } from './made-hall.ts';
import { leftInWords } from './not-imported.ts';

const namesOf = ({ chart }: MadeHall) =>
  chart.sections.map(({ id, name, rows }) => [id, name, ...rows.map((one) => one.name ?? one.label)]);
const COLOURS = 'the colours of categories';

test('names in any script, with markup, doubled, empty and too long are kept; what had to be cut is told', () => {
  const long = 'Sehr langer Name '.repeat(6).trim();
  const hall = hallOf(
    plan(
      [
        zone('الشرفة', [row('أ', seats(2)), row('ب', seats(2))]),
        zone('观众席', [row('甲排', seats(2), { row_label: null })]),
        zone('<img src=x onerror=alert(1)>', [row('<b>A</b>', seats(1))]),
        zone('Main', [row('A', seats(1)), row('A', seats(1)), row('A2', seats(1))]),
        zone('Main', [row('', seats(1)), row(7, seats(1))]),
        zone(undefined, [row('A', seats(1))], { zone_id: 'the id' }),
        zone(long, [row('👩‍👩‍👧 Loge', seats(1))]),
      ],
      [{ name: 'A' }],
    ),
  );
  expect(namesOf(hall)).toEqual([
    ['S1', 'الشرفة', 'أ', 'ب'],
    ['S2', '观众席', '甲排'],
    ['imgsrcxo', '<img src=x onerror=alert(1)>', '<b>A</b>'],
    ['Main', 'Main', 'A', 'A', 'A2'],
    ['Main2', 'Main', 'R1', '7'],
    ['theid', 'the id', 'A'],
    ['Sehrlang', long.slice(0, 80).trim(), '👩‍👩‍👧 Loge'],
  ]);
  expect(new Set(hall.chart.sections[3]?.rows.map(({ label }) => label)).size).toBe(3);
  expect(leftInWords(hall.dropped)).toEqual([
    `the end of a name of more than 80 characters: section ${long.slice(0, 80)}`,
  ]);
});

test('what a row is called in words is its name, with its number where pretix puts it', () => {
  const hall = hallOf(
    plan([
      zone('T', [
        row('4', seats(1), { row_label: 'Table %s', row_number_position: 'start' }),
        row('5', seats(1), { row_label: '%s', seat_label: 'Chair %s' }),
        row('6', seats(1), { row_label: null, seat_label: null, row_number_position: null }),
      ]),
    ]),
  );
  expect(namesOf(hall)).toEqual([['T', 'T', 'Table 4', '5', '6']]);
  expect(leftInWords(hall.dropped)).toEqual([
    COLOURS,
    'on which side a row shows its number',
    'what a row calls its seats: zone T, row 5',
  ]);
});

test('numbers that are letters, doubled, empty or long: each seat is there, and each that shows something else is named', () => {
  const own = [
    seat('A', 0),
    seat('b', 25),
    seat('12', 50),
    seat('12', 75),
    seat('', 100),
    seat('Seat 100', 125),
    seat(7, 150),
  ];
  const hall = hallOf(plan([zone('Z', [row('F', own), row('G', [seat('3', 0), seat('1', 25)])])]));
  expect(hall.chart.sections[0]?.rows[0]?.numbers).toEqual(['A', 'b', '12', '12b', '5', '6', '7']);
  expect(hall.chart.sections[0]?.rows[1]?.numbers).toEqual({ first: 3, step: -2 });
  expect(leftInWords(hall.dropped)).toEqual([
    COLOURS,
    'a seat number that is there twice in its row: section Z, row F, seat 12 now shows 12b',
    'a seat without a number: section Z, row F, seat number 5 now shows 5',
    'a seat number of more than 6 characters: section Z, row F, seat Seat 100 now shows 6',
  ]);
});

test('rows and zones without seats, categories that nobody has, radii and directions, and what the schema does not know', () => {
  const hall = hallOf({
    ...plan([
      zone('Only drawn', [], { areas: [area('circle', { radius: 10 })] }),
      zone(
        'Z',
        [
          row('A', [
            seat('1', 0, { radius: 10 }),
            seat('2', 25, { radius: 4, wheelchair: true, start_direction: '<>' }),
          ]),
          row('B', []),
        ],
        {
          areas: null,
          displayed: true,
        },
      ),
    ]),
    categories: [{ name: 'A' }, { name: 'Nobody’s', color: 'rgb(1 2 3 / 50%)', note: 1 }],
    author: 'x',
  });
  expect(namesOf(hall)).toEqual([['Z', 'Z', 'A']]);
  expect(hall.priceCategories).toHaveLength(2);
  expect(hall.plan?.shapes).toHaveLength(1);
  expect(leftInWords(hall.dropped)).toEqual(
    [
      'what a plan says under "author"',
      COLOURS,
      'what a category says under "note"',
      'what a zone says under "displayed"',
      'what a seat says under "wheelchair"',
      'the radius of seats',
      'the start direction of seats',
      'a row without seats: section Z, row B',
    ].toSorted((one, other) => leftInWords(hall.dropped).indexOf(one) - leftInWords(hall.dropped).indexOf(other)),
  );
});

test('positions add up, and may be negative or fractions', () => {
  const hall = hallOf(
    plan([
      { ...zone('A', [row('1', seats(3), { position: point(-5.5, 2.25) })]), position: point(-1_000.5, -300) },
      { ...zone('B', [row('1', seats(3))]), position: point(-1_006, -197.75) },
    ]),
  );
  const [one, other] = layoutOf(hall.chart, hall.plan).sections;
  // 100 pixels of 25 a seat are 220 cm of 55 a seat.
  expect([...(other?.x ?? [])]).toEqual([...(one?.x ?? [])]);
  expect((other?.y[0] ?? 0) - (one?.y[0] ?? 0)).toBe(220);
});

test.each([
  [
    plan([zone('Balcony', [row('F', [seat('11', 0), seat('12', 25, { category: 'VIP' })])])]),
    'zone Balcony, row F, seat 12: zones.0.rows.0.seats.1.category: there is no category VIP',
  ],
  [
    plan([zone('B', [row('F', [seat('1', 0, { category: '' })])])]),
    'zone B, row F, seat 1: zones.0.rows.0.seats.0.category: there is no category ""',
  ],
  [
    plan([zone('B', [row('F', [seat('1', 0, { category: undefined })])])]),
    'zone B, row F, seat 1: zones.0.rows.0.seats.0.category: is missing',
  ],
  [
    plan([zone('B', [row('F', [seat('1', 0, { seat_guid: 'g' })]), row('G', [seat('9', 0, { seat_guid: 'g' })])])]),
    'zone B, row G, seat 9: zones.0.rows.1.seats.0: its seat_guid g is that of zone B, row F, seat 1, too',
  ],
  [
    plan([zone('B', [row('F', [seat('1', 0, { position: point('3' as never, 0) })])])]),
    'zone B, row F, seat 1: zones.0.rows.0.seats.0.position.x: is no number',
  ],
  [
    plan([zone('B', [row('F', [seat(true, 0)])])]),
    'zone B, row F, seat number 1: zones.0.rows.0.seats.0.seat_number: is no text',
  ],
  [plan([zone('B', [row(['F'], [])])]), 'zone B, row number 1: zones.0.rows.0.row_number: is no text'],
  [plan([zone({}, [])]), 'zone number 1: zones.0.name: is no text'],
  [plan([zone('B', 'rows' as never)]), 'zone B: zones.0.rows: is no list'],
  [
    plan([zone('B', [], { areas: [area('star', {})] })]),
    'zone B, area number 1: zones.0.areas.0.shape: star is no shape',
  ],
  [
    plan([zone('B', [], { areas: [area('circle', { radius: null })] })]),
    'zone B, area number 1: zones.0.areas.0.circle.radius: is no number',
  ],
  [plan([], 'A' as never), 'categories: is no list'],
  [plan([], [{ name: 3, color: 1 }, { name: '3' }]), 'categories: 3 is there twice'],
  [null, 'the plan: is no object'],
])('plan %# is refused, and which seat it is', (json, message) => {
  expect(() => hallOf(json)).toThrow(message);
});

test('20,000 seats with a GUID each, in a turned zone, are rules and no list of points', { timeout: 60_000 }, () => {
  const sin = Math.sin(0.3);
  const cos = Math.cos(0.3);
  const rows = Array.from({ length: 100 }, (_, r) =>
    row(
      String(r + 1),
      Array.from({ length: 200 }, (__, s) =>
        seat(String(s + 1), 0, {
          position: point(
            Math.round((s * 25 * cos - r * 40 * sin) * 100) / 100,
            Math.round((s * 25 * sin + r * 40 * cos) * 100) / 100,
          ),
        }),
      ),
    ),
  );
  const hall = hallOf(plan([zone('Field', rows)]));
  expect(hall.seats).toHaveLength(20_000);
  expect(hall.plan?.sections?.['Field']).toMatchObject({ turn: expect.closeTo(17.19, 1), pitch: [55, 88] });
  expect(JSON.stringify(hall.plan).length).toBeLessThan(2_000);
});
