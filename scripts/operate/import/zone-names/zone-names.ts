/**
 * Which time zone a name means, whoever wrote it: IANA's names, alone or behind a prefix, Windows' names by CLDR (windowsZones), the names that
 * Outlook shows, the names of languages, and plain differences from UTC.
 */
import { findIana, findWindows, WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { canonicalZone } from '../../../../functions/shared/event/time-zones.ts';
import { cityZone } from './city-zones.ts';
import { offsetNamed, standardOffset } from './offset-names.ts';
import { SHOWN_BY_WINDOWS } from './shown-names.ts';
import { translatedZone } from './translated-names.ts';

const found = new Map<string, string | undefined>();
const MOST_FOUND = 1_000;
const LONGEST = 200;

/** The zone that a name is IANA's own name of, alone or behind a prefix; undefined for any other. */
export function ianaZone(given: string): string | undefined {
  const name = clean(given);
  return name.length > LONGEST ? undefined : (canonicalZone(name) ?? behindPrefix(name));
}

/** The IANA zone that a name means; undefined for one that nobody knows, and for a difference from UTC that no zone of IANA's has. */
export function zoneNamed(given: string): string | undefined {
  const name = clean(given);
  if (name === '' || name.length > LONGEST) return undefined;
  if (found.has(name)) return found.get(name);
  const zone = knownAs(name) ?? withoutNumber(name) ?? withoutAbbreviation(name);
  if (found.size >= MOST_FOUND) found.clear();
  found.set(name, zone);
  return zone;
}

function clean(given: string): string {
  return given
    .replaceAll('"', '')
    .replaceAll('\\,', ',')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^\(([^()]+)\)$/, '$1');
}

function knownAs(name: string): string | undefined {
  const offset = offsetNamed(name);
  if (offset !== undefined) return canonicalZone(name) ?? zoneOfOffset(offset);
  return (
    canonicalZone(name) ??
    behindPrefix(name) ??
    spelledOtherwise(name) ??
    windowsZone(name) ??
    shownBefore(name) ??
    SHOWN_BY_WINDOWS.get(name.toLowerCase()) ??
    translatedZone(name) ??
    zoneOfCities(name, undefined)
  );
}

/** `/mozilla.org/20070129_1/Europe/Berlin`, `tzone://Microsoft/Utc`. */
function behindPrefix(name: string): string | undefined {
  const parts = name.split('/');
  for (let from = 1; from < parts.length; from++) {
    const rest = parts.slice(from).join('/');
    const zone =
      canonicalZone(rest) ?? (from < parts.length - 1 ? canonicalZone(rest.replaceAll(' ', '_')) : undefined);
    // A last word alone may be anything, unless what comes before it says that it is a name which everybody shares.
    if (zone !== undefined && (rest.includes('/') || name.startsWith('/') || /^(?:UTC|GMT)$/i.test(rest))) return zone;
  }
  return undefined;
}

/** `America/New York`, `US-Eastern`, `Europe Berlin`. */
function spelledOtherwise(name: string): string | undefined {
  const spellings = [name.replaceAll(' ', '_'), name.replace(/[-_ ]/, '/').replaceAll(' ', '_')];
  return spellings.map((one) => (one.includes('/') ? canonicalZone(one) : undefined)).find((one) => one !== undefined);
}

const windows = new Map(
  WINDOWS_TO_IANA_MAP.map(({ windowsName }) => [windowsName.toLowerCase(), windowsName] as const),
);

/** `W. Europe Standard Time`, also as `W. Europe`, `W. Europe Daylight Time`, `Eastern Time (US & Canada)`. */
function windowsZone(name: string): string | undefined {
  const short = name
    .replace(/ ?\((?:US & Canada|US and Canada|Canada|USA?|Mexico|Brazil)\)$/i, '')
    .replace(/ (?:(?:standard|daylight|summer) )?time$/i, '');
  for (const one of [name, `${short} Standard Time`, short.replace(/^USA? /i, '').concat(' Standard Time')]) {
    const known = windows.get(one.toLowerCase());
    if (known !== undefined) return mainZoneOf(known);
  }
  return undefined;
}

function mainZoneOf(windowsName: (typeof WINDOWS_TO_IANA_MAP)[number]['windowsName']): string | undefined {
  const zone = findIana(windowsName).find((one) => canonicalZone(one) !== undefined);
  return zone === undefined ? undefined : canonicalZone(zone);
}

/** `(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`: the difference is that in winter, and only helps where names do not do. */
function shownBefore(name: string): string | undefined {
  const [, offset = '', rest = ''] = /^\(((?:UTC|GMT)[^)]{0,9})\)\s*(\S.*)$/i.exec(name) ?? [];
  if (rest === '') return undefined;
  return knownZone(rest) ?? zoneOfCities(rest, offsetNamed(offset.replace('.', ':')));
}

function knownZone(name: string): string | undefined {
  return canonicalZone(name) ?? SHOWN_BY_WINDOWS.get(name.toLowerCase()) ?? windowsZone(name) ?? translatedZone(name);
}

/** The zone of a list of cities, as Windows groups them. With a difference from UTC, a city that has it goes before one that has not. */
function zoneOfCities(list: string, offset: number | undefined): string | undefined {
  const zones = list
    .split(/[,/;:]/)
    .map((city) => cityZone(city))
    .filter((zone) => zone !== undefined);
  const zone = zones.find((one) => offset === undefined || standardOffset(one) === offset) ?? zones[0];
  const [group] = zone === undefined || zones.length === 1 ? [] : findWindows(zone);
  return group === undefined ? zone : (mainZoneOf(group) ?? zone);
}

/** A program that has two zones of one name numbers them: `W. Europe Standard Time 1`, `Europe/Berlin-1`. */
function withoutNumber(name: string): string | undefined {
  const rest = name.replace(/[ _-]?\(?\d{1,2}\)?$/, '');
  return rest === name || rest === '' || offsetNamed(rest) !== undefined ? undefined : knownAs(rest);
}

/** `Europe/Berlin (CET)`. */
function withoutAbbreviation(name: string): string | undefined {
  const rest = name.replace(/ ?\([A-Z]{2,5}\)$/, '');
  return rest === name || rest === '' ? undefined : knownAs(rest);
}

/** IANA's zones without a place have whole hours, and count them the other way round. */
function zoneOfOffset(offset: number): string | undefined {
  const hours = offset / 3_600_000;
  if (hours === 0) return 'UTC';
  return Number.isInteger(hours) ? canonicalZone(`Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`) : undefined;
}
