import { describe, expect, it, test } from 'vitest';
import { isZone } from '../zones.ts';
import { countryCodes } from './countries.ts';
import { regionZones } from './main-zones.ts';
import { mainZones, zoneAt, zoneOf, zonesOfCountry } from './place-zone.ts';

describe('the time zone of a place that says where it is', () => {
  it.each([
    ['Berlin', 'Germany', 'Europe/Berlin'],
    ['Small Village', 'Germany', 'Europe/Berlin'],
    ['Edinburgh', 'Scotland', 'Europe/London'],
    ['London', 'U.K.', 'Europe/London'],
    ['London, ON', 'Canada', 'America/Toronto'],
    ['London, Ontario', 'Canada', 'America/Toronto'],
    ['Austin, TX', 'U.S.A.', 'America/Chicago'],
    ['El Paso, TX', 'U.S.A.', 'America/Denver'],
    ['Pensacola, FL', 'USA', 'America/Chicago'],
    ['Knoxville, TN', 'USA', 'America/New_York'],
    ['Small Village, TN', 'USA', 'America/Chicago'],
    ['Indianapolis, IN', 'USA', 'America/Indiana/Indianapolis'],
    ['Texas', 'USA', 'America/Chicago'],
    ['Wyoming', 'USA', 'America/Denver'],
    ['New York', 'USA', 'America/New_York'],
    ['Washington', 'USA', 'America/New_York'],
    ['Alberta', 'Canada', 'America/Edmonton'],
    ['Bali', 'Indonesia', 'Asia/Makassar'],
    ['Phoenix, AZ', 'USA', 'America/Phoenix'],
    ['Seattle, WA', 'United States', 'America/Los_Angeles'],
    ['Seattle', 'United States', 'America/Los_Angeles'],
    ['Vancouver', 'Canada', 'America/Vancouver'],
    ['Vancouver', 'United States', 'America/Los_Angeles'],
    ["St. John's", 'Canada', 'America/St_Johns'],
    ['Brisbane', 'australia', 'Australia/Brisbane'],
    ['Perth, WA', 'Australia', 'Australia/Perth'],
    ['Perth', 'Scotland', 'Europe/London'],
    ['Perth', 'Australia', 'Australia/Perth'],
    ['Almaty', 'Kazakhstan', 'Asia/Almaty'],
    ['München', 'Deutschland', 'Europe/Berlin'],
    ['Manaus', 'Brasil', 'America/Manaus'],
    ['Tijuana', 'México', 'America/Tijuana'],
    ['Владивосток', 'Россия', 'Asia/Vladivostok'],
    ['Denpasar', 'Indonesia', 'Asia/Makassar'],
    ['Las Palmas de Gran Canaria', 'España', 'Atlantic/Canary'],
    ['Ponta Delgada', 'Portugal', 'Atlantic/Azores'],
    ['Kinshasa', 'Congo', 'Africa/Kinshasa'],
    ['Brazzaville', 'Congo', 'Africa/Brazzaville'],
    ['Prishtina', 'Kosovo', 'Europe/Belgrade'],
    ['Kathmandu', 'Nepal', 'Asia/Kathmandu'],
  ])('%s, %s is %s', (city, country, zone) => {
    expect(zoneOf(city, country)).toEqual({ zone, isGuessed: false });
  });
});

it.each([
  ['Springfield Village', 'U.S.A.', 'America/New_York'],
  ['', 'Australia', 'Australia/Sydney'],
  ['Nowhere', 'Russia', 'Europe/Moscow'],
])('%s, %s says too little: the zone of most people there, as a guess', (city, country, zone) => {
  expect(zoneOf(city, country)).toEqual({ zone, isGuessed: true });
});

test('nobody knows a country that there is not', () => {
  expect(zoneOf('Port Nowhere', 'Atlantis')).toBeUndefined();
});

test('a region has its zone, whatever its town', () => {
  const region = { country: 'CA', letters: 'AB' };
  expect(zoneAt({ city: 'Nowhere', country: 'CA', region })).toEqual({ zone: 'America/Edmonton', isGuessed: false });
});

test('every zone is one of the IANA data base, and of the country', () => {
  expect(mainZones().filter((zone) => !isZone(zone))).toEqual([]);
  expect(mainZones().length).toBeGreaterThan(90);
  const foreign = [...regionZones].filter(([region, zone]) => !zonesOfCountry(region.slice(0, 2)).includes(zone));
  expect(foreign).toEqual([]);
  const without = countryCodes.filter((code) => !zoneAt({ city: '', country: code }));
  expect(without, 'where nobody lives').toEqual(['BV', 'HM']);
});
