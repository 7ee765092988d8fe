import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { firstWord, helpOf, readArguments } from './command.ts';
import { dataFolder, flag, httpUrl, number, option, text, repeatedText } from './options.ts';

const COMMAND = {
  usage: 'npm run x -- [options]',
  about: 'Does x.',
  options: {
    loud: flag('says more'),
    count: number({ unit: 'N', what: 'so many', least: 1, most: 20, whole: true, usual: 3 }),
    share: number({ unit: 'SHARE', what: 'of all', least: 0, most: 1, shown: 'drawn' }),
    name: text({ unit: 'NAME', what: 'whose', needs: 'a name' }),
    shard: repeatedText({ unit: 'NAME', what: 'only this one', needs: 'the name of a shard' }),
    to: httpUrl({ what: 'where' }),
    data: dataFolder('the data folder'),
    upper: option({ unit: 'TEXT', what: 'louder', heading: 'Others:', usual: 'NO' }, (given) => given.toUpperCase()),
  },
  notes: 'Exit code: 0.',
};
const read = (...args: string[]) => readArguments(args, COMMAND)?.values;

test('what is left out is what is usual', () => {
  expect(read()).toEqual({
    loud: false,
    count: 3,
    share: undefined,
    name: undefined,
    shard: undefined,
    to: undefined,
    data: resolve('.seatmesh'),
    upper: 'NO',
  });
});

test('what is given is read', () => {
  const args = [
    '--loud',
    '--count=20',
    '--share',
    '0.5',
    '--name',
    '-',
    '--shard',
    'u0',
    '--shard',
    'e1',
    '--to',
    'http://x',
  ];
  expect(read(...args, '--data', '/d', '--upper', 'yes')).toEqual({
    loud: true,
    count: 20,
    share: 0.5,
    name: '-',
    shard: ['u0', 'e1'],
    to: new URL('http://x'),
    data: '/d',
    upper: 'YES',
  });
});

test.each([
  [['--cuont', '3'], "Unknown option '--cuont' (see --help)"],
  [['word'], "Unexpected argument 'word' (see --help)"],
  [['--count'], "Option '--count <value>' argument missing (see --help)"],
  [['--count', '-1'], "Option '--count' argument is ambiguous (see --help)"],
  [['--loud=yes'], "Option '--loud' does not take an argument (see --help)"],
  [['--count', '3', '--count', '4'], '--count is given twice (see --help)'],
  [['--loud', '--loud'], '--loud is given twice (see --help)'],
  [['--count', '21'], '--count takes a whole number from 1 to 20, not 21'],
  [['--count', '1.5'], '--count takes a whole number from 1 to 20, not 1.5'],
  [['--count', '0x2'], '--count takes a whole number from 1 to 20, not 0x2'],
  [['--count', ''], '--count takes a whole number from 1 to 20, not nothing'],
  [['--share', '1e0'], '--share takes a number from 0 to 1, not 1e0'],
  [['--name', ''], '--name needs a name (see --help)'],
  [['--upper', ''], '--upper needs TEXT (see --help)'],
  [['--shard', 'u0', '--shard', ''], '--shard needs the name of a shard (see --help)'],
  [['--to', 'x:80'], '--to x:80 is not an http:// or https:// URL'],
])('%j is refused in a line', (args, message) => {
  expect(() => read(...args)).toThrow(expect.objectContaining({ name: 'Fault', message }));
});

test('an empty word is a variable without a value, but for who takes one', () => {
  const words = { ...COMMAND, takesWords: true };
  expect(() => readArguments(['a', ''], words)).toThrow(
    'an argument is empty: a variable that has no value? (see --help)',
  );
  expect(readArguments(['a', ''], { ...words, takesEmptyWords: true })?.words).toEqual(['a', '']);
});

test('the first word, whatever options stand before it', () => {
  expect(firstWord(['--name', 'a', '--loud', 'b', 'c'], COMMAND.options)).toBe('b');
  expect(firstWord(['--unknown', 'b'], COMMAND.options)).toBe('b');
  expect(firstWord(['--name'], COMMAND.options)).toBeUndefined();
});

test('words are taken by who takes them', () => {
  expect(readArguments(['a', '--loud', 'b'], { ...COMMAND, takesWords: true })?.words).toEqual(['a', 'b']);
});

test('--help goes before what does not fit, and shows every option with its unit, bounds and default', () => {
  expect(read('--count', 'x', '-h')).toBeUndefined();
  expect(helpOf(COMMAND)).toBe(`npm run x -- [options]

Does x.

  --loud         says more
  --count N      so many (1 to 20; default 3)
  --share SHARE  of all (0 to 1; default drawn)
  --name NAME    whose
  --shard NAME   only this one; may be repeated
  --to URL       where
  --data DIR     the data folder (default .seatmesh)

Others:
  --upper TEXT   louder (default NO)
  --help

Exit code: 0.`);
});

test('a long meaning goes on below itself', () => {
  const what = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
  const lines = helpOf({ usage: 'x', about: 'y', options: { a: flag(what) } })
    .split('\n')
    .slice(4, -1);
  expect(lines.length).toBeGreaterThan(1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(122);
  expect(lines.slice(1).every((line) => line.startsWith('       word'))).toBe(true);
});
