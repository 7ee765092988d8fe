import { expect, it, test } from 'vitest';
import { ZONE_PATTERN } from './iana-zones.ts';
import { canonicalZone } from './time-zones.ts';

it.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['EUROPE/BERLIN', 'Europe/Berlin'],
  ['US/Pacific', 'America/Los_Angeles'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['asia/kolkata', 'Asia/Kolkata'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['America/Indianapolis', 'America/Indiana/Indianapolis'],
  ['Mexico/General', 'America/Mexico_City'],
  ['Turkey', 'Europe/Istanbul'],
  ['Etc/UTC', 'UTC'],
  ['Zulu', 'UTC'],
  ['GMT', 'UTC'],
])('%s is %s', (name, canonical) => {
  expect(canonicalZone(name)).toBe(canonical);
});

// They share a clock with a neighbour today, but not a country.
it.each([
  'Europe/Oslo',
  'Africa/Accra',
  'Arctic/Longyearbyen',
  'America/Argentina/Ushuaia',
  'Etc/GMT+5',
  'Pacific/Kanton',
])('%s stays', (name) => {
  expect(canonicalZone(name)).toBe(name);
});

it.each(['BST', 'ist', 'CST', 'PST', 'SystemV/EST5'])(
  '%s, which means different zones to different people, is none',
  (name) => {
    expect(canonicalZone(name)).toBeUndefined();
  },
);

it.each([
  ['EST5EDT', 'America/New_York'],
  ['HST', 'Pacific/Honolulu'],
  ['CET', 'Europe/Brussels'],
])('%s is a name of IANA: %s', (name, canonical) => {
  expect([name, canonical]).toContain(canonicalZone(name));
});

it.each(['Europe/Atlantis', '+02:00', 'UTC+2', 'CEST', '', ' Europe/Berlin', 'Etc/Unknown', '../etc/passwd'])(
  '%j is none',
  (name) => {
    expect(canonicalZone(name)).toBeUndefined();
  },
);

test('a name stays what it has become', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const canonical = canonicalZone(zone);
    expect(canonical).toBeDefined();
    expect(canonicalZone(canonical ?? '')).toBe(canonical);
  }
});

test('the pattern has every name that is known here, by which it is kept, and no other', () => {
  const pattern = new RegExp(ZONE_PATTERN);
  const known = Intl.supportedValuesOf('timeZone');
  expect(known.flatMap((name) => [name, canonicalZone(name) ?? '']).filter((name) => !pattern.test(name))).toEqual([]);
  const names = ZONE_PATTERN.slice(4, -2)
    .split(/\|(?![^()]*\))/)
    .flatMap((part) => {
      const [, region = '', rest = part] = /^(.+\/)\(\?:(.*)\)$/.exec(part) ?? [];
      return rest.split('|').map((name) => (region + name).replaceAll(/\[(.).?\]/g, '$1'));
    });
  expect(names.length).toBeGreaterThan(590);
  expect(names.filter((name) => !pattern.test(name) || !pattern.test(canonicalZone(name) ?? ''))).toEqual([]);
  for (const name of [
    'europe/lisbon',
    'EUROPE/LISBON',
    'utc',
    'US/Pacific-New',
    'Canada/East-Saskatchewan',
    'etc/gmt+5',
  ])
    expect([name, pattern.test(name), typeof canonicalZone(name)]).toEqual([name, true, 'string']);
  for (const other of [
    'Europe/Atlantis',
    'Europe',
    'Berlin',
    'Europe/Berlin ',
    'Factory',
    'BST',
    'Etc/GMT+13',
    'GMT+5',
  ])
    expect([other, pattern.test(other), canonicalZone(other)]).toEqual([other, false, undefined]);
});
