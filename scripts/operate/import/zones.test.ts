import { expect, it } from 'vitest';
import { isZone, zoneNamedAfter } from './zones.ts';

it.each(['', '+01:00', 'W. Europe Standard Time', 'Atlantis/Port'])('%j is no zone', (name) => {
  expect(isZone(name)).toBe(false);
});

it.each([
  ['Berlin', 'Europe/Berlin'],
  ['Ho Chi Minh', 'Asia/Ho_Chi_Minh'],
  ['Springfield', undefined],
  ['', undefined],
])('the zone named after %j is %s', (city, zone) => {
  expect(zoneNamedAfter(city)).toBe(zone);
});
