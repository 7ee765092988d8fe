/** The regions of a country that stand before it at the end of a line. */
import { countriesNamed } from './countries.ts';
import { placeKey } from './place-key.ts';
import { isNation, overseasNamed, overseasTown, townIn } from './place-zone.ts';
import { withoutDistrict, withoutPostalCode } from './postal-code.ts';
import { hasStatesBehindTowns, isKeptWithTown, type Region, regionsNamed, regionsOfLetters } from './regions.ts';

/** The end of a line as a country, a region of it, and what is before. */
export interface CountryReading {
  country: string;
  region: Region | undefined;
  /** As it is written. */
  regionName?: string | undefined;
  parts: readonly string[];
  /** Taken off on the way. */
  codes: readonly string[];
}

const MOST_WORDS = 5;
/** Regions that are a town each: what stands before their names is a part of it. */
const CITY_REGIONS = new Set(
  'AE-DU AR-C AT-9 BE-BRU BG-22 BY-HM CN-BJ CN-CQ CN-SH CN-TJ CO-DC CZ-10 DE-BE DE-HH EG-C GB-LND HU-BU ID-JK JP-13 KR-11 KR-26 KZ-75 MX-CMX RO-B RS-00 RU-MOW RU-SPE TH-10 TR-06 TR-34 TR-35 UA-30 VN-HN VN-SG'.split(
    ' ',
  ),
);

/** The list has these beside the towns around Paris; Versailles is none of them. */
const QUARTERS_OF_PARIS = new Set(['Batignolles-Monceau', 'Ménilmontant', 'Passy'].map(placeKey));

/** Without the regions of a country before it, and its other names: "London, England, United Kingdom". */
export function withoutRegions(reading: CountryReading): CountryReading {
  const { country } = reading;
  let { region, regionName } = reading;
  let parts = [...reading.parts];
  const codes = [...reading.codes];
  while (parts.length > 0) {
    const { rest, code } = withoutPostalCode(parts.at(-1) ?? '');
    if (rest === '' && parts.length > 1) {
      codes.unshift(code);
      parts.pop();
      continue;
    }
    const found =
      [...regionsNamed(rest), ...regionsOfLetters(rest)].find((one) => one.country === country) ??
      overseasNamed(rest, country);
    const isAgain = countriesNamed(rest).includes(country) && townIn(rest, country) === undefined;
    const isPlace = !isAgain && found !== undefined && isOnlyPlace(parts, reading);
    if (isPlace) region ??= found;
    if (isPlace || (!isAgain && (!found || !isRegionThere(rest, parts.slice(0, -1), found)))) {
      const split = region ? undefined : withoutLetters(rest, country);
      if (split && parts.length > 0) {
        region = split.region;
        parts = [...parts.slice(0, -1), split.head];
        if (code !== '') codes.unshift(code);
      }
      break;
    }
    if (!isAgain && found && (!region || isNation(region))) [region, regionName] = [found, rest];
    if (code !== '') codes.unshift(code);
    parts.pop();
  }
  return { country, region, regionName, parts, codes };
}

/** "Hall, Goa, India": what stands before a region is a venue, unless it is known as a town. States are written behind towns. */
function isOnlyPlace(parts: readonly string[], reading: CountryReading): boolean {
  const { country } = reading;
  if (parts.length !== 2 || reading.region || hasStatesBehindTowns(country)) return false;
  const [first = ''] = parts;
  return !isTownOf(first, { country, region: undefined }) && overseasTown(first, country) === undefined;
}

/** "Newcastle NSW". */
function withoutLetters(part: string, country: string): { head: string; region: Region } | undefined {
  const [head, tail] = wordsOf(part).at(-1) ?? [];
  const region = tail === undefined ? undefined : regionsOfLetters(tail).find((one) => one.country === country);
  const isBehindTown = region && head !== undefined && (isKeptWithTown(region) || isTownOf(head, { country, region }));
  return isBehindTown ? { head, region } : undefined;
}

/** A town may have the name of its region: then what stands before it must be a town there. */
function isRegionThere(name: string, before: readonly string[], region: Region): boolean {
  if (before.length === 0) return false;
  if (townIn(name, region.country) === undefined) return true;
  if (isCityRegion(region)) return false;
  const { rest } = withoutPostalCode(before.at(-1) ?? '');
  const nearer = withoutDistrict(rest);
  if (region.country === 'FR' && QUARTERS_OF_PARIS.has(placeKey(nearer))) return false;
  // There is a Centro elsewhere, and one in every city.
  return townIn(nearer, region.country, region)?.zone === townIn(name, region.country)?.zone;
}

/** Berlin, London, Tokyo. */
export function isCityRegion({ country, letters }: Region): boolean {
  return CITY_REGIONS.has(`${country}-${letters}`);
}

/** True for a town of a country, or of a region of it; a postal code and the number of a district do not matter. */
export function isTownOf(name: string, { country, region }: Pick<CountryReading, 'country' | 'region'>): boolean {
  const { rest } = withoutPostalCode(name);
  return [rest, withoutDistrict(rest)].some((one) => townIn(one, country, region) !== undefined);
}

/** "Lisbon Portugal", "Lisbon/Portugal" as Lisbon and Portugal: every way to divide it. */
export function wordsOf(part: string): [head: string, tail: string][] {
  const words = part.split(' ');
  const from = Math.max(1, words.length - MOST_WORDS);
  const slash = part.lastIndexOf('/');
  return [
    ...(slash > 0 ? [[part.slice(0, slash).trim(), part.slice(slash + 1).trim()] as [string, string]] : []),
    ...words
      .slice(from)
      .map((_, at): [string, string] => [words.slice(0, from + at).join(' '), words.slice(from + at).join(' ')]),
  ];
}
