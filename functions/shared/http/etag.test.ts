import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds, isMeant, conditionOf } from './condition.ts';
import { codedTag, tagsIn } from './etag.ts';

const strong = (tag: string) => ({ tag, isWeak: false });

test.each([
  ['*', '*'],
  [' * ', '*'],
  ['"a"', [strong('"a"')]],
  ['""', [strong('""')]],
  ['W/"a"', [{ tag: '"a"', isWeak: true }]],
  ['"a","b"', [strong('"a"'), strong('"b"')]],
  ['"a" ,\t"b,c"', [strong('"a"'), strong('"b,c"')]],
  [
    '"a;br", W/"b;gzip"',
    [
      { ...strong('"a"'), coding: 'br' },
      { tag: '"b"', isWeak: true, coding: 'gzip' },
    ],
  ],
  ['"a;zstd"', [strong('"a;zstd"')]],
  [', ,"a",, "b" ,', [strong('"a"'), strong('"b"')]],
  ['', []],
  ['a', []],
  ['"a', []],
  ['"a" "b"', []],
  ['"a"; "b"', []],
  ['w/"a"', []],
  ['*, "a"', []],
])('%j names %j', (header, tags) => {
  expect(tagsIn(header)).toEqual(tags);
});

test('any list of tags is read as it was written', () => {
  const Tag = fc.record({
    tag: fc.stringMatching(/^[!#-:<-~]{0,12}$/).map((text) => `"${text}"`),
    isWeak: fc.boolean(),
  });
  const Comma = fc.constantFrom(',', ', ', ' ,\t ', ',,', ' , , ');
  fc.assert(
    fc.property(fc.array(Tag, { minLength: 1, maxLength: 6 }), Comma, (tags, comma) => {
      expect(tagsIn(tags.map(({ tag, isWeak }) => (isWeak ? `W/${tag}` : tag)).join(comma))).toEqual(tags);
    }),
  );
});

test('anything else is read in one pass: twice the spaces take no more than twice the looks', () => {
  for (const header of [`"a"${' '.repeat(60_000)}x`, ','.repeat(60_000), '"'.repeat(60_000), 'W/'.repeat(30_000)])
    expect(() => tagsIn(header)).not.toThrow();
});

test('If-Match compares strongly, If-None-Match weakly; without them anything holds', () => {
  expect(isMeant(conditionOf('W/"a"', undefined), '"a"')).toBe(false);
  expect(isMeant(conditionOf('"b", "a"', undefined), '"a"')).toBe(true);
  expect(holds(conditionOf(undefined, 'W/"a"'), '"a"')).toBe(false);
  expect(holds(conditionOf(undefined, '"b"'), '"a"')).toBe(true);
  expect(holds(conditionOf(undefined, undefined), '"a"')).toBe(true);
});

test('a tag in a content coding is the tag of what it encodes', () => {
  for (const coding of ['br', 'gzip'] as const) {
    expect(codedTag('"a"', coding)).toBe(`"a;${coding}"`);
    expect(isMeant(conditionOf(codedTag('"a"', coding), undefined), '"a"')).toBe(true);
    expect(isMeant(conditionOf(codedTag('"b"', coding), undefined), '"a"')).toBe(false);
    expect(holds(conditionOf(undefined, codedTag('"a"', coding)), '"a"')).toBe(false);
  }
});

test('of what is not there, only an If-Match fails', () => {
  expect(holds(conditionOf('*', undefined), undefined)).toBe(false);
  expect(holds(conditionOf(undefined, '*'), undefined)).toBe(true);
  expect(holds(conditionOf(undefined, undefined), undefined)).toBe(true);
});
