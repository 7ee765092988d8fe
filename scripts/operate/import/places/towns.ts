/** Towns of at least 15,000 people by name: in which country they are, and in which zone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldings } from '../../../../functions/shared/folding.ts';
import { placeKey } from './place-key.ts';

/** A town; those of a name are sorted by how many live there. */
export interface Town {
  country: string;
  /** Of those of the US, Canada, Australia and the nations of the UK (`US-GA`); empty elsewhere. */
  region: string;
  zone: string;
  /** Of at least 100,000 people, and no part or suburb of a much larger one: marked with a star in the list. */
  isCity: boolean;
  /** A city of at least a million people, ten times as many as any other town of its name has: two stars. */
  isGreat: boolean;
}

/** As GeoNames calls it, and what else it is called in its own language, or in English. */
const ALSO: Record<string, readonly string[]> = {
  'AT Vienna': ['Wien'],
  'BE Antwerpen': ['Antwerp', 'Anvers'],
  'BE Brugge': ['Bruges'],
  'BE Brussels': ['Bruxelles', 'Brussel'],
  'BE Gent': ['Ghent', 'Gand'],
  'CA Montréal': ['Montreal'],
  'CH Genève': ['Geneva', 'Genf'],
  'CH Zürich': ['Zurich'],
  'CZ Prague': ['Praha'],
  'DE Hannover': ['Hanover'],
  'DE Köln': ['Cologne'],
  'DE Munich': ['München'],
  'DE Nuremberg': ['Nürnberg'],
  'DK Copenhagen': ['København'],
  'ES Palma': ['Palma de Mallorca'],
  'FI Helsinki': ['Helsingfors'],
  'GR Athens': ['Athina'],
  'IN Bengaluru': ['Bangalore'],
  'IN Mumbai': ['Bombay'],
  'MN Ulan Bator': ['Ulaanbaatar'],
  'MX León de los Aldama': ['León'],
  'NL The Hague': ['Den Haag', "'s-Gravenhage"],
  'PL Warsaw': ['Warszawa'],
  'PT Lisbon': ['Lisboa'],
  'RO Bucharest': ['București'],
  'RS Belgrade': ['Beograd'],
  'RU Saint Petersburg': ['Санкт-Петербург'],
  'SE Göteborg': ['Gothenburg'],
  'US New York City': ['New York', 'NYC'],
  'US Washington': ['Washington DC', 'Washington D.C.'],
};

/** Too small for the list, and most with a clock of their own in their country. */
const SMALL = [
  'AU-NSW Australia/Lord_Howe Lord Howe Island|Lord Howe',
  'BR America/Noronha Fernando de Noronha',
  'CL Pacific/Easter Hanga Roa|Easter Island|Isla de Pascua|Rapa Nui',
  // No town at all, but called what a country is.
  'ES Europe/Madrid Montserrat',
  'EC Pacific/Galapagos Puerto Ayora|Puerto Baquerizo Moreno',
  'NZ Pacific/Chatham Chatham Islands|Chatham Island',
];

let known: Map<string, Town[]> | undefined;

/** The towns of a name, the largest of a region first; none for a name that none of them has. */
export function townsNamed(name: string): readonly Town[] {
  known ??= readTowns();
  return known.get(placeKey(name)) ?? [];
}

/** The countries that have towns of both names, wherever these are there. */
export function countriesOfBoth(name: string, other: string): readonly string[] {
  const countries = new Set(townsNamed(other).map(({ country }) => country));
  return [...new Set(townsNamed(name).map(({ country }) => country))].filter((country) => countries.has(country));
}

/** Where there are towns of both names, by one clock: the largest of the first name of each country, and of each state or nation where they are listed so. */
export function townsBeside(name: string, other: string): readonly Town[] {
  const places = new Set(townsNamed(other).map(placeOfTown));
  const largest = new Map<string, Town>();
  for (const town of townsNamed(name)) {
    const place = placeOfTown(town);
    if (places.has(place) && !largest.has(place)) largest.set(place, town);
  }
  return [...largest.values()];
}

/** The one that is meant by a name if nothing says another, since it is far larger than all others. */
export function greatTown(name: string): Town | undefined {
  return townsNamed(name).find(({ isGreat }) => isGreat);
}

const placeOfTown = ({ country, region, zone }: Town): string => `${region || country} ${zone}`;

function readTowns(): Map<string, Town[]> {
  const towns = new Map<string, Town[]>();
  const listed = readFileSync(join(import.meta.dirname, 'towns.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  for (const line of [...listed, ...SMALL]) {
    const [place = '', zone = ''] = line.split(' ', 2);
    const [country = '', region] = place.split('-');
    const town: Town = { country, region: region === undefined ? '' : place, zone, isCity: false, isGreat: false };
    const city: Town = { ...town, isCity: true };
    const great: Town = { ...city, isGreat: true };
    for (const all of line.slice(place.length + zone.length + 2).split('|')) {
      const stars = /^\**/.exec(all)?.[0].length ?? 0;
      const names = all.slice(stars).split('=');
      for (const key of keysOf([...names, ...(ALSO[`${country} ${names[0] ?? ''}`] ?? [])])) {
        const alike = towns.get(key);
        const one = [town, city, great][stars] ?? great;
        if (alike) alike.push(one);
        else towns.set(key, [one]);
      }
    }
  }
  return towns;
}

/** Also with umlauts spelled out, and without the river or the like behind a name: Frankfurt am Main, Newcastle upon Tyne. */
function keysOf(names: readonly string[]): Iterable<string> {
  const [name = ''] = names;
  // Most of them: this is done for all when the first is asked for.
  if (names.length === 1 && /^[A-Za-z]+$/.test(name)) return [name.toLowerCase()];
  const keys = new Set<string>();
  for (const one of names)
    for (const spelled of foldings(one)) {
      const key = placeKey(spelled);
      keys.add(key).add(key.replace(/ (?:am|an der|im|upon|on|sur|de la) .+$/, ''));
    }
  return keys;
}
