/** Places as people write them into one line of a calendar. */
import { VENUE_UNKNOWN } from './rules.ts';

/** Where an event takes place, as far as the line says. */
export interface Place {
  name: string;
  city: string;
  country: string;
}

/** What a line does not say. */
const UNKNOWN = 'Unknown';
const STATE = /^([A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?$/;

/**
 * Reads "Hall 3, Some Street 5, 10115 Berlin, Germany": the last part is the country, the one before the city (with its
 * state in the US, without its postal code), the first the venue. A single part is venue and city. Nothing, a link or
 * "online" is no place.
 */
export function placeOf(location: string): Place | undefined {
  const parts = location
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const [first] = parts;
  if (first === undefined || /^(?:https?:\/\/|online\b|virtual\b)/i.test(first)) return undefined;
  if (parts.length === 1) return { name: cut(first, 120), city: cut(first, 80), country: UNKNOWN };
  const country = parts.at(-1) ?? UNKNOWN;
  const state = parts.length > 2 ? STATE.exec(parts.at(-2) ?? '')?.[1] : undefined;
  const town = withoutPostalCode(parts.at(state ? -3 : -2) ?? UNKNOWN);
  const named = parts.length > (state ? 3 : 2);
  return {
    name: named ? cut(first, 120) : VENUE_UNKNOWN,
    city: cut(state ? `${town}, ${state}` : town, 80),
    country: cut(country, 80),
  };
}

function withoutPostalCode(city: string): string {
  const bare = city.replace(/^(?:[A-Z]{1,2}-)?\d{4,6}\s+/, '').replace(/\s\d{4,6}$/, '');
  return bare.trimEnd() || city;
}

function cut(text: string, most: number): string {
  return text.slice(0, most);
}
