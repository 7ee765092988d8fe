/** The event that an occurrence is: its texts, its place and its times, as the importer publishes them. */
import { textInHtml } from '../html-text.ts';
import { addressIn, DAY_BEGINS, DAY_ENDS, DEFAULT_CATEGORY, ONLINE_VENUE } from '../import-rules.ts';
import { linkIn } from '../links.ts';
import type { NamedPlace } from '../location.ts';
import { SkipReason, type Source, type SourceEvent } from '../source-event.ts';
import { cut } from '../source-text.ts';
import { instantOf as instantInZone, offsetMs } from '../wall-clock.ts';
import { linksOf } from './calendar-links.ts';
import { first, listed, textOf } from './lines/calendar-parser.ts';
import type { Component } from './lines/component.ts';
import { codesOfCountry, zonesOfCountry } from '../places/place-zone.ts';
import { isWithin, placeIn, type ZoneByPlace, zoneByPlace } from './place/event-place.ts';
import { familyBy, identityBy, nameOf } from './entry-names.ts';
import type { LeftOut, Occurrence } from './occurrence.ts';
import { sequenceOf } from './vevent-versions.ts';

const MOST_DESCRIPTION = 10_000;

/** @throws SkipReason for what is no event one could publish */
export function readOccurrence(occurrence: Occurrence): Source['events'][number] {
  const { recurrenceId, isOfSeries, isBeyond, seriesBegins } = occurrence;
  const { component, clocks } = occurrence.entry;
  const title = textInHtml(textOf(component, 'SUMMARY'));
  if (title === '') throw new SkipReason('no title (SUMMARY)');
  const place = placeIn(component, clocks);
  const { startsAt, endsAt, timeZone, assumed } = timesOf(occurrence, place);
  const page = textOf(component, 'URL');
  const [category] = listed(first(component, 'CATEGORIES')?.value ?? '');
  const { url, imageUrl, venueUrl } = linksOf(component);
  const address = addressIn(place?.address);
  const lines = [
    descriptionOf(component),
    linkIn(page) === undefined && page,
    place?.address && address === undefined && `Address: ${place.address}`,
  ];
  const event: SourceEvent = {
    identity: ['ics', ...identityBy(component, startsAt), recurrenceId],
    family: familyBy(component),
    originally: new Date(occurrence.place),
    placeBegins: placeBegins(occurrence),
    isOfSeries,
    seriesBegins: seriesBegins === undefined ? undefined : new Date(seriesBegins),
    isBeyond,
    sequence: sequenceOf(occurrence.entry),
    title: cut(title, 200),
    description: cut(lines.filter(Boolean).join('\n'), MOST_DESCRIPTION),
    category: textInHtml(category ?? '') || DEFAULT_CATEGORY,
    startsAt,
    endsAt,
    online: !place,
    venue: place
      ? { name: place.name, city: place.city, country: place.country, timeZone, address, url: venueUrl }
      : { ...ONLINE_VENUE, timeZone },
    assumed: [place?.assumed, assumed].filter(Boolean).join('; ') || undefined,
    url,
    imageUrl,
  };
  return { entry: nameOf(occurrence.entry), event };
}

/** Who writes no description as text may have it as HTML alone (Outlook; RFC 9073, 6.5). */
function descriptionOf(component: Component): string {
  for (const name of ['DESCRIPTION', 'STYLED-DESCRIPTION', 'X-ALT-DESC']) {
    const text = textInHtml(textOf(component, name));
    if (text !== '') return text;
  }
  return '';
}

/** The zone is that of the place, whatever clock the times are written by, then that of the times themselves, then the calendar's. */
function timesOf(occurrence: Occurrence, place: NamedPlace | undefined) {
  const { start, startsAt, endsAt } = occurrence;
  const { timeZone, assumed } = zoneOfTimes(occurrence, place);
  if (!start.isDate) return { timeZone, assumed, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
  const lastDay = endsAt - 1; // an end is the day after
  return {
    timeZone,
    assumed,
    startsAt: instantInZone({ ...dayOf(startsAt), ...DAY_BEGINS }, timeZone),
    endsAt: instantInZone({ ...dayOf(lastDay), ...DAY_ENDS }, timeZone),
  };
}

/** Of a country with several zones the times say which; a plain difference from UTC is no zone of a place that has the same difference then. */
function zoneOfTimes({ entry, start, startsAt }: LeftOut, place: NamedPlace | undefined): ZoneByPlace {
  const usual = zoneByPlace(place, entry.clocks);
  if (start.zoneId === undefined || (place?.zone && !place.zone.isGuessed)) return usual;
  const named = entry.clocks.zoneOf(start.zoneId, startsAt);
  if (named === undefined) return zoneByDefinition(start.zoneId, startsAt, entry, usual, place) ?? usual;
  if (place && !isWithin(named, place)) return usual;
  const isSame = named.startsWith('Etc/') && offsetMs(startsAt, named) === offsetMs(startsAt, usual.timeZone);
  return isSame ? usual : { timeZone: named };
}

/** Where neither place nor name say it: one with the clock that the file defines. It shows buyers the times that the file has. */
function zoneByDefinition(
  tzid: string,
  startsAt: number,
  { clocks }: LeftOut['entry'],
  usual: ZoneByPlace,
  place: NamedPlace | undefined,
): ZoneByPlace | undefined {
  const ofCountry = codesOfCountry(place?.country ?? '').flatMap(zonesOfCountry);
  // Boise has Denver's clock.
  const common = COMMON_ZONES.filter((zone) => ofCountry.length === 0 || ofCountry.includes(zone));
  const timeZone = clocks.zoneLike(tzid, startsAt, [usual.timeZone, ...common, ...ofCountry]);
  if (timeZone === undefined || timeZone === usual.timeZone) return undefined;
  return {
    timeZone,
    assumed: `the time zone has the clock that the file defines as ${tzid.slice(0, 60)} (${timeZone})`,
  };
}

/** One of each clock that is common; it says nothing of the country. */
const COMMON_ZONES = [
  'UTC',
  ...['London', 'Berlin', 'Helsinki', 'Istanbul', 'Moscow'].map((city) => `Europe/${city}`),
  ...['New_York', 'Chicago', 'Denver', 'Phoenix', 'Los_Angeles', 'Halifax', 'St_Johns'].map(
    (city) => `America/${city}`,
  ),
  ...['Mexico_City', 'Bogota', 'Caracas', 'Sao_Paulo', 'Santiago', 'Havana'].map((city) => `America/${city}`),
  ...['Lagos', 'Johannesburg', 'Nairobi', 'Cairo'].map((city) => `Africa/${city}`),
  ...['Dubai', 'Tehran', 'Kabul', 'Karachi', 'Kolkata', 'Kathmandu', 'Dhaka', 'Yangon'].map((city) => `Asia/${city}`),
  ...['Bangkok', 'Shanghai', 'Tokyo', 'Jerusalem', 'Beirut'].map((city) => `Asia/${city}`),
  ...['Perth', 'Darwin', 'Adelaide', 'Brisbane', 'Sydney', 'Lord_Howe'].map((city) => `Australia/${city}`),
  ...['Auckland', 'Fiji', 'Tongatapu', 'Chatham', 'Honolulu'].map((city) => `Pacific/${city}`),
  'America/Anchorage',
  'Atlantic/Azores',
  'Atlantic/Cape_Verde',
];

/** Where the place of an occurrence is a day: when an event of that day begins there. */
export function placeBegins(occurrence: LeftOut): Date | undefined {
  const { recurrenceId, start, place, entry } = occurrence;
  const isDay = recurrenceId === '' ? start.isDate : !recurrenceId.includes('T');
  if (!isDay) return undefined;
  const { timeZone } = zoneOfTimes(occurrence, placeIn(entry.component, entry.clocks));
  return instantInZone({ ...dayOf(place), ...DAY_BEGINS }, timeZone);
}

function dayOf(wall: number) {
  const at = new Date(wall);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}
