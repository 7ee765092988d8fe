import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PageSize } from './page.ts';
import { searchText, wholeNumberText } from './query-values.ts';

test.each([
  '0x10',
  '1e1',
  ' 10 ',
  '+10',
  '-1',
  '１０',
  '10.0',
  '1_0',
  '',
  '10n',
  '٣',
  '05',
  '00',
  '-0',
  '+0',
  '1.',
  '5 ',
  '0b11',
  'NaN',
  'Infinity',
  '9007199254740993',
])('a number of a query is decimal digits: %j is none', (text) => {
  expect(PageSize.safeParse(text).success).toBe(false);
  expect(wholeNumberText(0, 1_000).safeParse(text).success).toBe(false);
});

test('digits are a number, nothing is the default', () => {
  expect([PageSize.parse('10'), PageSize.parse(undefined), wholeNumberText(0, 9).parse('0')]).toEqual([10, 20, 0]);
});

test('a number out of range is told the range', () => {
  for (const text of ['0', '101'])
    expect(PageSize.safeParse(text).error?.issues.map(({ message }) => message)).toEqual(['must be between 1 and 100']);
});

test('words to look for: what is taken looks as the pattern says, and the other way round', () => {
  const words = searchText(40);
  const { pattern } = words.meta() as { pattern: string };
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('\u0000', '\u0085', '\t', '\n', '\v', ' ', '\u00a0', '\u3000', '\ufeff', 'a', '🎻'),
    }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(text.length <= 40);
      for (const flags of ['', 'u'])
        expect([text, new RegExp(pattern, flags).test(text)]).toEqual([text, words.safeParse(text).success]);
    }),
    { numRuns: 1_000 },
  );
});
