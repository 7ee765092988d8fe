import { expect, test } from 'vitest';
import type { RowDifference } from './row-difference.ts';
import { settle } from './settle.ts';

/** A row and the truth, and what happens to the truth right after a row was read. */
function rowThatIs(row: number, truths: number[], behind = false) {
  const system = { row, looks: 0 };
  const look = async (): Promise<RowDifference[]> => {
    const truth = truths[Math.min(system.looks++, truths.length - 1)] ?? NaN;
    if (system.row === truth) return [];
    return [{ what: 'row', how: `${system.row}, not ${truth}`, behind, mend: async () => void (system.row = truth) }];
  };
  return { system, look };
}

test('what is right is looked at once', async () => {
  const { system, look } = rowThatIs(3, [3]);
  expect(await settle(look, false)).toEqual({ found: [], left: [] });
  expect(system.looks).toBe(1);
});

test('a truth that moved on while it was written down is written down, too', async () => {
  const { system, look } = rowThatIs(2_000_000_000, [3, 4]);
  const { found, left } = await settle(look, false);
  expect([system.row, found.map(({ how }) => how), left]).toEqual([4, ['2000000000, not 3'], []]);
});

test('what is never at rest is told', async () => {
  const { look } = rowThatIs(0, [1, 2, 3, 4, 5, 6, 7, 8]);
  expect((await settle(look, false)).left).toMatchObject([{ what: 'row' }]);
});

test('a dry run mends nothing, and gives what is on its way a moment', async () => {
  const late = rowThatIs(2, [3, 2], true);
  expect((await settle(late.look, true)).found).toEqual([]);
  const wrong = rowThatIs(9, [3]);
  expect((await settle(wrong.look, true)).found).toMatchObject([{ how: '9, not 3' }]);
  expect([wrong.system.row, wrong.system.looks]).toEqual([9, 1]);
});
