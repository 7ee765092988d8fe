import { describe, expect, it, test } from 'vitest';
import { placeOf } from './location.ts';

const read = (line: string, zone?: string) => {
  const place = placeOf(line, { zone });
  return place && [place.name, place.city, place.country, place.address];
};
const TBA = 'Venue to be announced';

describe('a line is read from its end: country, region, town, street, venue', () => {
  it.each([
    ['Hall 3, Some Street 5, 10115 Berlin, Germany', 'Hall 3', 'Berlin', 'Germany', 'Some Street 5, 10115'],
    [
      'Great Hall, 5 Wharf Street, Boston, MA 02110, USA',
      'Great Hall',
      'Boston, MA',
      'United States',
      '5 Wharf Street, 02110',
    ],
    ['Kraków, Poland', TBA, 'Kraków', 'Poland', undefined],
    ['Hall 1, A-1010 Vienna, Österreich', 'Hall 1', 'Vienna', 'Austria', undefined],
    ['Club 1234, Japan', TBA, 'Club', 'Japan', undefined],
    [
      'Retro Bar, 2 George Court, London, England, WC2N 6HH',
      'Retro Bar',
      'London',
      'United Kingdom',
      '2 George Court, WC2N 6HH',
    ],
    ['Retro Bar, London WC2N 6HH, England, United Kingdom', 'Retro Bar', 'London', 'United Kingdom', undefined],
    [
      'Paradiso, Weteringschans 6, 1017 SG Amsterdam, The Netherlands',
      'Paradiso',
      'Amsterdam',
      'Netherlands',
      'Weteringschans 6, 1017 SG',
    ],
    ['Hall, Street 5, Berlin, 10115', 'Hall', 'Berlin', 'Germany', 'Street 5, 10115'],
    ['Hall, Street 5, Berlin, 10115, Germany', 'Hall', 'Berlin', 'Germany', 'Street 5, 10115'],
    [
      'Hall, Rua das Flores 12, 1200-195, Lisbon, Portugal',
      'Hall',
      'Lisbon',
      'Portugal',
      'Rua das Flores 12, 1200-195',
    ],
    ['Hall, Street 5, Springfield, Unknown', 'Hall', 'Springfield', 'Unknown', 'Street 5'],
    ['Kongresshaus, Munich, Bavaria, Germany', 'Kongresshaus', 'Munich', 'Germany', undefined],
    ['Palazzo, Firenze, Toscana, Italia', 'Palazzo', 'Firenze', 'Italy', undefined],
    ['Hall, Wellington, Somerset, UK', 'Hall', 'Wellington', 'United Kingdom', undefined],
    ['Hall, Limerick, Co. Limerick, Ireland', 'Hall', 'Limerick', 'Ireland', undefined],
    [
      'Kabuki-za, 4-12-15 Ginza, Chuo, Tokyo 104-0061, Japan',
      'Kabuki-za',
      'Tokyo',
      'Japan',
      '4-12-15 Ginza, Chuo, 104-0061',
    ],
    ['〒104-0061 東京都中央区銀座4-12-15, 日本', TBA, '東京都', 'Japan', '中央区銀座4-12-15, 〒104-0061'],
    ['1 High St, Dublin 2, Ireland', '1 High St', 'Dublin', 'Ireland', '1 High St'],
    ['Hall, 69003 Lyon Cedex 03, France', 'Hall', 'Lyon', 'France', undefined],
    ['Moody Center, Texas, USA', 'Moody Center', 'Texas', 'United States', undefined],
    ['Moody Center, Texas', 'Moody Center', 'Texas', 'United States', undefined],
    ['Texas, USA', TBA, 'Texas', 'United States', undefined],
    ['Philharmonic Hall, Ukraine', 'Philharmonic Hall', 'Unknown', 'Ukraine', undefined],
    ['Hall, Goa, India', 'Hall', 'Goa', 'India', undefined],
    ['Hall, Main Street, Kent, UK', 'Hall', 'Kent', 'United Kingdom', 'Main Street'],
    ['Hall, Berlin, Kulturforum, Germany', 'Hall', 'Berlin', 'Germany', 'Kulturforum'],
    ['Hall, Praha 1, Česko', 'Hall', 'Praha', 'Czechia', undefined],
  ])('%s', (line, name, city, country, address) => {
    expect(read(line)).toEqual([name, city, country, address]);
  });
});

describe('parts may be set apart by other signs, or by none', () => {
  it.each([
    [
      'Kanzleramt\nWilly-Brandt-Straße 1\n10557 Berlin\nGermany',
      'Kanzleramt',
      'Berlin',
      'Germany',
      'Willy-Brandt-Straße 1, 10557',
    ],
    ['Kanzleramt\\nBerlin\\nGermany', 'Kanzleramt', 'Berlin', 'Germany', undefined],
    ['Old Hall; Lisbon; Portugal', 'Old Hall', 'Lisbon', 'Portugal', undefined],
    ['Old Hall - Lisbon - Portugal', 'Old Hall', 'Lisbon', 'Portugal', undefined],
    ['Old Hall | Lisbon | Portugal', 'Old Hall', 'Lisbon', 'Portugal', undefined],
    ['東京ドーム、東京、日本', '東京ドーム', '東京', 'Japan', undefined],
    ['Lisbon Portugal', TBA, 'Lisbon', 'Portugal', undefined],
    ['Newcastle NSW', TBA, 'Newcastle, NSW', 'Australia', undefined],
    ['Atlanta GA 30303', TBA, 'Atlanta, GA', 'United States', undefined],
    ['Washington DC', TBA, 'Washington, DC', 'United States', undefined],
    ['CN Tower, Toronto ON M5V 3L9', 'CN Tower', 'Toronto, ON', 'Canada', undefined],
    ['Teatro, São Paulo - SP, 01310-100, Brasil', 'Teatro', 'São Paulo', 'Brazil', undefined],
    ['Teatro, São Paulo/SP', 'Teatro', 'São Paulo', 'Brazil', undefined],
    ['Hall, Cologne/Germany', 'Hall', 'Cologne', 'Germany', undefined],
    ['Hall, 20121 Milano MI, Italy', 'Hall', 'Milano', 'Italy', undefined],
    ['Hall, Paris, France, Europe', 'Hall', 'Paris', 'France', undefined],
    ['Hall 5 (Berlin)', 'Hall 5', 'Berlin', 'Germany', undefined],
    ['Amsterdam (NL)', TBA, 'Amsterdam', 'Netherlands', undefined],
    ['H.1308 (Rolin)', 'H.1308 (Rolin)', 'Unknown', 'Unknown', undefined],
    ['Club (Berlin, Germany)', 'Club', 'Berlin', 'Germany', undefined],
  ])('%j', (line, name, city, country, address) => {
    expect(read(line)).toEqual([name, city, country, address]);
  });
});

it.each([
  ['Town Square', 'Town Square', 'Town Square', undefined],
  ['Room 5, Second Floor, Building C', 'Room 5', 'Unknown', 'Second Floor, Building C'],
  ['Room 3, HS 1', 'Room 3', 'Unknown', 'HS 1'],
  ['Main Stage', 'Main Stage', 'Unknown', undefined],
  ['Granada', TBA, 'Granada', undefined],
  ['tba', TBA, 'Unknown', undefined],
  ['T.B.D.', TBA, 'Unknown', undefined],
  ['?', TBA, 'Unknown', undefined],
])('%j is at %s in %s, wherever that is', (line, name, city, address) => {
  expect(read(line)).toEqual([name, city, 'Unknown', address]);
});

it.each([
  '',
  ' , ',
  'https://stream.example/room',
  'Online',
  'online via video',
  'Virtual event',
  'Zoom',
  'www.stream.example/x',
  'https://zoom.example/j/1 (Online)',
])('%j is no place', (line) => {
  expect(placeOf(line)).toBeUndefined();
});

test.each([
  'Hall, Berlin, Germany / https://zoom.example/j/1',
  'Online & Hall, Berlin, Germany',
  'Hall, Berlin, Germany (online)',
])('what is online, too, has its place: %s', (line) => {
  expect(read(line)).toEqual(['Hall', 'Berlin', 'Germany', undefined]);
});

test('what was exported from here is read as the same place', () => {
  for (const place of [
    'Atlanta, GA, United States',
    'Sydney, NS, Canada',
    'Kinshasa, Congo - Kinshasa',
    'Tbilisi, Georgia',
  ])
    expect(placeOf(`Hall, ${place}`)).toMatchObject({ name: 'Hall', city: place.slice(0, place.lastIndexOf(',')) });
});
