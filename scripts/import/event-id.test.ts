import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventId, slotOf } from '../../functions/shared/ids.ts';
import { eventIdFor } from './event-id.ts';

const texts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 });

describe('ids of imported events', () => {
  it('are ids of events, the same for the same organizer and record', () => {
    fc.assert(
      fc.property(fc.string(), texts, (organizer, identity) => {
        expect(EventId.safeParse(eventIdFor(organizer, identity)).success).toBe(true);
        expect(eventIdFor(organizer, [...identity])).toBe(eventIdFor(organizer, identity));
      }),
    );
  });

  it('differ when the organizer or any part of the record differs, wherever a part ends', () => {
    fc.assert(
      fc.property(fc.tuple(fc.string(), texts), fc.tuple(fc.string(), texts), (one, other) => {
        expect(eventIdFor(...one) === eventIdFor(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    expect(eventIdFor('o', ['ab', 'c'])).not.toBe(eventIdFor('o', ['a', 'bc']));
  });

  it('stay as they are: other ids would publish everything a second time', () => {
    expect(eventIdFor('usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA', ['json', 'Harbour Systems Days'])).toMatchInlineSnapshot(
      `"evt_0d6_7KQAFWFVZ05Y0CT3XX0YN7PRYE"`,
    );
  });

  it('spread over the slots', () => {
    const slots = Array.from({ length: 4_000 }, (_, index) => slotOf(eventIdFor('o', [String(index)])));
    const lower = slots.filter((slot) => slot < 0x800).length;
    expect(Math.abs(lower - 2_000)).toBeLessThan(200);
    expect(new Set(slots).size).toBeGreaterThan(2_000);
  });
});
