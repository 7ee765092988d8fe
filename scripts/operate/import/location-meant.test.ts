/** Which of the places of a name is meant: by size, by the zone of the times, by the language of its name; and towns around Washington. */
import { describe, expect, it } from 'vitest';
import { placeOf } from './location.ts';

const read = (line: string, zone?: string) => {
  const place = placeOf(line, { zone });
  return place && [place.city, place.country, place.zone?.zone];
};

describe('a city far larger than any other of its name is meant, if nothing says another, and that is told', () => {
  const TAKEN = 'London is taken for that in United Kingdom, since nothing says another';
  it.each([
    'Hall, London',
    'The Old Vic, Waterloo, London',
    'Hall, Waterloo, London SE1',
    'Victoria Palace Theatre, Victoria, London',
    ...['Brampton', 'Kitchener', 'Guelph', 'Barrie', 'Markham', 'Vaughan'].map((town) => `Hall, ${town}, London`),
  ])('%s', (line) => {
    expect(read(line)).toEqual(['London', 'United Kingdom', 'Europe/London']);
    expect(placeOf(line)?.assumed).toBe(TAKEN);
    expect(placeOf(line, { zone: 'Etc/UTC' })?.assumed).toBe(TAKEN);
  });

  it.each([
    ['Hall, Paris', 'Paris', 'France'],
    ['Hall, Rome', 'Rome', 'Italy'],
    ['Hall, Sydney', 'Sydney', 'Australia'],
    ['Teatro, Salvador', 'Salvador', 'Brazil'],
    // Not by ten times, or of no million.
    ['Hall, Birmingham', 'Birmingham', 'Unknown'],
    ['Hall, Boston', 'Boston', 'Unknown'],
    ['Hall, Valencia', 'Valencia', 'Unknown'],
    // Two that say so of two countries.
    ['London, Berlin', 'Berlin', 'Unknown'],
    ['Hall, Toronto, London', 'London', 'Unknown'],
  ])('%s', (line, city, country) => {
    expect(read(line)?.slice(0, 2)).toEqual([city, country]);
    expect(placeOf(line)?.assumed === undefined).toBe(country === 'Unknown');
  });

  it.each([
    ['Hall, Waterloo, London, Ontario', undefined, 'Canada'],
    ['Hall, London, ON', undefined, 'Canada'],
    ['Hall, London', 'America/Toronto', 'Canada'],
    ['Hall, Vaughan, London', 'America/Toronto', 'Canada'],
    ['Hall, Waterloo, London', 'Europe/London', 'United Kingdom'],
    ['Hall, Waterloo, London', 'Asia/Tokyo', 'Unknown'],
  ])('%s, at times of %s, says which it is', (line, zone, country) => {
    expect(placeOf(line, { zone })).toMatchObject({ country });
    expect(placeOf(line, { zone })?.assumed).toBeUndefined();
  });
});

describe('two towns in a row say the country, if one only has both; else the far larger does, or the zone of the times', () => {
  it.each([
    ['Teatro Diana, Guadalajara, León', 'America/Mexico_City', 'Guadalajara', 'Mexico'],
    ['Foro, León, Guadalajara', 'America/Mexico_City', 'León', 'Mexico'],
    ['Teatro, Guadalajara, León', 'Europe/Madrid', 'Guadalajara', 'Spain'],
    ['Teatro, Mérida, Valencia', 'America/Caracas', 'Mérida', 'Venezuela'],
    ['Teatro, Mérida, Valencia', 'Europe/Madrid', 'Mérida', 'Spain'],
    ['Teatro, Barcelona, Valencia', 'America/Caracas', 'Barcelona', 'Venezuela'],
    ['Hall, Manchester, Boston', 'America/New_York', 'Boston', 'United States'],
    ['Hall, Manchester, Boston', 'Europe/London', 'Manchester', 'United Kingdom'],
    // One country only.
    ['Teatro, Mérida, Badajoz', undefined, 'Mérida', 'Spain'],
    ['Teatro, Cuenca, Guayaquil', 'Etc/UTC', 'Cuenca', 'Ecuador'],
    ['Hall, Arlington, Boston', undefined, 'Boston, MA', 'United States'],
    ['Hall, Denver, Chicago', undefined, 'Chicago', 'United States'],
    ['Hall, Salford, Manchester', 'Etc/UTC', 'Salford', 'United Kingdom'],
  ])('%s, at times of %s', (line, zone, city, country) => {
    expect(placeOf(line, { zone })).toMatchObject({ city, country });
    expect(placeOf(line, { zone })?.assumed).toBeUndefined();
  });

  it.each([
    ['Teatro, Guadalajara, León', 'Guadalajara', 'Mexico'],
    ['Foro, León, Guadalajara', 'León', 'Mexico'],
    ['Teatro, Santiago, Valparaíso', 'Santiago', 'Chile'],
  ])('%s: the far larger one, and that is told', (line, city, country) => {
    for (const zone of [undefined, 'Etc/UTC']) {
      expect(placeOf(line, { zone })).toMatchObject({ city, country });
      expect(placeOf(line, { zone })?.assumed).toBe(
        `${city} is taken for that in ${country}, since nothing says another`,
      );
    }
  });

  it.each([
    'Hall, Manchester, Boston',
    'Hall, Plymouth, Boston',
    'Hall, Richmond, Washington',
    'Portsmouth, Boston',
    'Lincoln, Boston',
    'Durham, Washington',
    'Hall, Reading, Oxford',
    'Teatro, Mérida, Valencia',
  ])('%s: neither', (line) => {
    for (const zone of [undefined, 'Etc/UTC', 'Asia/Tokyo'])
      expect(read(line, zone)?.slice(1)).toEqual(['Unknown', undefined]);
  });
});

describe('what is a country in one language, and a town in another', () => {
  it.each([
    ['Teatro Isabel la Católica, Granada', 'Granada', 'Spain', 'Europe/Madrid'],
    ['Alhambra, Calle Real s/n, Granada', 'Granada', 'Spain', 'Europe/Madrid'],
    ['Granada', 'Granada', 'Spain', 'Europe/Madrid'],
    ['Sala, Santa Fe, Granada', 'Granada', 'Spain', 'Europe/Madrid'],
    ['Monestir, Montserrat', 'Montserrat', 'Spain', 'Europe/Madrid'],
    ['Teatro, Granada', 'Granada', 'Nicaragua', 'America/Managua'],
    ['Teatro, Santa Lucía', 'Santa Lucía', 'Uruguay', 'America/Montevideo'],
    ['Kino, Włochy', 'Włochy', 'Poland', 'Europe/Warsaw'],
    ['Hall, Granada', 'Unknown', 'Grenada', 'America/Grenada'],
    ['Hall, Montserrat', 'Unknown', 'Montserrat', 'America/Montserrat'],
  ])('is where the times are: %s', (line, city, country, zone) => {
    expect(read(line, zone)).toEqual([city, country, zone]);
  });

  it.each(['Teatro Isabel la Católica, Granada', 'Granada', 'Sala, Santa Fe, Granada', 'Kino, Włochy', 'Sala, França'])(
    'is neither where nothing says: %s',
    (line) => {
      expect(read(line)?.slice(1)).toEqual(['Unknown', undefined]);
    },
  );

  it.each([
    ["Hall, St. George's, Granada", undefined, 'Grenada'],
    ['Sala, Paris, França', undefined, 'France'],
    // Nobody who lives in the town in India speaks German, or in Hong Kong's quarter of Jordan, Danish.
    ['Halle, Singapur', undefined, 'Singapore'],
    ['Hall, Grenada', 'Europe/Madrid', 'Grenada'],
    ['Hall, Montserrat', undefined, 'Montserrat'],
    ['Hall, México', 'Europe/Madrid', 'Mexico'],
    ['Hall, Spain', 'Europe/Berlin', 'Spain'],
  ])('is the country where its towns, or its own languages, say so: %s', (line, zone, country) => {
    expect(placeOf(line, { zone })).toMatchObject({ country });
  });
});

describe('towns around Washington are in their state, and what is none is a part of the city', () => {
  it.each([
    ['Club, Arlington, Washington DC', 'Arlington, VA'],
    ['Club, Alexandria, Washington DC', 'Alexandria, VA'],
    ['Club, Silver Spring, Washington D.C.', 'Silver Spring, MD'],
    ['Club, Bethesda, Washington, DC, USA', 'Bethesda, MD'],
    ['Arlington, DC', 'Arlington, VA'],
    ['Club, Georgetown, Washington DC', 'Washington, DC'],
    ['Club, Georgetown, Washington, DC', 'Washington, DC'],
    ['Hall, Washington DC', 'Washington, DC'],
    ['Hall, 1 K Street NW, Washington, DC 20001', 'Washington, DC'],
    ['Kennedy Center, DC', 'Washington, DC'],
  ])('%s', (line, city) => {
    expect(read(line)).toEqual([city, 'United States', 'America/New_York']);
  });
});
