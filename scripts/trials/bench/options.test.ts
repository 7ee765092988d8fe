import { expect, test } from 'vitest';
import { HELP, readOptions } from './options.ts';
import { PARTS } from './part-names.ts';

test('without a part all are run but those that are asked for by name; --quick has fewer and shorter rounds', () => {
  const usual = readOptions(['--seed', '7']);
  expect(usual).toMatchObject({ rounds: 5, seconds: 1.5, quick: false, seed: 7, out: undefined });
  expect(usual?.parts).toEqual(Object.keys(PARTS).filter((name) => !['moves', 'page', 'profile'].includes(name)));
  expect(readOptions(['orders', 'cold', 'orders', '--quick', '--rounds=3', '--out', 'a/b.html'])).toMatchObject({
    parts: ['orders', 'cold'],
    rounds: 3,
    seconds: 0.3,
    quick: true,
    out: 'a/b.html',
  });
});

test('at a running system whole orders are measured, and nothing else', () => {
  const at = readOptions(['--url', 'https://tickets.example', '--accounts', '7']);
  expect(at).toMatchObject({ parts: ['whole'], accounts: 7, tokens: undefined });
  expect(at?.url?.origin).toBe('https://tickets.example');
});

test('a seed is drawn when none is given', () => {
  expect(readOptions([])?.seed).toBeGreaterThanOrEqual(0);
});

test.each([
  [['--round', '2'], "Unknown option '--round'"],
  [['order'], 'There is no part order; there are: orders, whole, hosts'],
  [['toString'], 'There is no part toString'],
  [['--rounds', '0'], '--rounds takes a whole number from 1 to 100, not 0'],
  [['--seconds', '1e1'], '--seconds takes a number from 0.1 to 60, not 1e1'],
  [['--seed', '-1'], 'seed'],
  [['orders', '--url', 'http://127.0.0.1:1'], '--url measures whole orders'],
  [['--tokens', 'file'], '--tokens needs --url'],
  [['--out', 'report'], '--out takes the name of an HTML file, such as bench.html, not report'],
])('%j is refused in a line', (args, message) => {
  expect(() => readOptions(args)).toThrow(
    expect.objectContaining({ name: 'Fault', message: expect.stringContaining(message) }),
  );
});

test('--help names every part and option', () => {
  expect(readOptions(['-h'])).toBeUndefined();
  for (const name of [...Object.keys(PARTS), '--rounds', '--seconds', '--quick', '--seed', '--out'])
    expect(HELP).toContain(name);
});
