/**
 * Which country the end of a line means. "Georgia" is a country and a state, "DE" a country and a state, "PE" a country, a
 * state and a province: all readings are weighed by what else the line and the calendar say. Where two are as likely, it is none.
 */
import { countriesNamed, countryCodes, isNamedIn, isUsualName, languagesOf } from './countries.ts';
import { type CountryReading, isCityRegion, isTownOf, withoutRegions, wordsOf } from './end-regions.ts';
import { isRoom } from './line-parts.ts';
import { placeKey } from './place-key.ts';
import { isNation, NAMED_AS_TOWNS, overseasOf, townIn, zonesOfCountry } from './place-zone.ts';
import { countriesWithCodeBefore, countryOfCode, withoutDistrict, withoutPostalCode } from './postal-code.ts';
import { isKeptWithTown, type Region, regionsNamed, regionsOfLetters } from './regions.ts';
import { countriesOfBoth, townsNamed } from './towns.ts';

/** What is known beside the line. */
export interface PlaceHints {
  /** The zone of the calendar's times, or of its coordinates. */
  zone?: string | undefined;
}

/** A reading and how likely it is by itself. */
interface Candidate extends CountryReading {
  weight: number;
  /** Nothing but a town that it knows makes it likely. */
  needsTown?: boolean;
  /** The name of the country, as it is written. */
  named?: string;
}

/** What each sign counts. Those of a kind differ by less than one: one town decides between all of them. */
const WEIGHTS = {
  countryNamed: 3,
  regionNamed: 2,
  /** "City, ST" is how all of these countries write; a country's letters behind a town are rarer. */
  lettersOfState: 1.5,
  lettersOfCountry: 1,
  lettersOfRegion: 0.5,
  town: 3,
  townInRegion: 4,
  regionAsTown: 1,
  zone: 2,
  postalCode: 2,
};
/** By so much one must be likelier than any other. */
const MARGIN = 0.5;
/** What people also write behind towns of their own country: these letters decide nothing by themselves. */
const OWN_LETTERS = new Set(['DE', 'IL', 'IN', 'NL', 'SK']);

/** What the end of a line may be: the likeliest, "unclear" where two are, undefined where it is no country. */
export function countryIn(
  parts: readonly string[],
  codes: readonly string[],
  hints: PlaceHints,
): CountryReading | 'unclear' | undefined {
  const readings = candidatesOf(parts, codes)
    .map((candidate) => ({ candidate, likely: likelihood(candidate, hints) }))
    .filter(({ likely }) => likely > 0)
    .toSorted((one, other) => other.likely - one.likely);
  const [first] = readings;
  if (!first) return undefined;
  const second = readings.find(({ candidate }) => candidate.country !== first.candidate.country);
  return second && first.likely - second.likely < MARGIN ? 'unclear' : withCity(first.candidate);
}

/** "Hall, Wembley, London": what is a region there, and a town, is the town; what stands before it is a part of it, if it is no city. */
function withCity(reading: CountryReading): CountryReading {
  const { region, regionName, parts } = reading;
  if (!region || regionName === undefined || !isCityRegion(region) || townIn(regionName, region.country) === undefined)
    return reading;
  return parts.at(-1) === regionName ? reading : { ...reading, parts: [...parts, regionName] };
}

function candidatesOf(given: readonly string[], codes: readonly string[]): Candidate[] {
  const written = given.at(-1) ?? '';
  const { rest, code } = withoutPostalCode(written);
  const parts = given.slice(0, -1);
  const all = code === '' ? codes : [...codes, code];
  const whole = rest === '' ? [] : readingsOf(rest, parts, all);
  if (whole.length > 0 && !whole.every(({ needsTown }) => needsTown)) return withTown(whole, given, codes);
  return [
    ...withTown(whole, given, codes),
    ...wordsOf(rest).flatMap(([head, tail]) =>
      readingsOf(tail, [...parts, head], all)
        .filter((one) => isTownOf(head, one) || isBehindTown(one, code) || isTownOfRegion(one))
        .map((one) => ({ ...one, needsTown: false })),
    ),
  ];
}

/** A line may end with its town: it is where its postal code, or the calendar's zone, says. */
function withTown(readings: Candidate[], parts: readonly string[], codes: readonly string[]): Candidate[] {
  const last = withoutPostalCode(parts.at(-1) ?? '');
  const name = withoutDistrict(last.rest);
  const countries = new Set(townsNamed(name).map(({ country }) => country));
  const written =
    [...codes, last.code].map(countryOfCode).find((country) => country !== undefined) ??
    onlyOne(countriesWithCodeBefore(parts.at(-1) ?? '').filter((country) => countries.has(country)));
  const byTown = [...countries].map((country) => ({
    country,
    region: undefined,
    parts,
    codes,
    weight: written === country ? 1 : -4.5,
  }));
  const namesakes = regionsNamed(name)
    .filter((region) => isKeptWithTown(region) && townIn(name, region.country, region) !== undefined)
    .map((region) => ({ country: region.country, region, parts, codes, weight: -2 }));
  return [...readings, ...byTown, ...namesakes];
}

const onlyOne = (countries: readonly string[]): string | undefined =>
  countries.length === 1 ? countries[0] : undefined;

/** "New York NY USA". */
function isTownOfRegion(one: Candidate): boolean {
  return one.region !== undefined && isTownOf(one.parts.at(-1) ?? '', one);
}

/** Letters that none but one country writes, or with a postal code of that country: a town may then be small. */
function isBehindTown({ country, region }: Candidate, code: string): boolean {
  return (
    region !== undefined && isKeptWithTown(region) && (region.letters.length === 3 || (code !== '' && country === 'US'))
  );
}

/** What a part may be as a whole. */
function readingsOf(part: string, parts: readonly string[], codes: readonly string[]): Candidate[] {
  const countries = countriesNamed(part).map((country) => ({ country, weight: WEIGHTS.countryNamed }));
  if (countries.length === 0 && /^[A-Z]{2}$/.test(part) && countryCodes.includes(part))
    countries.push({ country: part, weight: WEIGHTS.lettersOfCountry });
  const of = { regionName: part, parts, codes };
  return [
    ...countries.map((one) => ({
      ...withoutRegions({
        ...one,
        region: undefined,
        parts: isAlsoTown(part, one.country, parts) ? [...parts, part] : parts,
        codes,
      }),
      weight: one.weight,
      named: part,
    })),
    ...[
      ...regionsNamed(part).map((region) => ofRegion(region, nameWeight(part, region), of)),
      ...regionsOfLetters(part).map((region) => ofRegion(region, lettersWeight(region), of)),
    ].map(inItself),
  ];
}

/** What is also a country by itself is that where nothing else says whose it is: "Guam", "San Juan, PR". */
function inItself(one: Candidate): Candidate {
  const country = one.region && overseasOf(one.region);
  return country === undefined ? one : { ...one, country, region: undefined, regionName: undefined };
}

/** Tunis is Tunisia in several languages. */
function isAlsoTown(name: string, country: string, before: readonly string[]): boolean {
  return townIn(name, country) !== undefined && !isTownOf(before.at(-1) ?? '', { country, region: undefined });
}

function ofRegion(region: Region, weight: number, of: Pick<Candidate, 'regionName' | 'parts' | 'codes'>): Candidate {
  const needsTown = weight === 0 || of.parts.length === 0;
  const within = withoutRegions({ country: region.country, region, ...of });
  return { ...within, region, weight, needsTown };
}

/** A name that is also one of a country, or of a town, is no region by itself. */
function nameWeight(name: string, region: Region): number {
  const isOfCountry = countriesNamed(name).length > 0;
  if (!isKeptWithTown(region) && region.country !== 'GB') return 0;
  if (isKeptWithTown(region)) {
    if (isOfCountry) return WEIGHTS.countryNamed;
    return NAMED_AS_TOWNS.has(placeKey(name)) ? 0 : WEIGHTS.regionNamed;
  }
  return isOfCountry || (townsNamed(name).length > 0 && !isNation(region)) ? 0 : WEIGHTS.regionNamed;
}

function lettersWeight(region: Region): number {
  if (!isKeptWithTown(region)) return 0;
  return OWN_LETTERS.has(region.letters) ? WEIGHTS.lettersOfCountry : WEIGHTS.lettersOfState;
}

/** Small towns of the US have no accents; a region may stand for a town: Goa, IN. */
function townWeight(town: string, { country, region }: Candidate, isTown: boolean): number {
  if (isTown) return region && isKeptWithTown(region) ? WEIGHTS.townInRegion : WEIGHTS.town;
  if (country === 'US' && /[^\0-\u02af]|[\u00c0-\u024f]/.test(town)) return -WEIGHTS.lettersOfCountry;
  return regionsNamed(town).some((one) => one.country === country && !isKeptWithTown(one)) ? WEIGHTS.regionAsTown : 0;
}

/**
 * Granada is Grenada in Spanish, and a town in Spain: a country's name is a town where the times are by its clock, and no country where
 * those who live in such a town call the country so and nobody does at home.
 */
function isRatherTown({ named, country, codes }: Candidate, zone: string | undefined): boolean {
  if (named === undefined || (zone !== undefined && zonesOfCountry(country).includes(zone))) return false;
  if (codes.some((code) => countryOfCode(code) === country)) return false;
  const towns = townsNamed(named).filter((town) => town.country !== country);
  if (towns.some((town) => town.zone === zone)) return true;
  if (towns.length === 0 || isUsualName(named, country)) return false;
  return towns.some((town) => town.isGreat || isNamedIn(named, country, languagesOf(town.country)));
}

/**
 * "Guadalajara, León" is a town and a province in Spain, but two towns in Mexico as well: where another country has both, a region
 * that shares its name with a town of its own says no country.
 */
function isRatherTwoTowns({ region, regionName, country, parts, weight }: Candidate): boolean {
  if (!region || regionName === undefined || weight > 0) return false;
  if (isKeptWithTown(region) || isCityRegion(region)) return false;
  const name = withoutPostalCode(regionName).rest;
  if (townIn(name, country) === undefined) return false;
  const before = withoutDistrict(withoutPostalCode(parts.at(-1) ?? '').rest);
  return countriesOfBoth(before, name).some((other) => other !== country);
}

/** Zero for what nothing but its letters speaks for, where these are not enough. */
function likelihood(candidate: Candidate, { zone }: PlaceHints): number {
  const { country, parts, codes, weight, needsTown } = candidate;
  const last = parts.at(-1) ?? '';
  const isTown = isTownOf(last, candidate);
  if (needsTown && !isTown) return 0;
  if (!isTown && isRatherTown(candidate, zone)) return 0;
  // Two letters behind a room are no country: "Room 5, IT".
  if (weight < WEIGHTS.regionNamed && !isTown && (parts.length === 0 || isRoom(last))) return 0;
  const own = townsNamed(withoutDistrict(withoutPostalCode(last).rest)).filter((town) => town.country === country);
  const isHere =
    zone !== undefined &&
    (own.length > 0 ? own.some((town) => town.zone === zone) : zonesOfCountry(country).includes(zone));
  const isStrict = codes.some((code) => countryOfCode(code) === country);
  if (!isHere && !isStrict && isRatherTwoTowns(candidate)) return 0;
  return (
    (needsTown && weight === 0 ? WEIGHTS.lettersOfRegion : weight) +
    townWeight(last, candidate, isTown) +
    (isHere ? WEIGHTS.zone : 0) +
    (isStrict ? WEIGHTS.postalCode : 0)
  );
}
