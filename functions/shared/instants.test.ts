import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DayOrInstant, Instant } from './instants.ts';

const read = (text: unknown) => Instant.safeParse(text).data;

test.each([
  ['2027-05-14T18:30:00Z', '2027-05-14T18:30:00.000Z'],
  ['2027-05-14t18:30:00z', '2027-05-14T18:30:00.000Z'],
  ['2027-05-14T18:30:00z', '2027-05-14T18:30:00.000Z'],
  ['2027-05-14t20:30:00.123456789+02:00', '2027-05-14T18:30:00.123Z'],
  ['2027-05-14T18:30:00-00:00', '2027-05-14T18:30:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['1000-01-01T00:00:00Z', '1000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ['1990-12-31T23:59:60Z', '1991-01-01T00:00:00.000Z'],
  ['1990-12-31t15:59:60.25-08:00', '1991-01-01T00:00:00.250Z'],
])('%s is %s', (text, instant) => {
  expect(read(text)).toBe(instant);
  expect(DayOrInstant.parse(text)).toEqual({ instant: new Date(instant) });
});

test.each([
  'tomorrow',
  '',
  '2027-05-14',
  '2027-05-14T18:30:00',
  '2027-05-14T18:30Z',
  '2027-05-14 18:30:00Z',
  '2027-05-14T18:30:00+0200',
  '2027-05-14T18:30:00+02',
  '2027-05-14T18:30:00zz',
  '2027-05-14T24:00:00Z',
  '2027-02-29T00:00:00Z',
  '2027-05-14T18:30:00+24:00',
  '2027-05-14T18:30:60Z',
  '2031-01-01T23:59:60Z',
  '2031-01-31T23:59:60+01:00',
  '2027-05-14T18:30:61Z',
  '2027-05-14T18:30:00.Z',
  '02027-05-14T18:30:00Z',
  '+002027-05-14T18:30:00Z',
  '９999-12-31T23:59:59Z',
  '2027-05-14T18:30:00İ',
  1_810_232_200_000,
  null,
])('%j is no instant', (text) => {
  expect(Instant.safeParse(text).success).toBe(false);
});

const messages = (text: string) => Instant.safeParse(text).error?.issues.map(({ message }) => message);

test('an instant that no DATETIME has says so, one that is none says what one is', () => {
  expect(messages('9999-12-31T23:59:60Z')).toEqual(['must be in the years 1000 to 9999, in UTC']);
  expect(messages('0999-12-31T23:59:59Z')).toEqual(['must be in the years 1000 to 9999, in UTC']);
  expect(messages('soon')).toEqual([expect.stringMatching(/^must be an instant \(RFC 3339\)/)]);
  expect(messages(`2027-05-14T18:30:00.${'0'.repeat(30)}Z`)).toHaveLength(1);
});

const two = (part: number) => String(part).padStart(2, '0');

test('in whatever case and offset, the same instant', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('1001-01-01'), max: Date.parse('9998-01-01') }),
      fc.integer({ min: -23 * 60, max: 23 * 60 }),
      fc.boolean(),
      (ms, minutes, isLower) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const text = `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
        expect(read(isLower ? text.toLowerCase() : text)).toBe(new Date(ms).toISOString());
      },
    ),
  );
});
