/** Two towns in a row, and territories that are countries by themselves. */
import { describe, expect, it } from 'vitest';
import { placeOf } from './location.ts';
import { countryCodes, nameOfCode } from './places/countries.ts';

const TBA = 'Venue to be announced';
const read = (line: string) => {
  const place = placeOf(line);
  return place && [place.name, place.city, place.country, place.address];
};

describe('of two towns in a row the first is meant, if it is a city of its own', () => {
  it.each([
    ['Hall, Zapopan, Guadalajara, Mexico', 'Hall', 'Zapopan', 'Mexico', undefined],
    ['Hall, Zapopan, Guadalajara', 'Hall', 'Zapopan', 'Mexico', undefined],
    ['Zapopan, Guadalajara', TBA, 'Zapopan', 'Mexico', undefined],
    ['Hall, Street 5, Pune, Mumbai, India', 'Hall', 'Pune', 'India', 'Street 5'],
    ['Pune, Mumbai, India', TBA, 'Pune', 'India', undefined],
    ['Pune, Mumbai', TBA, 'Pune', 'India', undefined],
    ['The Hague, Amsterdam', TBA, 'The Hague', 'Netherlands', undefined],
    ['Hall, Suzhou, Shanghai, China', 'Hall', 'Suzhou', 'China', undefined],
    ['Hall, Kobe, Osaka, Japan', 'Hall', 'Kobe', 'Japan', undefined],
    ['Hall, Gent, Antwerpen, Belgium', 'Hall', 'Gent', 'Belgium', undefined],
    ['Hall, Espoo, Helsinki', 'Hall', 'Espoo', 'Finland', undefined],
    ['Hall, Oakland, San Francisco, CA', 'Hall', 'Oakland, CA', 'United States', undefined],
    ['Hall, Niterói, Rio de Janeiro, Brazil', 'Hall', 'Niterói', 'Brazil', undefined],
    ['Potsdam, Berlin', TBA, 'Potsdam', 'Germany', undefined],
  ])('%s', (line, ...place) => {
    expect(read(line)).toEqual(place);
  });
});

describe('the second is meant, where the first may be a part of it, or a venue, or has another clock', () => {
  it.each([
    ['Hall, Wembley, London, UK', 'Hall', 'London', 'United Kingdom', 'Wembley'],
    ['Hall, Wembley, London', 'Hall', 'London', 'United Kingdom', 'Wembley'],
    ['Hall, Kreuzberg, Berlin', 'Hall', 'Berlin', 'Germany', 'Kreuzberg'],
    ['Hall, Shibuya, Tokyo', 'Hall', 'Tokyo', 'Japan', 'Shibuya'],
    ['Hall, Business Bay, Dubai', 'Hall', 'Dubai', 'United Arab Emirates', 'Business Bay'],
    ['Hall, Iztapalapa, Mexico City, Mexico', 'Hall', 'Mexico City', 'Mexico', 'Iztapalapa'],
    ['Hall, Belén, Medellín, Colombia', 'Hall', 'Medellín', 'Colombia', 'Belén'],
    ['Hall, Centro, Madrid, Spain', 'Hall', 'Madrid', 'Spain', 'Centro'],
    ['Hall, Denpasar, Jakarta, Indonesia', 'Hall', 'Jakarta', 'Indonesia', 'Denpasar'],
    ['Hall, Pune, 400001 Mumbai, India', 'Hall', 'Mumbai', 'India', 'Pune, 400001'],
    ['Paris, Las Vegas, NV', 'Paris', 'Las Vegas, NV', 'United States', undefined],
    ['Paris, Las Vegas', 'Paris', 'Las Vegas', 'Unknown', undefined],
    ['London, Berlin', 'London', 'Berlin', 'Unknown', undefined],
    // Both are in England, and in Massachusetts.
    ['Cambridge, Boston', 'Cambridge', 'Boston', 'Unknown', undefined],
  ])('%s', (line, ...place) => {
    expect(read(line)).toEqual(place);
  });
});

it('every country and territory of ISO 3166 is one behind a venue, a street and a town, but for Georgia', () => {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  // And Kosovo.
  expect(countryCodes).toHaveLength(249 + 1);
  const others = countryCodes.flatMap((code) =>
    [names.of(code) ?? '', nameOfCode(code)]
      .flatMap((name) => [`Hall, ${name}`, `Hall, Street 5, Smallville, ${name}`, `Smallville, ${name.toUpperCase()}`])
      .filter((line) => placeOf(line)?.country !== nameOfCode(code)),
  );
  expect(others.filter((line) => !/Georgia/i.test(line))).toEqual([]);
});

describe('a territory is the country', () => {
  it.each([
    ['Hall, Guam', 'Unknown', 'Guam', 'Pacific/Guam'],
    ['Hall, Tamuning, GU 96913', 'Tamuning', 'Guam', 'Pacific/Guam'],
    ['Hall, Ponce, P.R.', 'Ponce', 'Puerto Rico', 'America/Puerto_Rico'],
    ['Hall, Charlotte Amalie, VI', 'Charlotte Amalie', 'U.S. Virgin Islands', 'America/St_Thomas'],
    ['Hall, USVI', 'Unknown', 'U.S. Virgin Islands', 'America/St_Thomas'],
    ['Hall, Road Town, Tortola, BVI', 'Road Town', 'British Virgin Islands', 'America/Tortola'],
    ['Hall, Saipan', 'Saipan', 'Northern Mariana Islands', 'Pacific/Saipan'],
    ['Hall, Hong Kong SAR', 'Hong Kong', 'Hong Kong', 'Asia/Hong_Kong'],
    ['Hall, Taipei, Republic of China', 'Taipei', 'Taiwan', 'Asia/Taipei'],
    ['Hall, Beijing, People’s Republic of China', 'Beijing', 'China', 'Asia/Shanghai'],
    ['Hall, Longyearbyen, Svalbard', 'Longyearbyen', 'Svalbard & Jan Mayen', 'Arctic/Longyearbyen'],
    ['Hall, Sint Eustatius', 'Unknown', 'Caribbean Netherlands', 'America/Kralendijk'],
    ['Hall, Saint Vincent and the Grenadines', 'Unknown', 'St. Vincent & Grenadines', 'America/St_Vincent'],
    ['Hall, Hagåtña, Guam, USA', 'Hagåtña, GU', 'United States', 'Pacific/Guam'],
    ['Hall, Curitiba, PR', 'Curitiba', 'Brazil', 'America/Sao_Paulo'],
  ])('%s', (line, city, country, zone) => {
    expect(placeOf(line)).toMatchObject({ city, country, zone: { zone } });
  });
});
