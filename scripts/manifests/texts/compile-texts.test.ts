import { expect, test } from 'vitest';
import { compileTexts, faultsIn } from './compile-texts.ts';
import { readMessage } from './icu-message.ts';

/** What a compiled text says. */
async function said(language: string, text: string, ...given: object[]): Promise<unknown> {
  const source = compileTexts(language, new Map([['it', text]])).replace(
    '../icu.ts',
    new URL('../../../functions/web/texts/icu.ts', import.meta.url).href,
  );
  const javascript = source.replaceAll(/: (?:string|\{ [^}]*: (?:string|number)[^}]* \})(?= =|\)| =>)/g, '');
  const { it } = (await import(`data:text/javascript,${encodeURIComponent(javascript)}`)) as { it: unknown };
  return typeof it === 'function' ? (it as (given: object | undefined) => string)(given[0]) : it;
}

test('a text without arguments is itself, whatever is in it', async () => {
  expect(await said('en', "It''s `$'{'1'}'` \\ '{'no'}' here")).toBe("It's `${1}` \\ {no} here");
});

test('arguments, numbers and choices', async () => {
  expect(await said('en', '`{name}` has {count, number}', { name: '$', count: 1234 })).toBe('`$` has 1,234');
  expect(await said('de', '{count, number}', { count: 1234.5 })).toBe('1.234,5');
  const chosen = '{kind, select, a {an A} other {no A}}';
  expect(await said('en', chosen, { kind: 'a' })).toBe('an A');
  expect(await said('en', chosen, { kind: 'toString' })).toBe('no A');
});

test('plurals by exact number first, then by category of the language; # is the number of the nearest', async () => {
  const text = '{n, plural, =0 {none} one {# seat} other {# seats {m, plural, one {and # row} other {and # rows}}}}';
  expect(await said('en', text, { n: 0, m: 2 })).toBe('none');
  expect(await said('en', text, { n: 1, m: 2 })).toBe('1 seat');
  expect(await said('en', text, { n: 1200, m: 1 })).toBe('1,200 seats and 1 row');
});

test.each([
  '{',
  '}',
  '{n',
  '{n,}',
  '{n, plural, one {x}}',
  '{n, date}',
  '{1}',
  "'{",
  '{n, plural, other {x} other {y}}',
])('refused: %s', (text) => {
  expect(() => readMessage(text)).toThrow(/ in: /);
});

test('what a language lacks is told, key by key', () => {
  const texts = new Map([
    [
      'en',
      new Map([
        ['a', 'A'],
        ['b', '{n, plural, one {x} other {y}}'],
        ['c', '{name}'],
      ]),
    ],
    [
      'ar',
      new Map([
        ['b', '{n, plural, one {x} other {y}}'],
        ['c', '{other}'],
        ['d', 'D'],
      ]),
    ],
  ]);
  expect(faultsIn(texts)).toEqual([
    'ar: a is missing',
    'ar: nobody knows d',
    ...['zero', 'two', 'few', 'many'].map((name) => `ar: b: no plural "${name}"`),
    'ar: c: takes other: string, and en name: string',
  ]);
});
