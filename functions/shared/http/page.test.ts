/** Cursors: their form is told by a pattern, and what does not lead anywhere is refused. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventId } from '../ids.ts';
import { cursorOf, cursorTo } from './page.ts';

const FIRST = Date.parse('1000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const id = 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F';
const cursor = cursorOf(EventId);
const { pattern } = cursor.meta() as { pattern: string };
const former = (text: string) => Buffer.from(text).toString('base64url');
const placeOf = (text: string) => cursor.safeParse(text).data;

test('a cursor leads where it was written for, has its pattern, and sorts as its place does', () => {
  const instants = fc.integer({ min: FIRST, max: LAST });
  fc.assert(
    fc.property(instants, instants, (one, other) => {
      const [text, second] = [cursorTo({ at: new Date(one), id }), cursorTo({ at: new Date(other), id })];
      expect(placeOf(text)).toEqual({ at: new Date(one), id });
      expect(text).toMatch(new RegExp(pattern));
      expect(text < second).toBe(one < other);
    }),
  );
});

test('what has the pattern is a cursor, but for a few beyond the year 9999', () => {
  fc.assert(
    fc.property(fc.stringMatching(new RegExp(pattern)), (text) => {
      fc.pre(Number.parseInt(text.slice(0, 10), 36) + FIRST <= LAST);
      expect(placeOf(text)).toBeDefined();
    }),
  );
});

test('as cursors were written before', () => {
  expect(placeOf(former(`${LAST} ${id}`))).toEqual({ at: new Date(LAST), id });
  expect(placeOf(former(`0 ${id}`))).toEqual({ at: new Date(0), id });
});

const written = cursorTo({ at: new Date(0), id });
describe('none', () => {
  test.each([
    ['of another list', written.replace('evt_', 'ord_')],
    ['with more behind it', `${written}A`],
    ['with a blank', ` ${written}`],
    ['in capitals', written.toUpperCase()],
    ['with a shorter time', written.slice(1)],
    ['of the time before the first', cursorTo({ at: new Date(FIRST), id }).replace('0000000000', '-000000001')],
    ['of the time after the last', `${(LAST + 1 - FIRST).toString(36)}_${id}`],
    ['of no time', `NaNNaNNaN-_${id}`],
    ['of a time with other digits', `00000000.1_${id}`],
    ['of nothing', ''],
    ['of its time alone', written.slice(0, 11)],
  ])('%s', (_, text) => {
    expect(placeOf(text)).toBeUndefined();
  });
});
