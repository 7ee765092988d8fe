import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Passing } from './in-flight.ts';

test('those are here that entered and have not left, in no more places than were ever needed at once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 200 }), (steps) => {
      const passing = new Passing<string>();
      const places = new Map<string, number>();
      let most = 0;
      for (const [time, step] of steps.entries()) {
        const leaver = [...places][step];
        if (leaver) {
          passing.leave(leaver[1]);
          places.delete(leaver[0]);
        } else {
          places.set(`${time}`, passing.enter(`${time}`));
        }
        most = Math.max(most, places.size);
      }
      expect(passing.here().toSorted()).toEqual([...places.keys()].toSorted());
      expect(Math.max(-1, ...places.values())).toBeLessThan(most);
    }),
  );
});
