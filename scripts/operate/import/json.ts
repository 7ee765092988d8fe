/**
 * Events in JSON: the schedule of a conference, or an array of records such as
 * {"name", "url", "startDate": "2027-05-14", "endDate", "city", "country", "online", "locales": "EN,DE", "topics": ["data"]}.
 */
import { Fault } from '../../cli/fault.ts';
import { readSchedule } from './schedule/read-schedule.ts';
import { isSchedule, scheduleInJson } from './schedule/schedule-json.ts';
import { linkIn } from './links.ts';
import { DAY_BEGINS, DAY_ENDS, DEFAULT_CATEGORY, DEFAULT_ZONE, ONLINE_VENUE, VENUE_UNKNOWN } from './import-rules.ts';
import { familyOf, SkipReason, type Source, type SourceEvent, type SourceVenue } from './source-event.ts';
import { instantOf, type WallTime } from './wall-clock.ts';
import { townOf, UNKNOWN } from './location.ts';
import { assumptionOf, type PlaceZone } from './places/place-zone.ts';

type Fields = Partial<Record<string, unknown>>;

/**
 * Reads a JSON source.
 * @throws Fault when the text is neither a JSON array nor a schedule
 */
export function readJson(text: string): Source {
  let records: unknown;
  try {
    records = JSON.parse(text);
  } catch (error) {
    throw new Fault(`it is not JSON (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
  if (isSchedule(records)) return readSchedule(scheduleInJson(records));
  if (!Array.isArray(records)) throw new Fault('its JSON is not an array of records');
  const source: Source = { events: [], skipped: [], withdrawn: [] };
  for (const [index, record] of records.entries()) {
    const entry = `${index + 1}${nameOf(record)}`;
    try {
      source.events.push({ entry, event: readRecord(record) });
    } catch (error) {
      if (!(error instanceof SkipReason)) throw error;
      source.skipped.push({ entry, reason: error.message });
    }
  }
  return source;
}

function readRecord(record: unknown): SourceEvent {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new SkipReason('not a record');
  const fields = record as Fields;
  const title = textOf(fields, 'name') ?? skip('no name');
  const startDate = textOf(fields, 'startDate') ?? skip('no start date');
  const endDate = textOf(fields, 'endDate') ?? skip('no end date');
  const first = dayOf(startDate);
  const last = dayOf(endDate);
  if (endDate < startDate) skip('ends before it starts');
  const { venue, zone, taken } = venueOf(fields);
  const topics = Array.isArray(fields['topics']) ? fields['topics'].filter((topic) => typeof topic === 'string') : [];
  const url = textOf(fields, 'url');
  // As it is written: what names an event stays when places are read better.
  const city = textOf(fields, 'city') ?? venue.city;
  const link = linkIn(url);
  return {
    identity: ['json', title, startDate, url ?? '', city],
    family: familyOf('json', title, url ?? city),
    originally: instantOf({ ...first, ...DAY_BEGINS }, venue.timeZone),
    isOfSeries: false,
    isBeyond: false,
    title,
    description: descriptionOf(fields, link === undefined ? url : undefined, topics),
    category: topics[0] ?? DEFAULT_CATEGORY,
    startsAt: instantOf({ ...first, ...DAY_BEGINS }, venue.timeZone),
    endsAt: instantOf({ ...last, ...DAY_ENDS }, venue.timeZone),
    online: venue === ONLINE_VENUE,
    venue,
    assumed: venue === ONLINE_VENUE ? undefined : (taken ?? assumptionOf(zone, venue.country)),
    url: link,
  };
}

function venueOf(fields: Fields): { venue: SourceVenue; zone?: PlaceZone | undefined; taken?: string | undefined } {
  const city = textOf(fields, 'city');
  const country = textOf(fields, 'country');
  if (city === undefined && country === undefined && fields['online'] === true) return { venue: ONLINE_VENUE };
  if (city === undefined) return skip('neither a city nor only online');
  const place = townOf(city, country ?? '');
  if (country === undefined && (place.country === UNKNOWN || place.assumed !== undefined)) return skip('no country');
  const { zone } = place;
  return {
    venue: { name: VENUE_UNKNOWN, city: place.city, country: place.country, timeZone: zone?.zone ?? DEFAULT_ZONE },
    zone,
    taken: place.assumed,
  };
}

function descriptionOf(fields: Fields, url: string | undefined, topics: readonly string[]): string {
  const locales = textOf(fields, 'locales')
    ?.split(',')
    .map((locale) => locale.trim());
  return [
    url,
    topics.length > 0 && `Topics: ${topics.join(', ')}`,
    locales && `Languages: ${locales.join(', ')}`,
    fields['online'] === true && (textOf(fields, 'city') ? 'Also online' : 'Online'),
  ]
    .filter(Boolean)
    .join('\n');
}

function dayOf(date: string): Pick<WallTime, 'year' | 'month' | 'day'> {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)?.map(Number) ?? [];
  const at = new Date(`${date}T00:00:00Z`);
  if (year === undefined || month === undefined || day === undefined || at.getUTCDate() !== day)
    return skip(`"${date.slice(0, 40)}" is not a date`);
  return { year, month, day };
}

/** A text that says something. */
function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return (typeof value === 'string' && value.trim()) || undefined;
}

function nameOf(record: unknown): string {
  const name = (record as Fields | null)?.['name'];
  return typeof name === 'string' && name.trim() ? ` "${name.trim().slice(0, 60)}"` : '';
}

function skip(reason: string): never {
  throw new SkipReason(reason);
}
