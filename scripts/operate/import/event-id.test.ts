import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventId } from '../../../functions/shared/ids.ts';
import { eventIdFor, formerEventIdFor } from './event-id.ts';

const texts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 });

describe('ids of imported events', () => {
  it('are ids of events, the same for the same organizer and record', () => {
    fc.assert(
      fc.property(fc.string(), texts, (organizer, identity) => {
        for (const idFor of [eventIdFor, formerEventIdFor]) {
          expect(EventId.safeParse(idFor(organizer, identity)).success).toBe(true);
          expect(idFor(organizer, [...identity])).toBe(idFor(organizer, identity));
        }
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
    const record = ['usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA', ['json', 'Harbour Systems Days']] as const;
    expect(eventIdFor(...record)).toMatchInlineSnapshot(`"evt_c12_4YJSCRR2H9J9N4KWWMC13J7HTN"`);
    expect(formerEventIdFor(...record)).toBe('evt_0d6_7KQAFWFVZ05Y0CT3XX0YN7PRYE');
  });
});
