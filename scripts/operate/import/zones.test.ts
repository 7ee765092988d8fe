import { describe, expect, it } from 'vitest';
import { isZone, knownZones, zoneOf } from './zones.ts';

describe('the time zone of a place', () => {
  it.each([
    ['Berlin', 'Germany', 'Europe/Berlin'],
    ['Edinburgh', 'Scotland', 'Europe/London'],
    ['London', 'U.K.', 'Europe/London'],
    ['Austin, TX', 'U.S.A.', 'America/Chicago'],
    ['Phoenix, AZ', 'USA', 'America/Phoenix'],
    ['Seattle, WA', 'United States', 'America/Los_Angeles'],
    ['Springfield', 'U.S.A.', 'America/New_York'],
    ['Vancouver', 'Canada', 'America/Vancouver'],
    ['Brisbane', 'australia', 'Australia/Brisbane'],
    ['Perth, WA', 'Australia', 'Australia/Sydney'],
    ['Perth', 'Scotland', 'Europe/London'],
    ['Perth', 'Australia', 'Australia/Perth'],
    ['Vancouver', 'United States', 'America/New_York'],
    ['Almaty', 'Kazakhstan', 'Asia/Almaty'],
    ['München', 'Deutschland', 'Europe/Berlin'],
    ['Port Nowhere', 'Atlantis', undefined],
  ])('%s, %s is %s', (city, country, zone) => {
    expect(zoneOf(city, country)).toBe(zone);
  });

  it('is always one of the IANA data base', () => {
    expect(knownZones.filter((zone) => !isZone(zone))).toEqual([]);
    expect(knownZones.length).toBeGreaterThan(90);
  });

  it.each(['', '+01:00', 'W. Europe Standard Time', 'Atlantis/Port'])('%j is none', (name) => {
    expect(isZone(name)).toBe(false);
  });
});
