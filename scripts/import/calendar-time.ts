/** Times of an iCalendar property as instants. */
import ICAL from 'ical.js';
import { SkipReason } from './source-event.ts';
import { instantOf } from './wall-clock.ts';
import { isZone } from './zones.ts';

/** A property's time zone as its TZID names it; undefined for UTC and for times without a zone. */
export function zoneIdOf(component: ICAL.Component, ...properties: string[]): string | undefined {
  for (const name of properties) {
    const property = component.getFirstProperty(name);
    if (property) return property.getFirstParameter('tzid') || undefined;
  }
  return undefined;
}

/**
 * The instant of a date-time: by the IANA zone that its TZID names, else by the file's own VTIMEZONE, else, when it has no
 * TZID, in `floatingZone`.
 * @throws SkipReason for a TZID that neither IANA nor the file knows
 */
export function instantOfTime(time: ICAL.Time, zoneId: string | undefined, floatingZone: string): Date {
  if (time.zone === ICAL.Timezone.utcTimezone) return time.toJSDate();
  if (zoneId === undefined) return instantOf(time, floatingZone);
  if (isZone(zoneId)) return instantOf(time, zoneId);
  if (time.zone?.tzid === zoneId) return new Date(time.toUnixTime() * 1000);
  throw new SkipReason(`unknown time zone "${zoneId.slice(0, 60)}"`);
}
