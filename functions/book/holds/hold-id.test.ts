import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HoldId, newId } from '../../shared/ids.ts';
import { isHoldIdOf, newHoldId } from './hold-id.ts';

test('an id of a hold is of its buyer alone, in the slot of the event, and never the same again', () => {
  const slot = fc.integer({ min: 0, max: 4095 });
  fc.assert(
    fc.property(slot, slot, slot, (of, one, other) => {
      const [event, ada, ben] = [newId('evt', of), newId('usr', one), newId('usr', other)];
      const id = newHoldId(event, ada);
      expect(HoldId.safeParse(id).success).toBe(true);
      expect([id.slice(4, 7), isHoldIdOf(id, ada), isHoldIdOf(id, ben)]).toEqual([event.slice(4, 7), true, false]);
      expect(newHoldId(event, ada)).not.toBe(id);
      expect(isHoldIdOf(newId('hld', of), ada)).toBe(false);
    }),
  );
});
