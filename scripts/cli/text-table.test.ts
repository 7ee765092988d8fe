import { expect, test } from 'vitest';
import { shortened, textTable } from './text-table.ts';

test('columns begin below each other, and no line ends in blanks', () => {
  expect(
    textTable([
      ['name', 'n', ''],
      ['a', '10', 'x'],
      ['longer', '1', ''],
    ]),
  ).toBe(['name    n', 'a       10  x', 'longer  1'].join('\n'));
});

test('characters that are two columns wide count twice', () => {
  expect(
    textTable([
      ['city', 'n'],
      ['東京', '1'],
      ['🎻', '2'],
    ]),
  ).toBe(['city  n', '東京  1', '🎻    2'].join('\n'));
});

test('no rows are no lines', () => {
  expect(textTable([])).toBe('');
});

test('a long text is cut, and shows it', () => {
  expect([shortened('abcd', 4), shortened('abcde', 4)]).toEqual(['abcd', 'abc…']);
});
