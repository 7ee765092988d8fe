import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

const where = { shards: undefined, dataDir: resolve('.seatmesh'), cluster: undefined };
const USAGE = /^say what to do: /;

test('each of the three', () => {
  expect(readOptions(['list'])).toEqual({ ...where, task: { verb: 'list', limit: 50 } });
  expect(readOptions(['show', '/seatmesh/e0', '01J', '--shard', 'u0'])).toEqual({
    ...where,
    shards: ['u0'],
    task: { verb: 'show', letter: { source: '/seatmesh/e0', id: '01J' } },
  });
  expect(readOptions(['replay', 's', 'a', 's', 'b', '--to', 'http://127.0.0.1:8081'])?.task).toEqual({
    verb: 'replay',
    letters: [
      { source: 's', id: 'a' },
      { source: 's', id: 'b' },
    ],
    to: new URL('http://127.0.0.1:8081'),
  });
  expect(readOptions(['replay', '--all'])?.task).toEqual({ verb: 'replay', letters: 'all', to: undefined });
});

test('a cluster is named by its context, or is the current one; not beside another ingress', () => {
  const there = { context: undefined, namespace: 'seatmesh' };
  expect(readOptions(['replay', '--all', '--cluster'])?.cluster).toEqual(there);
  expect(readOptions(['replay', '--all', '--context', 'prod'])?.cluster).toEqual({ ...there, context: 'prod' });
  expect(() => readOptions(['replay', '--all', '--cluster', '--to', 'http://x'])).toThrow('give one of them');
});

test('an event without source and id can be named', () => {
  expect(readOptions(['show', '', ''])?.task).toEqual({ verb: 'show', letter: { source: '', id: '' } });
});

test.each([
  [[], USAGE],
  [['lst'], USAGE],
  [['list', 'all'], USAGE],
  [['show'], USAGE],
  [['show', 's'], USAGE],
  [['show', 's', 'a', 's', 'b'], USAGE],
  [['replay'], USAGE],
  [['replay', 's'], USAGE],
  [['replay', '--all', 's', 'a'], USAGE],
  [['list', '--limit', '0'], /^--limit takes a whole number from 1 to 1000, not 0$/],
  [['list', '--limit', '9999'], /^--limit takes a whole number from 1 to 1000, not 9999$/],
  [['replay', '--all', '--to', 'ingress'], /^--to ingress is not an http:\/\/ or https:\/\/ URL$/],
  [['list', '--lim', '1'], /^Unknown option '--lim' \(see --help\)$/],
])('%j is refused in a line', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
