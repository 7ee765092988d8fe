import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, it } from 'vitest';
import { SLOT_COUNT, slotName, type SlotRange } from '../slots.ts';
import { ANY_SLOT, slotPattern } from './slot-pattern.ts';

it.each<[SlotRange[], string]>([
  [[{ from: 0x000, to: 0x7ff }], '[0-7][0-9a-f]{2}'],
  [[{ from: 0x800, to: 0xfff }], '[89a-f][0-9a-f]{2}'],
  [[{ from: 0x000, to: 0xfff }], ANY_SLOT],
  [[{ from: 0x123, to: 0x123 }], '123'],
  [[{ from: 0x0ff, to: 0x101 }], '(?:0ff|10[01])'],
  [
    [
      { from: 0x000, to: 0x0ff },
      { from: 0x200, to: 0x2ff },
    ],
    '[02][0-9a-f]{2}',
  ],
])('%j reads %s', (ranges, pattern) => {
  expect(slotPattern(ranges)).toBe(pattern);
});

it('matches exactly the slots of its ranges, for whatever ranges', () => {
  const slot = fc.integer({ min: 0, max: SLOT_COUNT - 1 });
  const range = fc.tuple(slot, slot).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (ranges) => {
      const pattern = RE2JS.compile(slotPattern(ranges));
      const slots = Array.from({ length: SLOT_COUNT }, (_, number) => number);
      const matched = slots.filter((number) => pattern.matches(slotName(number)));
      expect(matched).toEqual(slots.filter((number) => ranges.some(({ from, to }) => from <= number && number <= to)));
    }),
    { numRuns: 40 },
  );
});

it('refuses to match nothing', () => {
  expect(() => slotPattern([])).toThrow('no slots');
});
