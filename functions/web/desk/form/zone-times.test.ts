import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantAt, localTimeOf } from './zone-times.ts';

test.each([
  ['2027-05-14T19:30', 'Europe/Lisbon', '2027-05-14T18:30:00.000Z'],
  ['2027-01-14T19:30', 'Asia/Kathmandu', '2027-01-14T13:45:00.000Z'],
  ['2027-05-14T19:30', 'Pacific/Kiritimati', '2027-05-14T05:30:00.000Z'],
  // Clocks go back: of the two, the first.
  ['2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
  // Clocks go forward: that hour is not there.
  ['2027-03-28T02:30', 'Europe/Berlin', undefined],
  ['2027-02-30T10:00', 'UTC', undefined],
  ['', 'UTC', undefined],
  ['2027-05-14T19:30', 'Mars/Olympus', undefined],
])('%s in %s is %s', (local, zone, instant) => expect(instantAt(local, zone)).toBe(instant));

test('what a clock shows leads back to an instant at which it shows that', () => {
  const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Tehran', 'UTC'];
  const minute = fc.integer({ min: Date.parse('2026-01-01') / 60_000, max: Date.parse('2033-01-01') / 60_000 });
  fc.assert(
    fc.property(minute, fc.constantFrom(...zones), (at, zone) => {
      const local = localTimeOf(new Date(at * 60_000).toISOString(), zone);
      expect(localTimeOf(instantAt(local, zone) ?? '', zone)).toBe(local);
    }),
  );
});
