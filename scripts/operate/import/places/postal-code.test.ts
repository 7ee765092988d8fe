import { describe, expect, it } from 'vitest';
import { countryOfCode, withoutDistrict, withoutPostalCode } from './postal-code.ts';

describe('a postal code before a town, or behind it', () => {
  it.each([
    ['10115 Berlin', 'Berlin', '10115'],
    ['D-10115 Berlin', 'Berlin', 'D-10115'],
    ['A-1010 Wien', 'Wien', 'A-1010'],
    ['CH-8001 Zürich', 'Zürich', 'CH-8001'],
    ['1017 SG Amsterdam', 'Amsterdam', '1017 SG'],
    ['1017SG Amsterdam', 'Amsterdam', '1017SG'],
    ['London WC2N 6HH', 'London', 'WC2N 6HH'],
    ['London wc2n 6hh', 'London', 'wc2n 6hh'],
    ['Manchester M1 1AE', 'Manchester', 'M1 1AE'],
    ['Toronto, ON M5V 3L9', 'Toronto, ON', 'M5V 3L9'],
    ['MA 02110', 'MA', '02110'],
    ['MA 02110-1234', 'MA', '02110-1234'],
    ['00-950 Warszawa', 'Warszawa', '00-950'],
    ['111 22 Stockholm', 'Stockholm', '111 22'],
    ['SE-111 22 Stockholm', 'Stockholm', 'SE-111 22'],
    ['110 00 Praha 1', 'Praha 1', '110 00'],
    ['São Paulo 01310-100', 'São Paulo', '01310-100'],
    ['01310-100 São Paulo', 'São Paulo', '01310-100'],
    ['1200-195 Lisboa', 'Lisboa', '1200-195'],
    ['Tokyo 104-0061', 'Tokyo', '104-0061'],
    ['〒104-0061 東京', '東京', '〒104-0061'],
    ['Sydney NSW 2000', 'Sydney NSW', '2000'],
    ['New Delhi 110001', 'New Delhi', '110001'],
    ['Mumbai - 400001', 'Mumbai', '400001'],
    ['Singapore 038981', 'Singapore', '038981'],
    ['LV-1050 Rīga', 'Rīga', 'LV-1050'],
    ['D08 XY00 Dublin', 'Dublin', 'D08 XY00'],
    ['75011 Paris', 'Paris', '75011'],
    ['WC2N 6HH', '', 'WC2N 6HH'],
    ['10115', '', '10115'],
    ['Berlin', 'Berlin', ''],
    ['Hall 3', 'Hall 3', ''],
    ['Level 42', 'Level 42', ''],
  ])('%s', (part, rest, code) => {
    expect(withoutPostalCode(part)).toEqual({ rest, code });
  });
});

it.each([
  ['WC2N 6HH', 'GB'],
  ['M5V 3L9', 'CA'],
  ['1017 SG', 'NL'],
  ['00-950', 'PL'],
  ['01310-100', 'BR'],
  ['104-0061', 'JP'],
  ['02110-1234', 'US'],
  ['AT-1010', 'AT'],
  ['D-10115', 'DE'],
  ['S-111 22', 'SE'],
  ['MD-21201', undefined],
  ['10115', undefined],
  ['', undefined],
])('the country that writes %j is %s', (code, country) => {
  expect(countryOfCode(code)).toBe(country);
});

it.each([
  ['Dublin 2', 'Dublin'],
  ['London SE1', 'London'],
  ['Paris 11e', 'Paris'],
  ['Lyon Cedex 03', 'Lyon'],
  ['Praha', 'Praha'],
])('without its district, %s is %s', (part, town) => {
  expect(withoutDistrict(part)).toBe(town);
});
