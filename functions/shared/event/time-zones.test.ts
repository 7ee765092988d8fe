import { expect, it, test } from 'vitest';
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
