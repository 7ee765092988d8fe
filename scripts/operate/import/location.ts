/** Places as people write them into one line of a calendar. */
import { countryCodes, countryName, nameOfCode } from './countries.ts';
import { VENUE_UNKNOWN } from './import-rules.ts';
import { cut } from './source-text.ts';
import { isState } from './zones.ts';

/** Where an event takes place, as far as the line says. */
export interface NamedPlace {
  name: string;
  city: string;
  /** In English; "Unknown" where none is named that there is. */
  country: string;
  /** Street and postal code, without the town; undefined where no street was written. */
  address: string | undefined;
}

/** What a line does not say. */
const UNKNOWN = 'Unknown';
const US = 'United States';
const US_STATE = /^([A-Z]{2})(?: (\d{5}(?:-\d{4})?))?$/;
const UK_POSTCODE = /(?:^|\s)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i;

/**
 * Reads "Hall 3, Some Street 5, 10115 Berlin, Germany": the last part is the country, the one before the city (with its
 * state in the US, without its postal code), the first the venue. A postal code may also come last, and a country that there is not is part of
 * the place. A single part is venue and city. Nothing, a link or "online" is no place.
 */
export function placeOf(location: string): NamedPlace | undefined {
  const parts = location
    .split(/[,\n]/)
    .map((part) => part.trim().replaceAll(/\s+/g, ' '))
    .filter(Boolean);
  const [first] = parts;
  if (first === undefined || /^(?:https?:\/\/|online\b|virtual\b)/i.test(first)) return undefined;
  if (parts.length === 1) return { name: cut(first, 120), city: cut(first, 80), country: UNKNOWN, address: undefined };
  const { town, country, postalCode } = withoutCountry(parts);
  const { state, city: written, zip } = withoutState(town, country);
  const last = written.at(-1) ?? UNKNOWN;
  const city = withoutPostalCode(last) || last;
  const isNamed = written.length > 1;
  const street = written.slice(1, -1);
  const code = zip ?? postalCode ?? last.replace(city, '').trim();
  return {
    name: isNamed ? cut(first, 120) : VENUE_UNKNOWN,
    city: cut(state ? `${city}, ${state}` : city, 80),
    country: cut(country ?? (state === undefined ? UNKNOWN : US), 80),
    address: street.length > 0 ? [...street, code].filter(Boolean).join(', ') : undefined,
  };
}

/**
 * Two letters at the end may stand for a country or for a state of the US. For what could be both, neither is taken.
 */
function lettersOf(part: string): { country?: string; isUnclear?: true } {
  if (!countryCodes.includes(part)) return {};
  return isState(part) ? { isUnclear: true } : { country: nameOfCode(part) };
}

/** A line without what stands for its country. */
interface Town {
  town: string[];
  country: string | undefined;
  /** Where it is a part by itself. */
  postalCode: string | undefined;
}

/** The parts before the country. A country may be named twice ("England, United Kingdom"), and a postal code come after it. */
function withoutCountry(parts: readonly string[]): Town {
  let end = parts.length;
  let postalCode = end > 2 && isCode(parts[end - 1] ?? '') ? parts[--end] : undefined;
  const last = parts[end - 1] ?? '';
  const letters = lettersOf(last);
  // What was exported from here says so, too, where no country is known.
  const isUnknown = letters.isUnclear === true || (last === UNKNOWN && end > 1);
  if (isUnknown) return { town: parts.slice(0, end - 1), country: undefined, postalCode };
  const country = countryName(last) ?? letters.country;
  if (country === undefined) return { town: parts.slice(0, end), country: undefined, postalCode };
  if (letters.country !== undefined) end--;
  while (end > 1 && countryName(parts[end - 1] ?? '') === country) end--;
  if (end > 1 && isCode(parts[end - 1] ?? '')) postalCode = parts[--end];
  return { town: parts.slice(0, end), country, postalCode };
}

/** A state of the US is taken for one where the country is, or where nothing else has these letters or a ZIP code follows. */
function withoutState(
  town: string[],
  country: string | undefined,
): { city: string[]; state: string | undefined; zip?: string | undefined } {
  const [, letters, zip] = US_STATE.exec(town.at(-1) ?? '') ?? [];
  const isMeant = letters !== undefined && isState(letters) && town.length > 1;
  if (!isMeant || (country !== undefined && country !== US)) return { city: town, state: undefined };
  return { city: town.slice(0, -1), state: letters, zip };
}

function isCode(part: string): boolean {
  return withoutPostalCode(part) === '';
}

/** Empty when there is nothing but a postal code. */
function withoutPostalCode(city: string): string {
  return city
    .replace(/^(?:[A-Z]{1,2}-)?\d{3} ?\d{1,3}(?: [A-Z]{2})?(?:\s|$)/, '')
    .replace(/(?:^|\s)\d{4,6}$/, '')
    .replace(UK_POSTCODE, '')
    .trim();
}
