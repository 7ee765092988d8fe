import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bound, dayIn, earliestOf, isBackward, latestOf } from './days.ts';

test.each([
  ['Europe/Lisbon', '2027-06-10T22:59:59.999Z', '2027-06-10'],
  ['Europe/Lisbon', '2027-06-10T23:00:00Z', '2027-06-11'],
  ['America/Los_Angeles', '2027-06-12T06:59:59Z', '2027-06-11'],
  ['Pacific/Kiritimati', '2027-06-10T10:00:00Z', '2027-06-11'],
  ['Pacific/Pago_Pago', '2027-06-12T10:59:59Z', '2027-06-11'],
  ['UTC', '1000-01-01T00:00:00Z', '1000-01-01'],
  ['Asia/Kolkata', '9999-12-31T18:29:59Z', '9999-12-31'],
  ['Europe/Warsaw', '9999-12-31T23:59:59Z', '9999-12-31'],
  ['America/Denver', '1000-01-01T00:00:00Z', '1000-01-01'],
  ['Nowhere/Land', '2027-06-11T00:00:00Z', undefined],
])('in %s it is at %s %s', (zone, instant, day) => {
  expect(dayIn(zone, new Date(instant))).toBe(day);
});

const day = (text: string): Bound => ({ day: text });
const at = (text: string): Bound => ({ instant: new Date(text) });

describe('bounds', () => {
  test('an instant of a day, anywhere, is between its earliest and its latest', () => {
    const instants = fc.date({ min: new Date('1001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
    const zones = fc.constantFrom(
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'America/Juneau',
      'Asia/Manila',
      'Asia/Kathmandu',
      'UTC',
    );
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const bound = day(dayIn(zone, instant) ?? '');
        expect([earliestOf(bound) <= instant, instant < latestOf(bound)]).toEqual([true, true]);
      }),
    );
  });

  test('a range is backward when it is so everywhere', () => {
    expect(isBackward(day('2027-06-12'), day('2027-06-11'))).toBe(true);
    expect(isBackward(day('2027-06-11'), day('2027-06-11'))).toBe(false);
    expect(isBackward(at('2027-06-11T12:00:00.001Z'), at('2027-06-11T12:00:00Z'))).toBe(true);
    expect(isBackward(day('2027-06-11'), at('2027-06-11T00:00:00Z'))).toBe(false);
    expect(isBackward(day('2027-06-11'), at('2027-06-09T00:00:00Z'))).toBe(true);
    expect(isBackward(at('2027-06-11T23:00:00Z'), day('2027-06-11'))).toBe(false);
    expect(isBackward(at('2027-06-14T00:00:00Z'), day('2027-06-11'))).toBe(true);
  });

  test('no bound is outside what a database can compare', () => {
    for (const text of ['0000-01-01', '1000-01-01', '9999-12-31'])
      for (const instant of [earliestOf(day(text)), latestOf(day(text))]) expect(instant.toJSON()).toMatch(/^\d{4}-/);
    expect(earliestOf(day('0000-01-01')).toJSON()).toBe('1000-01-01T00:00:00.000Z');
    expect(latestOf(day('9999-12-31')).toJSON()).toBe('9999-12-31T23:59:59.999Z');
  });
});
