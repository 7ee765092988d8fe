import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Memo } from './memo.ts';

type Use = { key: string; how: 'get' | 'set' | 'delete' };

/** What went wrong while a memory was used, if anything did. */
function faultOf(limit: number, uses: readonly Use[]): string | undefined {
  const memo = new Memo<number>(limit);
  const latest = new Map<string, number>();
  /** Keys by their last use, the latest last. */
  let used: string[] = [];
  for (const [value, { key, how }] of uses.entries()) {
    const isRecent = used.slice(-Math.ceil(limit / 2)).includes(key);
    const found = memo.get(key);
    if (isRecent && found === undefined) return `${key} was forgotten`;
    if (found !== undefined && found !== latest.get(key)) return `${key} is not the latest`;
    if (how === 'set') {
      memo.set(key, value);
      latest.set(key, value);
    }
    if (how === 'delete') {
      memo.delete(key);
      latest.delete(key);
    }
    used = used.filter((other) => other !== key);
    if (memo.get(key) !== undefined) used.push(key);
    if (how === 'delete' && used.includes(key)) return `${key} is still there`;
  }
  const remembered = [...latest.keys()].filter((key) => memo.get(key) !== undefined);
  return remembered.length > limit ? `${remembered.length} are remembered` : undefined;
}

test('the half of the bound that was used last is remembered, the bound is never passed, and what is told is the latest', () => {
  const use: fc.Arbitrary<Use> = fc.record({
    key: fc.integer({ min: 0, max: 30 }).map(String),
    how: fc.constantFrom('get', 'set', 'delete'),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(use, { maxLength: 200 }), (limit, uses) => {
      expect(faultOf(limit, uses)).toBeUndefined();
    }),
  );
});
