/** schedule.json, as frab, pretalx and c3voc's tools write it: `{"schedule": {"conference": {"days": [{"rooms": {…: [talk, …]}}]}}}`. */
import { Fault } from '../../../cli/fault.ts';
import type { Schedule, Talk } from './talk.ts';

type Fields = Partial<Record<string, unknown>>;

/** Whether a JSON text that was read is a schedule. */
export function isSchedule(json: unknown): boolean {
  return isRecord(json) && isRecord(json['schedule']);
}

/** Takes a schedule apart. @throws Fault when it has no days */
export function scheduleInJson(json: unknown): Schedule {
  const schedule = recordIn(isRecord(json) ? json : {}, 'schedule');
  const conference = recordIn(schedule, 'conference');
  const days = conference['days'];
  if (!Array.isArray(days)) throw new Fault('its schedule has no days');
  return {
    conference: {
      title: textIn(conference, 'title'),
      acronym: textIn(conference, 'acronym'),
      venue: textIn(conference, 'venue'),
      city: textIn(conference, 'city'),
      country: textIn(conference, 'country'),
      zone: textIn(conference, 'time_zone_name'),
      dayChange: textIn(conference, 'day_change'),
      baseUrl: textIn(schedule, 'base_url') || textIn(conference, 'base_url'),
    },
    talks: days.filter(isRecord).flatMap(talksOf),
  };
}

function talksOf(day: Fields): Talk[] {
  const rooms = Object.entries(recordIn(day, 'rooms'));
  return rooms.flatMap(([room, talks]) =>
    (Array.isArray(talks) ? talks : []).map((talk: unknown) => talkIn(isRecord(talk) ? talk : {}, room, day)),
  );
}

function talkIn(talk: Fields, room: string, day: Fields): Talk {
  const text = (name: string): string => textIn(talk, name);
  const persons = talk['persons'] ?? talk['speakers'];
  return {
    guid: text('guid'),
    id: text('id') || text('code'),
    day: textIn(day, 'date') || textIn(day, 'day_start').slice(0, 10),
    dayStart: textIn(day, 'day_start') || textIn(day, 'start'),
    dayEnd: textIn(day, 'day_end') || textIn(day, 'end'),
    date: text('date'),
    start: text('start'),
    duration: text('duration'),
    room: text('room') || room,
    title: text('title'),
    subtitle: text('subtitle'),
    track: text('track'),
    type: text('type'),
    abstract: text('abstract'),
    description: text('description'),
    url: text('url'),
    logo: text('logo'),
    persons: (Array.isArray(persons) ? persons : [])
      .filter(isRecord)
      .map((person) => textIn(person, 'public_name') || textIn(person, 'name') || textIn(person, 'full_public_name'))
      .filter(Boolean),
  };
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isRecord(value) ? value : {};
}

/** A text, a number, or a text by language, of which the English one or the first is taken. */
function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.trim();
  if (!isRecord(value)) return '';
  const text = value['en'] ?? Object.values(value)[0];
  return typeof text === 'string' ? text.trim() : '';
}
