import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from './wall-clock.ts';
import { mainZones } from './places/place-zone.ts';

const at = (text: string, timeZone: string): string => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
  return instantOf({ year, month, day, hour, minute, second }, timeZone).toISOString();
};

describe('when the clocks of a zone show a time', () => {
  it.each([
    ['2031-01-10T09:00:00', 'Europe/Berlin', '2031-01-10T08:00:00.000Z'],
    ['2031-07-10T09:00:00', 'Europe/Berlin', '2031-07-10T07:00:00.000Z'],
    ['2031-07-10T00:00:00', 'Asia/Kolkata', '2031-07-09T18:30:00.000Z'],
    ['2031-07-10T23:30:00', 'Pacific/Auckland', '2031-07-10T11:30:00.000Z'],
    ['2031-07-10T09:00:00', 'UTC', '2031-07-10T09:00:00.000Z'],
  ])('%s in %s is %s', (wall, zone, instant) => {
    expect(at(wall, zone)).toBe(instant);
  });

  it('is the first time where they show it twice', () => {
    expect(at('2026-10-25T02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('is as much later as they are put forward where they never show it', () => {
    expect(at('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('is what they show, at nine in the morning of any day in any zone of the table', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...mainZones()),
        fc.integer({ min: 1990, max: 2040 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (timeZone, year, month, day) => {
          const instant = instantOf({ year, month, day, hour: 9, minute: 0, second: 0 }, timeZone);
          const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
            instant,
          );
          const date = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
          expect(shown).toBe(`${date} 09:00:00`);
        },
      ),
    );
  });
});
