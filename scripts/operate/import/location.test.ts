import { expect, it } from 'vitest';
import { placeOf } from './location.ts';

it.each([
  ['Hall 3, Some Street 5, 10115 Berlin, Germany', 'Hall 3', 'Berlin', 'Germany', 'Some Street 5, 10115'],
  [
    'Great Hall, 5 Wharf Street, Boston, MA 02110, USA',
    'Great Hall',
    'Boston, MA',
    'United States',
    '5 Wharf Street, 02110',
  ],
  ['Boston, MA, USA', 'Venue to be announced', 'Boston, MA', 'United States', undefined],
  ['Moody Center, Austin, TX', 'Moody Center', 'Austin, TX', 'United States', undefined],
  ['The Hall, San Francisco, CA 94105', 'The Hall', 'San Francisco, CA', 'United States', undefined],
  ['Kraków, Poland', 'Venue to be announced', 'Kraków', 'Poland', undefined],
  ['Hall 1, A-1010 Vienna, Österreich', 'Hall 1', 'Vienna', 'Austria', undefined],
  ['Town Square', 'Town Square', 'Town Square', 'Unknown', undefined],
  ['Club 1234, Japan', 'Venue to be announced', 'Club', 'Japan', undefined],
  [
    'Retro Bar, 2 George Court, London, England, WC2N 6HH',
    'Retro Bar',
    'London',
    'United Kingdom',
    '2 George Court, WC2N 6HH',
  ],
  ['Retro Bar, London WC2N 6HH, England, United Kingdom', 'Retro Bar', 'London', 'United Kingdom', undefined],
  ['Concert Hall, Mill Street, Perth, Scotland', 'Concert Hall', 'Perth', 'United Kingdom', 'Mill Street'],
  [
    'Paradiso, Weteringschans 6, 1017 SG Amsterdam, The Netherlands',
    'Paradiso',
    'Amsterdam',
    'Netherlands',
    'Weteringschans 6, 1017 SG',
  ],
  ['Room 5, Second Floor, Building C', 'Room 5', 'Building C', 'Unknown', 'Second Floor'],
  ['Berghain, Berlin, DE', 'Berghain', 'Berlin', 'Unknown', undefined],
  ['Hall, Street 5, Berlin, 10115', 'Hall', 'Berlin', 'Unknown', 'Street 5, 10115'],
  ['Hall, Street 5, Berlin, 10115, Germany', 'Hall', 'Berlin', 'Germany', 'Street 5, 10115'],
  ['Hall, Rua das Flores 12, 1200-195, Lisbon, Portugal', 'Hall', 'Lisbon', 'Portugal', 'Rua das Flores 12, 1200-195'],
  ['Hall, Street 5, Springfield, Unknown', 'Hall', 'Springfield', 'Unknown', 'Street 5'],
  ['Studio, 1234', 'Studio', '1234', 'Unknown', undefined],
  ['Le Bikini, Toulouse, FR', 'Le Bikini', 'Toulouse', 'France', undefined],
])('%j is %s in %s, %s, at %s', (location, name, city, country, address) => {
  expect(placeOf(location)).toEqual({ name, city, country, address });
});

it.each(['', ' , ', 'https://stream.example/room', 'Online', 'online via video', 'Virtual event'])(
  '%j is no place',
  (location) => {
    expect(placeOf(location)).toBeUndefined();
  },
);
