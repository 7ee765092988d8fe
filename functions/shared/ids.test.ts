import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockId, EventId, HoldId, type IdKind, newId, OrderId, SessionId, slotOf, UserId } from './ids.ts';
import { SLOT_COUNT, slotName } from './slots.ts';

const schemas = { usr: UserId, evt: EventId, ord: OrderId, hld: HoldId, blk: BlockId, ses: SessionId } as const;
const kinds = Object.keys(schemas) as IdKind[];
const slot = fc.integer({ min: 0, max: SLOT_COUNT - 1 });

test('an id carries its slot and fits the schema of its kind, and of no other', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), slot, (kind, number) => {
      const id = newId(kind, number);
      expect(slotOf(id)).toBe(number);
      expect(id.startsWith(`${kind}_${slotName(number)}_`)).toBe(true);
      expect(kinds.filter((other) => schemas[other].safeParse(id).success)).toEqual([kind]);
    }),
  );
});

test('an id with any one character replaced by one that cannot stand there is refused', () => {
  fc.assert(
    fc.property(slot, fc.nat(), fc.constantFrom('/', ' ', '%', '\n', 'é', '-', 'U'), (number, pick, wrong) => {
      const id = newId('usr', number);
      const at = pick % id.length;
      expect(UserId.safeParse(id.slice(0, at) + wrong + id.slice(at + 1)).success).toBe(false);
    }),
  );
});

test.each([
  ['nothing', ''],
  ['a number', 7],
  ['upper-case slot digits', 'usr_3F9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA'],
  ['a time beyond what a ULID can tell', 'usr_3f9_81JDCMWZ7V5K3Q8Y2RNB4TXHGA'],
  ['one character too many', 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGAA'],
  ['a line end after it', 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA\n'],
])('%s is no id', (_, value) => {
  expect(UserId.safeParse(value).success).toBe(false);
});

test('ids are not given twice', () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => newId('ord', 1)));
  expect(ids.size).toBe(10_000);
});
