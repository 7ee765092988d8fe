/** Where an event of a calendar takes place: LOCATION, what Apple writes beside it, coordinates; and in which time zone that is. */
import zoneAtCoordinates from '@photostructure/tz-lookup';
import { canonicalZone } from '../../../../../functions/shared/event/time-zones.ts';
import { textInHtml } from '../../html-text.ts';
import { DEFAULT_ZONE, VENUE_UNKNOWN } from '../../import-rules.ts';
import { type NamedPlace, placeOf, UNKNOWN } from '../../location.ts';
import { assumptionOf, codesOfCountry, hasTownBy, zonesOfCountry } from '../../places/place-zone.ts';
import { first, textOf, unescaped } from '../lines/calendar-parser.ts';
import type { Component } from '../lines/component.ts';
import { momentOf } from '../moments.ts';
import type { Clocks } from '../zone-clocks.ts';

/** The zone of an event whose times name none. */
export interface ZoneByPlace {
  timeZone: string;
  /** Why it is so, where neither the times nor the place say it; undefined where they do. */
  assumed?: string | undefined;
}

/** Reads the place of an event; undefined where nobody has to be at one. */
export function placeIn(component: Component, clocks: Clocks): NamedPlace | undefined {
  const there = zoneOfCoordinates(component);
  const zone = there ?? zoneOfStart(component, clocks) ?? clocks.floating;
  // Calendars of websites and offices write HTML where text is meant.
  const line = textInHtml(textOf(component, 'LOCATION'));
  const structured = structuredLocation(component);
  const isOnlyThere = line === '' && (structured !== undefined || there !== undefined);
  const place = placeOf(isOnlyThere ? (structured?.line ?? UNKNOWN) : line, { zone });
  const known =
    place && structured && place.country === UNKNOWN ? (placeOf(structured.line, { zone }) ?? place) : place;
  if (!known) return undefined;
  const name = known.name === VENUE_UNKNOWN && structured?.title ? structured.title : known.name;
  const isThere = there !== undefined && isWithin(there, known);
  const isOne = isThere || (zone !== undefined && hasTownBy(zone, known.city, known.country));
  return { ...known, name, zone: isOne && zone !== undefined ? { zone, isGuessed: false } : known.zone };
}

/** The zone of the place; where that is not known, or is a guess, the calendar's. */
export function zoneByPlace(place: NamedPlace | undefined, { floating }: Clocks): ZoneByPlace {
  const zone = place?.zone;
  if (zone && !zone.isGuessed) return { timeZone: zone.zone };
  if (floating !== undefined && (!place || isWithin(floating, place)))
    return { timeZone: floating, assumed: `the time zone is the calendar's (${floating})` };
  return { timeZone: zone?.zone ?? DEFAULT_ZONE, assumed: assumptionOf(zone, place?.country ?? UNKNOWN) };
}

/** Coordinates with a wrong sign are elsewhere; so may be the clock that the times are written by. */
export function isWithin(zone: string, { country }: NamedPlace): boolean {
  const codes = codesOfCountry(country);
  return codes.length === 0 || codes.some((code) => zonesOfCountry(code).includes(zone));
}

/** What Apple's calendars write: the title of the place, its address, where it is. */
function structuredLocation(component: Component): { title: string; line: string } | undefined {
  const property = first(component, 'X-APPLE-STRUCTURED-LOCATION');
  const [title = '', address = ''] = ['X-TITLE', 'X-ADDRESS'].map((name) =>
    unescaped(property?.parameters.get(name) ?? '').trim(),
  );
  if (title === '' && address === '') return undefined;
  // A title may have the address in it already.
  const isWhole = address === '' || title.includes(address);
  return {
    title: title.split('\n', 1)[0] ?? '',
    line: isWhole ? title : `${title.split('\n', 1)[0] ?? ''}\n${address}`,
  };
}

/** What cannot be read is reported where it counts. */
function zoneOfStart(component: Component, clocks: Clocks): string | undefined {
  const start = first(component, 'DTSTART');
  try {
    const { zoneId, wall } = start ? momentOf(start) : {};
    return zoneId === undefined ? undefined : clocks.zoneOf(zoneId, wall ?? 0);
  } catch {
    return undefined;
  }
}

/** GEO (RFC 5545, 3.8.1.6), also that of a VLOCATION (RFC 9073), or Apple's. 0;0 is a form that was not filled in. */
function zoneOfCoordinates(component: Component): string | undefined {
  const geo = [component, ...component.components.filter(({ kind }) => kind === 'VLOCATION')]
    .map((one) => textOf(one, 'GEO') || textOf(one, 'URL').replace(/^(?!geo:).*$/i, ''))
    .find((value) => value !== '');
  const given = geo ?? first(component, 'X-APPLE-STRUCTURED-LOCATION')?.value ?? '';
  const [, latitude, longitude] =
    /^(?:geo:)?\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*[;,]\s*([+-]?\d{1,3}(?:\.\d{1,20})?)/i.exec(given) ?? [];
  const [north, east] = [Number(latitude), Number(longitude)];
  const isThere = Math.abs(north) <= 90 && Math.abs(east) <= 180 && (north !== 0 || east !== 0);
  if (!isThere) return undefined;
  const zone = zoneAtCoordinates(north, east);
  // At sea there are no countries, and no events.
  return zone.startsWith('Etc/') ? undefined : canonicalZone(zone);
}
