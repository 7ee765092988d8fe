import { expect, it } from 'vitest';
import { offsetNamed } from './offset-names.ts';
import { ianaZone, zoneNamed } from './zone-names.ts';

it.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['America/New York', 'America/New_York'],
  ['US-Eastern', 'America/New_York'],
  ['Europe/Berlin-1', 'Europe/Berlin'],
  ['W. Europe Standard Time 1', 'Europe/Berlin'],
  ['Eastern Standard Time (1)', 'America/New_York'],
  ['w. europe standard time', 'Europe/Berlin'],
  ['W. Europe', 'Europe/Berlin'],
  ['Western/Central Europe', 'Europe/Berlin'],
  ['Pacific Daylight Time', 'America/Los_Angeles'],
  ['Eastern Time (US & Canada)', 'America/New_York'],
  ['Central Standard Time (Mexico)', 'America/Mexico_City'],
  ['(UTC-05:00) Eastern Time (US & Canada)', 'America/New_York'],
  ['(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien', 'Europe/Berlin'],
  [String.raw`(UTC+01:00) Amsterdam\, Berlin\, Bern\, Rome\, Stockholm\, Vienna`, 'Europe/Berlin'],
  ['(GMT+01.00) Amsterdam / Berlin / Bern', 'Europe/Berlin'],
  ['(UTC+02:00) Athen, Bukarest', 'Europe/Bucharest'],
  ['(UTC+09:00) Osaka, Sapporo, Tokyo', 'Asia/Tokyo'],
  ['(UTC) Coordinated Universal Time', 'UTC'],
  ['Mitteleuropäische Zeit', 'Europe/Berlin'],
  ['Mitteleuropäische Sommerzeit', 'Europe/Berlin'],
  ['heure d’Europe centrale', 'Europe/Paris'],
  ["heure d'Europe centrale", 'Europe/Paris'],
  ['tzone://Microsoft/Utc', 'UTC'],
  ['/freeassociation.sourceforge.net/Europe/Berlin', 'Europe/Berlin'],
  ['mozilla.org/20070129_1/Europe/Berlin', 'Europe/Berlin'],
  ['/x.org/y/Japan', 'Asia/Tokyo'],
  ['GMT+0200', 'Etc/GMT-2'],
  ['UTC+1', 'Etc/GMT-1'],
  ['(UTC+01:00)', 'Etc/GMT-1'],
  ['Etc/GMT-3', 'Etc/GMT-3'],
  ['Z', 'UTC'],
  ['PST', 'America/Los_Angeles'],
  ['CST', 'America/Chicago'],
  ['BST', 'Europe/London'],
  ['JST', 'Asia/Tokyo'],
  ['Europe/Berlin (CET)', 'Europe/Berlin'],
  ['GMT+01:00 (CET)', 'Etc/GMT-1'],
  ['Kamchatka Standard Time', 'Asia/Kamchatka'],
])('%s is %s', (name, zone) => {
  expect(zoneNamed(name)).toBe(zone);
});

it.each([
  'tzone://Microsoft/Custom',
  'Customized Time Zone',
  'Custom',
  'Local',
  'My Berlin Zone',
  'Atlantis Standard Time',
  'GMT -0500 (Standard) / GMT -0400 (Daylight)',
  'UTC+25',
  'x'.repeat(10_000),
  '',
])('%s is no zone that anybody knows', (name) => {
  expect(zoneNamed(name)).toBeUndefined();
});

it('only IANA’s own names are sure', () => {
  expect(['Europe/Berlin', '/a.b/Europe/Berlin', 'W. Europe Standard Time', 'UTC+1'].map(ianaZone)).toEqual([
    'Europe/Berlin',
    'Europe/Berlin',
    undefined,
    undefined,
  ]);
});

it.each([
  ['UTC+1', 60],
  ['GMT-0330', -210],
  ['+05:30', 330],
  ['gmt +2', 120],
  ['GMT+05:30 (IST)', 330],
])('%s is %i minutes ahead of UTC', (name, minutes) => {
  expect(offsetNamed(name)).toBe(minutes * 60_000);
});
