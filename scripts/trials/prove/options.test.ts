import { expect, test } from 'vitest';
import { runScript } from '../../testing/run-script.ts';
import { TARGETS } from './faults/fault-kind.ts';
import { readOptions } from './options.ts';

test('without options: a short run of everything, with a seed of its own', () => {
  const options = readOptions([]);
  expect(options).toMatchObject({ minutes: undefined, targets: TARGETS, sales: true, controls: true, callers: 32 });
  expect(options?.seed).toMatch(/^\w+$/);
});

test('what is asked for', () => {
  const args = ['--minutes', '1.5', '--seed', 'x', '--faults', 'redis,mysql', '--no-controls', '--callers', '8'];
  expect(readOptions(args)).toMatchObject({
    minutes: 1.5,
    seed: 'x',
    targets: ['redis', 'mysql'],
    controls: false,
    callers: 8,
  });
  expect(readOptions(['--faults', 'none'])?.targets).toEqual([]);
  expect(readOptions(['--redis', 'cluster'])).toMatchObject({ redis: 'cluster', sales: true, controls: false });
  expect(readOptions(['--controls'])).toMatchObject({ sales: false, controls: true });
  expect(readOptions(['--reshard'])).toMatchObject({ reshard: true, targets: ['slots'], sales: true, controls: false });
  expect(readOptions(['--reshard', '--faults', 'book'])?.targets).toEqual(['book', 'slots']);
  expect(readOptions(['--help'])).toBeUndefined();
});

test.each([
  [['--minutes', 'ten'], '--minutes takes a number'],
  [['--minutes', '0'], '--minutes takes a number'],
  [['--callers', '1000'], '--callers takes a whole number'],
  [['--faults', 'redis,nonsense'], 'knows no "nonsense"'],
  [['--controls', '--no-controls'], 'leave nothing to do'],
  [['--redis', 'sentinel'], '--redis knows no "sentinel"'],
  [['--redis', 'cluster', '--controls'], 'on one server'],
  [['--reshard', '--controls'], 'a run of its own'],
  [['--faults', 'slots'], 'knows no "slots"'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('%j is refused', (args, why) => {
  expect(() => readOptions(args)).toThrow(why);
});

test('a bad option is one line and exit code 2; a file that is no history is one line and exit code 1', async () => {
  const bad = await runScript('prove', ['--nonsense']);
  expect([bad.code, bad.errors.trim().split('\n').length]).toEqual([2, 1]);
  const none = await runScript('prove', ['--history', 'package.json']);
  expect([none.code, none.errors.trim().split('\n').length]).toEqual([1, 1]);
});
