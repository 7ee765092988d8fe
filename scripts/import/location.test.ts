import { expect, it } from 'vitest';
import { placeOf } from './location.ts';

it.each([
  ['Hall 3, Some Street 5, 10115 Berlin, Germany', 'Hall 3', 'Berlin', 'Germany'],
  ['Great Hall, 5 Wharf Street, Boston, MA 02110, USA', 'Great Hall', 'Boston, MA', 'USA'],
  ['Boston, MA, USA', 'Venue to be announced', 'Boston, MA', 'USA'],
  ['Kraków, Poland', 'Venue to be announced', 'Kraków', 'Poland'],
  ['Hall 1, A-1010 Vienna, Austria', 'Hall 1', 'Vienna', 'Austria'],
  ['Town Square', 'Town Square', 'Town Square', 'Unknown'],
  ['Club 1234, Japan', 'Venue to be announced', 'Club', 'Japan'],
])('%j is %s in %s, %s', (location, name, city, country) => {
  expect(placeOf(location)).toEqual({ name, city, country });
});

it.each(['', ' , ', 'https://stream.example/room', 'Online', 'online via video', 'Virtual event'])(
  '%j is no place',
  (location) => {
    expect(placeOf(location)).toBeUndefined();
  },
);
