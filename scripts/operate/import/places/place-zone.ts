/**
 * Time zones of places. The rule: where coordinates are given, the zone there; else that of the town, with its region and country;
 * of the region; of the country if it has one alone; else the one most people of the country live in, which is a guess.
 */
import { canonicalZone } from '../../../../functions/shared/event/time-zones.ts';
import { countriesNamed, countryCodes } from './countries.ts';
import { placeKey } from './place-key.ts';
import { MAIN_ZONES, zoneOfRegion } from './main-zones.ts';
import { isKeptWithTown, type Region, regionsNamed, regionsOfLetters } from './regions.ts';
import { type Town, townsNamed } from './towns.ts';

/** The zone of a place. */
export interface PlaceZone {
  zone: string;
  /** The country has others, and nothing says which it is. */
  isGuessed: boolean;
}

/** Where a place is, as far as it is known; `country` is a code. */
export interface Whereabouts {
  city: string;
  region?: Region | undefined;
  country: string;
}

/** The zone of a place in a country. */
export function zoneAt({ city, region, country }: Whereabouts): PlaceZone | undefined {
  const overseas = region ? overseasOf(region) : overseasTown(city, country);
  if (overseas !== undefined) return zoneAt({ city, country: overseas });
  const isRegion = region === undefined && regionCalled(city, country);
  if (isRegion) return zoneAt({ city: '', region: isRegion, country });
  const town = townIn(city, country, region);
  const zone = town?.zone ?? (region && zoneOfRegion(`${region.country}-${region.letters}`));
  if (zone !== undefined) return { zone, isGuessed: false };
  const main = mainZone(country);
  return main === undefined ? undefined : { zone: main, isGuessed: clocksOf(country) > 1 };
}

/** What belongs to a country, is also written before its name, and has a code and mostly a zone of its own. */
const OVERSEAS: Readonly<Record<string, readonly string[]>> = {
  AU: ['NF', 'CX', 'CC'],
  CN: ['HK', 'MO'],
  DK: ['FO', 'GL'],
  FI: ['AX'],
  FR: ['GP', 'MQ', 'GF', 'RE', 'YT', 'NC', 'PF', 'WF', 'PM', 'BL', 'MF'],
  GB: ['IM', 'JE', 'GG', 'GI', 'BM', 'KY', 'VG', 'FK'],
  NL: ['AW', 'CW', 'SX', 'BQ'],
  NO: ['SJ'],
  NZ: ['CK', 'NU', 'TK'],
  US: ['PR', 'GU', 'VI', 'AS', 'MP'],
};
/** Those that ISO 3166-2 numbers. */
const NUMBERED: Readonly<Record<string, string>> = {
  'FI-01': 'AX',
  'FR-971': 'GP',
  'FR-972': 'MQ',
  'FR-973': 'GF',
  'FR-974': 'RE',
  'FR-976': 'YT',
  'NL-BQ1': 'BQ',
  'NL-BQ2': 'BQ',
  'NL-BQ3': 'BQ',
};

/** The code of its own that a region has. */
export function overseasOf({ country, letters }: Region): string | undefined {
  const code = NUMBERED[`${country}-${letters}`] ?? letters;
  return OVERSEAS[country]?.includes(code) ? code : undefined;
}

/** "Nouméa, France": in which part of a country overseas a town is that it has only there. */
export function overseasTown(city: string, country: string): string | undefined {
  if (townIn(city, country) !== undefined) return undefined;
  return OVERSEAS[country]?.find((code) => townIn(city, code) !== undefined);
}

/** What a name before that of its country means: "Réunion, France", "Greenland, Denmark". */
export function overseasNamed(name: string, country: string): Region | undefined {
  const code = countriesNamed(name).find((one) => OVERSEAS[country]?.includes(one));
  return code === undefined ? undefined : { country, letters: code };
}

/** States and provinces whose name means a town first. */
export const NAMED_AS_TOWNS: ReadonlySet<string> = new Set(['new york', 'washington', 'victoria', 'quebec']);

/** A region that stands where a town is expected: Texas. There are towns of that name, but elsewhere. */
function regionCalled(name: string, country: string): Region | undefined {
  const region = regionsNamed(name).find((one) => one.country === country);
  if (!region) return undefined;
  const isTown = isKeptWithTown(region) ? NAMED_AS_TOWNS.has(placeKey(name)) : townIn(name, country) !== undefined;
  return isTown ? undefined : region;
}

/** Whether a country, by its name, has a town of a name by this clock: the largest of the name may be another. */
export function hasTownBy(zone: string, city: string, country: string): boolean {
  const codes = codesOfCountry(country);
  return townsNamed(city).some((town) => town.zone === zone && codes.includes(town.country));
}

/** The same of names as a source gives them: "Austin, TX" in "U.S.A.". Undefined when nobody knows the country. */
export function zoneOf(city: string, country: string): PlaceZone | undefined {
  const [first, ...others] = codesOfCountry(country);
  if (first === undefined) return undefined;
  const code = [first, ...others].find((one) => townIn(city, one) !== undefined) ?? first;
  const comma = city.lastIndexOf(',');
  const behind = city.slice(comma + 1).trim();
  const regions = comma < 0 ? [] : [...regionsOfLetters(behind), ...regionsNamed(behind)];
  const region = regions.find((one) => one.country === code);
  return zoneAt({ city: region ? city.slice(0, comma) : city, region, country: code });
}

/** What is assumed of a zone that is the rule's; undefined for one that the place has. */
export function assumptionOf(zone: PlaceZone | undefined, country: string): string | undefined {
  if (zone?.isGuessed) return `the time zone is that of most of ${country} (${zone.zone})`;
  return zone ? undefined : 'the time zone is UTC, since nothing says another';
}

/** The codes of a country by its name, also by that of a nation of the United Kingdom: two for "Congo". */
export function codesOfCountry(name: string): readonly string[] {
  const codes = countriesNamed(name);
  return codes.length === 0 && regionsNamed(name).some(isNation) ? ['GB'] : codes;
}

/** England, Scotland, Wales, Northern Ireland. */
export function isNation({ country, letters }: Region): boolean {
  return country === 'GB' && ['ENG', 'SCT', 'WLS', 'NIR'].includes(letters);
}

/** The largest town of a name in a country, or in a region of it where its towns are listed by regions. */
export function townIn(name: string, country: string, region?: Region): Town | undefined {
  const towns = townsNamed(name).filter((town) => town.country === country);
  const inRegion = region && towns.find((town) => town.region === `${region.country}-${region.letters}`);
  if (inRegion || !region) return inRegion ?? towns[0];
  return isKeptWithTown(region) || isNation(region) ? undefined : towns[0];
}

function mainZone(code: string): string | undefined {
  return MAIN_ZONES[code] ?? zonesOfCountry(code)[0];
}

const zones = new Map<string, readonly string[]>();
const clocks = new Map<string, number>();

/** All zones of a country. */
export function zonesOfCountry(code: string): readonly string[] {
  // Not yet in TypeScript's own declarations.
  const locale = new Intl.Locale(`und-${code}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined };
  const known = zones.get(code) ?? (locale.getTimeZones?.() ?? []).map((zone) => canonicalZone(zone) ?? zone);
  zones.set(code, known);
  return known;
}

const SEASONS = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];

/** How many zones of a country show different times: Germany has two, which never differ. */
function clocksOf(code: string): number {
  const known = clocks.get(code) ?? new Set(zonesOfCountry(code).map(hoursIn)).size;
  clocks.set(code, known);
  return known;
}

function hoursIn(timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en', { timeZone, timeStyle: 'short', hourCycle: 'h23' });
  return SEASONS.map((at) => clock.format(at)).join();
}

/** Every zone that a country may get. */
export function mainZones(): string[] {
  return [...new Set(countryCodes.map(mainZone).filter((zone) => zone !== undefined))];
}
