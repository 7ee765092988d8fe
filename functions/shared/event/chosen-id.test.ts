import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenEventId, whyNotChosenBy } from './chosen-id.ts';
import { EventId, newId, slotOf } from '../ids.ts';

const ada = 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
const ben = 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGB';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('an id that an organizer chooses', () => {
  it('is an id of an event, for that organizer and for nobody else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const id = chosenEventId(ada, key);
        expect(EventId.safeParse(id).success).toBe(true);
        expect(whyNotChosenBy(ada, id)).toBeUndefined();
        expect(whyNotChosenBy(ben, id)).toContain('ids of your choice');
      }),
    );
  });

  it('can be derived by what the API says of it, in a few lines of any language', () => {
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const bits = sha(ada).replaceAll(/./g, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0'));
    const groups = [bits.slice(0, 3), ...(bits.slice(3, 63).match(/.{5}/g) ?? [])];
    const owner = groups.map((group) => alphabet[Number.parseInt(group, 2)]).join('');
    const tail = `${owner}0123456789ABC`;
    expect(whyNotChosenBy(ada, `evt_${sha(tail).slice(0, 3)}_${tail}`)).toBeUndefined();
    expect(chosenEventId(ada, 'x').slice(8, 21)).toBe(owner);
  });

  it('has no other slot than the one that follows from the rest', () => {
    const id = chosenEventId(ada, 'x');
    const slots = Array.from({ length: 4096 }, (_, slot) => slot.toString(16).padStart(3, '0'));
    const fit = slots.filter((slot) => whyNotChosenBy(ada, `evt_${slot}_${id.slice(8)}`) === undefined);
    expect(fit).toEqual([id.slice(4, 7)]);
  });

  it('is none that the server draws', () => {
    for (let slot = 0; slot < 4096; slot++) expect(whyNotChosenBy(ada, newId('evt', slot))).toBeDefined();
  });

  it('is spread evenly over the slots', () => {
    const slots = Array.from({ length: 4_000 }, (_, index) => slotOf(chosenEventId(ada, String(index))));
    expect(Math.abs(slots.filter((slot) => slot < 0x800).length - 2_000)).toBeLessThan(200);
    expect(new Set(slots).size).toBeGreaterThan(2_000);
  });

  it('of 5,000, as many as may be published in an hour, no 20 are in one slot by chance', () => {
    const counts = new Map<number, number>();
    for (let index = 0; index < 5_000; index++) {
      const slot = slotOf(chosenEventId(ben, String(index)));
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(15);
  });
});
