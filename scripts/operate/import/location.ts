/** Places as people write them into one line of a calendar. */
import { VENUE_UNKNOWN } from './import-rules.ts';
import { cut } from './source-text.ts';
import { countryCodes, nameOfCode } from './places/countries.ts';
import { countryIn, type PlaceHints } from './places/country-reading.ts';
import type { CountryReading } from './places/end-regions.ts';
import { isAddress, isRoom, isStreet, isVenueName, partsOf } from './places/line-parts.ts';
import { codesOfCountry, type PlaceZone, townIn, zoneAt, zoneOf } from './places/place-zone.ts';
import { withoutDistrict, withoutPostalCode } from './places/postal-code.ts';
import { placeKey } from './places/place-key.ts';
import { isKeptWithTown, type Region } from './places/regions.ts';
import { countriesOfBoth, greatTown, townsBeside, townsNamed } from './places/towns.ts';

/** Where an event takes place, as far as the line says. */
export interface NamedPlace {
  name: string;
  city: string;
  /** In English; "Unknown" where none is named that there is. */
  country: string;
  /** Street and postal code, without the town; undefined where no street was written. */
  address: string | undefined;
  /** Of what the line says; undefined where it says too little. */
  zone: PlaceZone | undefined;
  /** What was taken for so, though nothing says it, in words. */
  assumed?: string | undefined;
}

/** Before a town, where a line has its venue: what can be no town itself. */
const SOME_VENUE = 'Concert Hall';

/** The same of a town alone. */
export type TownPlace = Pick<NamedPlace, 'city' | 'country' | 'zone' | 'assumed'>;

/** What a line does not say. */
export const UNKNOWN = 'Unknown';

/**
 * Reads "Hall 3, Some Street 5, 10115 Berlin, Germany": the first part is the venue, the last the country, the one before it the town (with its
 * state or province in the US, Canada and Australia, without its postal code). What is no country that there is stays part of the place;
 * what two countries are called stays with the town, unless something says which it is. Rooms and streets are no towns. Of two towns in a row
 * the first is meant if it is a city of its own, and both say the country if there is one only that has both.
 * Nothing, a link or "online" is no place.
 */
export function placeOf(line: string, hints: PlaceHints = {}): NamedPlace | undefined {
  const read = partsOf(line);
  if (read.kind === 'online') return undefined;
  if (read.kind === 'undecided') return placeIn({ parts: [], codes: [] });
  const { parts, codes } = withoutCodes(read.parts);
  const country = countryIn(parts, codes, hints);
  if (country === undefined) return ofTownsAlone(parts, codes, hints);
  if (country !== 'unclear') return placeIn(country);
  // Whoever knows the town may know which country is meant.
  return parts.length > 1
    ? placeIn({ parts: parts.slice(0, -1), codes, behindTown: parts.at(-1) })
    : placeIn({ parts, codes });
}

/**
 * Reads a town and a country that are written apart as what they are in one line: "London" in "Ontario" is in Canada, "Perth, Scotland" in the
 * United Kingdom. What cannot be read so, but is a country, is that; what is none stays with the town.
 */
export function townOf(city: string, givenCountry: string, hints: PlaceHints = {}): TownPlace {
  const country = partsOf(givenCountry).kind === 'place' ? givenCountry : '';
  const read = placeOf([SOME_VENUE, city, country].filter(Boolean).join(', '), hints);
  if (read !== undefined && read.country !== UNKNOWN)
    return { ...read, city: read.city === UNKNOWN && city ? city : read.city };
  const letters = country.toUpperCase();
  const code = countryCodes.includes(letters) ? letters : codesOfCountry(country)[0];
  if (code !== undefined)
    return { city: city || UNKNOWN, country: nameOfCode(code), zone: zoneOf(city, nameOfCode(code)) };
  return { city: cut([city, country].filter(Boolean).join(', '), 80) || UNKNOWN, country: UNKNOWN, zone: undefined };
}

/**
 * Where a line has no more than names of towns. A town that is far larger than any other of its name is that one, whatever else there is a
 * town of the name before it, and says where one behind it is that its country has as well; but two that are so in two countries say nothing, nor does one where the times are by the clock of another.
 */
function ofTownsAlone(parts: readonly string[], codes: readonly string[], { zone }: PlaceHints): NamedPlace {
  const names = parts.slice(-2).map(townNameIn);
  const [last, before] = names.toReversed().map(greatTown);
  const both = ofBothTowns(parts);
  // The first says where both are, if they are in its country; the second does in any case.
  const isBeside = before !== undefined && countriesOfBoth(names[0] ?? '', names[1] ?? '').includes(before.country);
  const great = last ?? (isBeside ? before : undefined);
  if (!great || great.country === both.country) return placeIn({ parts, codes, ...both });
  const isElsewhere = before !== undefined && before.country !== great.country;
  if (isElsewhere || (zone !== undefined && !zone.startsWith('Etc/'))) return placeIn({ parts, codes });
  const place = placeIn({ parts, codes, country: great.country });
  return { ...place, assumed: `${place.city} is taken for that in ${place.country}, since nothing says another` };
}

/** "Hall, Pune, Mumbai": the one country that has both towns. */
function ofBothTowns(parts: readonly string[]): Pick<Where, 'country' | 'region'> {
  const [before, last] = parts.slice(-2).map(townNameIn);
  if (before === undefined || last === undefined || placeKey(before) === placeKey(last)) return {};
  const [country, ...otherCountries] = countriesOfBoth(before, last);
  if (country === undefined || otherCountries.length > 0) return {};
  const [beside, ...others] = townsBeside(before, last);
  const largest = beside ?? townIn(before, country);
  // What stands alone before a town may be a venue as well, if it is no city.
  if (parts.length === 2 && largest?.isCity !== true) return {};
  const region = others.length > 0 ? '' : (beside?.region ?? '');
  return { country, region: region === '' ? undefined : { country, letters: region.slice(country.length + 1) } };
}

/** The town that a part may be, without its postal code and district. */
function townNameIn(part: string): string {
  const { rest } = withoutPostalCode(part);
  return townsNamed(rest).length > 0 ? rest : withoutDistrict(rest);
}

/** Parts that are nothing but a postal code are no town; the first may be a name. */
function withoutCodes(given: readonly string[]): { parts: string[]; codes: string[] } {
  const parts: string[] = [];
  const codes: string[] = [];
  for (const [at, part] of given.entries()) {
    const { rest, code } = withoutPostalCode(part);
    if (at > 0 && rest === '') codes.push(code);
    else parts.push(part);
  }
  return { parts, codes };
}

interface Where extends Pick<CountryReading, 'parts' | 'codes'> {
  country?: string;
  region?: Region | undefined;
  regionName?: string | undefined;
  /** What two countries are called. */
  behindTown?: string | undefined;
}

/**
 * Towns around Washington are written as if they were in the District, which has no other; what is no town of the states beside it is a
 * part of the city.
 */
function withinDistrict(where: Where): Where {
  const { region, parts } = where;
  if (region?.country !== 'US' || region.letters !== 'DC') return where;
  const isCity = placeKey(parts.at(-1) ?? '') === 'washington';
  const towns = isCity && parts.length > 2 ? parts.slice(0, -1) : parts;
  const name = townNameIn(towns.at(-1) ?? '');
  if (parts.length === 0 || townIn(name, 'US', region) !== undefined) return where;
  const state = ['VA', 'MD']
    .map((letters) => ({ country: 'US', letters }))
    .find((one) => townIn(name, 'US', one) !== undefined);
  if (state) return { ...where, region: state, parts: towns };
  return isCity ? where : { ...where, parts: [...parts, 'Washington'] };
}

function placeIn(given: Where): NamedPlace {
  const where = withinDistrict(given);
  const { parts, codes, country, region } = where;
  const last = townAmong(where);
  const at = cityBefore(where, last);
  const { rest, code } = withoutPostalCode(parts[at] ?? '');
  const nearer = withoutDistrict(rest);
  const town =
    at < 0 ? undefined : isTown(nearer, country) ? nearer : (townBefore(rest, country) ?? (rest || parts[at]));
  const city =
    town ?? (country !== undefined && CITY_STATES.has(country) ? nameOfCode(country) : (where.regionName ?? UNKNOWN));
  const letters = region && isKeptWithTown(region) && town !== undefined ? region.letters : undefined;
  const behind = letters ?? where.behindTown;
  const [first] = parts;
  const isVenue = first !== undefined && (at !== 0 || isVenueToo(where));
  const street = parts.filter((_, index) => index > 0 && index !== at && index !== last);
  if (town !== undefined && town !== nearer && rest.startsWith(town) && town !== rest)
    street.push(rest.slice(town.length).trim());
  if (street.length === 0 && isVenue && first !== city && isAddress(first)) street.push(first);
  const postalCode = code || codes.join(', ');
  return {
    name: isVenue ? cut(first, 120) : VENUE_UNKNOWN,
    city: cut(behind === undefined || city === UNKNOWN ? city : `${city}, ${behind}`, 80),
    country: country === undefined ? UNKNOWN : nameOfCode(country),
    address: street.length > 0 ? [...street, postalCode].filter(Boolean).join(', ') : undefined,
    zone: country === undefined ? undefined : zoneAt({ city, region, country }),
  };
}

/** In Chinese and Japanese a town is followed by its districts and streets without a space. */
function townBefore(part: string, country: string | undefined): string | undefined {
  if (!/^\p{sc=Han}{3}/u.test(part)) return undefined;
  return [4, 3, 2].map((length) => part.slice(0, length)).find((start) => start !== part && isTown(start, country));
}

/** Countries that are a town, or whose name without another town means theirs. */
const CITY_STATES = new Set(['DJ', 'GI', 'HK', 'LU', 'MC', 'MO', 'SG', 'SM', 'VA']);

/** One part alone, of which nobody knows that it is a town, is venue and town. */
function isVenueToo({ parts, country }: Where): boolean {
  return parts.length === 1 && country === undefined && !isTown(parts[0] ?? '', undefined);
}

/**
 * Which part is the town; -1 for none. The first is the venue where there are others. In a known country the last that is a town of it, or has
 * a postal code; else the last that is neither a room nor a street.
 */
function townAmong({ parts, country }: Where): number {
  const isAlone = parts.length === 1 && country !== undefined;
  const isBehindVenue = (part: string, at: number): boolean =>
    at > 0 || (isAlone && (isTownPart(part, country) || !isVenueName(part)));
  const last = (is: (part: string) => boolean): number =>
    parts.findLastIndex((part, at) => isBehindVenue(part, at) && is(part));
  const known = country === undefined ? -1 : last((part) => isTownPart(part, country) || hasCode(part));
  if (known >= 0) return known;
  const isCityState = country !== undefined && CITY_STATES.has(country);
  const likely = isCityState
    ? -1
    : last((part) => isTownPart(part, country) || !(isRoom(withoutPostalCode(part).rest) || isStreet(part)));
  if (likely >= 0) return likely;
  const [first = ''] = parts;
  const isFirst =
    isTownPart(first, country) || (parts.length === 1 && country === undefined && !isRoom(first) && !isAddress(first));
  return isFirst ? 0 : -1;
}

/**
 * Of two towns in a row the first is meant, if it is a city: the other says where it is. What is no city may be a quarter of the other, and a
 * postal code says which of them it is.
 */
function cityBefore({ parts, country, region }: Where, at: number): number {
  const [before, town = ''] = [parts[at - 1], parts[at]];
  if (before === undefined || country === undefined || (at === 1 && parts.length > 2)) return at;
  if (withoutPostalCode(town).code !== '' || placeKey(before) === placeKey(town)) return at;
  const isCity = townsBeside(townNameIn(before), townNameIn(town)).some(
    (one) =>
      one.isCity &&
      one.country === country &&
      (region === undefined || one.region === '' || one.region === `${country}-${region.letters}`),
  );
  return isCity ? at - 1 : at;
}

function isTownPart(part: string, country: string | undefined): boolean {
  const { rest } = withoutPostalCode(part);
  return isTown(rest, country) || isTown(withoutDistrict(rest), country);
}

function hasCode(part: string): boolean {
  const { rest, code } = withoutPostalCode(part);
  return code !== '' && rest !== '' && !isStreet(rest) && !isRoom(rest);
}

/** Two letters are no town, though there is a Pa. */
function isTown(name: string, country: string | undefined): boolean {
  if (/^[A-Z]{2}$/.test(name)) return false;
  return country === undefined ? townsNamed(name).length > 0 : townIn(name, country) !== undefined;
}
