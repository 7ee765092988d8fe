import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpDate, readHttpDate } from './http-date.ts';

const NOW = new Date('2031-05-14T18:30:00Z');

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ['Sun Nov 16 08:49:37 1994', '1994-11-16T08:49:37.000Z'],
  ['Saturday, 01-Jan-80 00:00:00 GMT', '2080-01-01T00:00:00.000Z'],
  ['Sunday, 01-Jan-82 00:00:00 GMT', '1982-01-01T00:00:00.000Z'],
  ['Thu, 31 Dec 1998 23:59:60 GMT', '1999-01-01T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(readHttpDate(text, NOW)?.toISOString()).toBe(instant);
});

test.each([
  '',
  '1994-11-06T08:49:37Z',
  '784111777',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  'sun, 06 nov 1994 08:49:37 gmt',
  'Sun, 31 Feb 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 08:60:37 GMT',
  'Sun, 06 Nov 1994 08:49:61 GMT',
  ' Sun, 06 Nov 1994 08:49:37 GMT',
])('%j is no date', (text) => {
  expect(readHttpDate(text, NOW)).toBeUndefined();
});

test('what is sent is understood, to the second', () => {
  const instants = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (instant) => {
      expect(readHttpDate(httpDate(instant))?.getTime()).toBe(Math.floor(instant.getTime() / 1000) * 1000);
    }),
  );
});
