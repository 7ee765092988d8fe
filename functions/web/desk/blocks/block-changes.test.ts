import { expect, test } from 'vitest';
import { type BlockChange, blockChanges } from './block-changes.ts';

const labels = (count: number, section = 'A') =>
  Array.from({ length: count }, (_, index) => `${section}-1-${index + 1}`);
const block = (id: string, seats: readonly string[]) => ({ id, seats, note: null, createdAt: '', etag: null });

const short = (change: BlockChange) =>
  change.kind === 'quantity' ? [change.kind, change.quantity] : [change.kind, change.seats.length];

test('releases come first, each of its own block, and nothing is longer than what may be asked at once', () => {
  const blocks = [block('blk_1', labels(450)), block('blk_2', labels(3, 'B'))];
  const changes = blockChanges(blocks, labels(1_001, 'C'), new Set([...labels(450), 'B-1-2']), [
    { section: 'GA', quantity: 30 },
  ]);
  expect(changes.map(short)).toEqual([
    ['release', 200],
    ['release', 200],
    ['release', 50],
    ['release', 1],
    ['block', 1_000],
    ['block', 1],
    ['quantity', 30],
  ]);
  expect(changes[3]).toEqual({ kind: 'release', blockId: 'blk_2', seats: ['B-1-2'] });
  expect(blockChanges(blocks, [], new Set(), [])).toEqual([]);
});
