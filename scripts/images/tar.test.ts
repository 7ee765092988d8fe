import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type TarEntry, tarOf } from './tar.ts';

const listed = (entries: readonly TarEntry[]): string[] =>
  execFileSync('tar', ['--list', '--verbose', '--numeric-owner', '--utc', '--file=-'], {
    input: tarOf(entries),
    env: { ...process.env, LC_ALL: 'C' },
  })
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));

const LONG = `${'a'.repeat(90)}/${'b'.repeat(90)}`;
const ENTRIES: TarEntry[] = [
  { path: 'tmp', mode: 0o1777 },
  { path: 'bin/tool', mode: 0o755, content: Buffer.from('x'.repeat(513)) },
  { path: 'empty', content: Buffer.alloc(0) },
  { path: 'bin/same', link: 'tool' },
  { path: LONG, content: Buffer.from('far') },
  { path: 'ä', content: Buffer.from('word') },
];

test('GNU tar reads what was written: folders before what is in them, modes, sizes, root as owner, no time', () => {
  expect(listed(ENTRIES)).toEqual([
    `drwxr-xr-x 0/0 0 1970-01-01 00:00 ${'a'.repeat(90)}/`,
    `-rw-r--r-- 0/0 3 1970-01-01 00:00 ${LONG}`,
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 bin/',
    'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/same -> tool',
    '-rwxr-xr-x 0/0 513 1970-01-01 00:00 bin/tool',
    '-rw-r--r-- 0/0 0 1970-01-01 00:00 empty',
    'drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/',
    String.raw`-rw-r--r-- 0/0 4 1970-01-01 00:00 \303\244`,
  ]);
  const words = execFileSync('tar', ['-xOf', '-', LONG], { input: tarOf(ENTRIES) });
  expect(words.toString()).toBe('far');
});

test('the order in which entries come makes no difference', () => {
  expect(tarOf(ENTRIES.toReversed()).equals(tarOf(ENTRIES))).toBe(true);
});

test.each([
  [[{ path: '../up' }], '../up is no path within an image'],
  [[{ path: '/root' }], '/root is no path within an image'],
  [[{ path: 'a' }, { path: 'a' }], 'a is there twice'],
  [[{ path: 'a', content: Buffer.from('') }, { path: 'a/b' }], 'a is no folder, and a/b would be in it'],
  [[{ path: 'a'.repeat(101) }], `${'a'.repeat(101)}/ is too long a path`],
  [[{ path: 'l', link: 'x'.repeat(101) }], `l: a link that leads too far (${'x'.repeat(101)})`],
])('%j is refused', (entries, message) => {
  expect(() => tarOf(entries as TarEntry[])).toThrow(message);
});
