import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { markOf, STAGES, textOf } from './mark.ts';
import { readOptions } from './options.ts';

test('without arguments it sets right what the running system has', () => {
  expect(readOptions([])).toEqual({ dryRun: false, dataDir: resolve('.seatmesh'), after: undefined });
});

test('--help wins over everything', () => {
  expect(readOptions(['--dry-run', '-h'])).toBeUndefined();
});

test.each(STAGES)('a mark of %s is read as it was written', (stage) => {
  const mark = { stage, shard: 'e0', key: 'usr_c41_01JDCMX3HS8E5B9W0TQYRA2NVK/ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C' };
  expect(markOf(textOf(mark))).toEqual(mark);
  expect(readOptions(['--dry-run', '--after', textOf(mark)])).toMatchObject({ dryRun: true, after: mark });
});

test.each([
  [['--dry'], /--dry.*see --help/],
  [['--after'], /--after.*see --help/],
  [['--after', 'e0'], /no mark of a run/],
  [['--after', 'seats:e0:'], /no mark of a run/],
  [['--after', 'orders::x'], /no mark of a run/],
  [['--after', 'orders:e0:x:y'], /no mark of a run/],
  [['listings'], /Unexpected argument .listings./],
  [['--dry-run=yes'], /see --help/],
])('%j is refused', (args, reason) => {
  expect(() => readOptions(args)).toThrow(reason);
});
