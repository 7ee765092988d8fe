/** Names of time zones. */
import { canonicalZone } from '../../../functions/shared/event/time-zones.ts';

let byCity: Map<string, string> | undefined;

/** The zone that has the name of a city, as many capitals have one ("Brussels"); undefined for any other. */
export function zoneNamedAfter(city: string): string | undefined {
  byCity ??= zonesByCity();
  return byCity.get(city.trim().replaceAll(' ', '_').toLowerCase());
}

function zonesByCity(): Map<string, string> {
  const zones = Intl.supportedValuesOf('timeZone').map((known) => ({ known, zone: canonicalZone(known) ?? known }));
  const named = zones.flatMap(({ known, zone }) => [known, zone].map((name) => [cityIn(name), zone] as const));
  // The first of two counts.
  return new Map(named.filter(([city]) => city !== '').toReversed());
}

const cityIn = (zone: string): string =>
  zone.includes('/') ? zone.slice(zone.lastIndexOf('/') + 1).toLowerCase() : '';

const judged = new Map<string, boolean>();

/** True for a name of the IANA data base. */
export function isZone(name: string): boolean {
  let known = judged.get(name);
  if (known === undefined) judged.set(name, (known = canonicalZone(name) !== undefined));
  return known;
}
