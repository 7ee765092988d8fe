import { describe, expect, it, test } from 'vitest';
import { readCalendar } from '../../icalendar.ts';

const UTC_START = 'DTSTART:20310612T170000Z';

function read(lines: readonly string[], calendar: readonly string[] = []) {
  const text = [
    'BEGIN:VCALENDAR',
    ...calendar,
    'BEGIN:VEVENT',
    'UID:a',
    'SUMMARY:A',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  const { events } = readCalendar(text.join('\r\n'), { now: new Date('2030-01-01'), occurrences: 1 });
  const { venue, online, assumed, startsAt } = events[0]!.event;
  return {
    place: [venue.name, venue.city, venue.country, venue.timeZone],
    address: venue.address,
    online,
    assumed,
    startsAt: startsAt.toISOString(),
  };
}

describe('coordinates say which zone it is', () => {
  it.each([
    ['GEO:36.1699;-115.1398', 'LOCATION:Hall\\, Smallville\\, USA', 'America/Los_Angeles'],
    ['GEO:-31.95;115.86', 'LOCATION:Hall\\, Northbridge\\, Australia', 'Australia/Perth'],
    ['GEO:geo:47.37,8.54', 'LOCATION:Hall', 'Europe/Zurich'],
    ['GEO:28.12;-15.43', 'LOCATION:Hall', 'Atlantic/Canary'],
    ['X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Hall:geo:40.7128,-74.0060', 'LOCATION:Hall', 'America/New_York'],
  ])('%s', (geo, location, zone) => {
    const { place, assumed } = read([UTC_START, location, geo]);
    expect(place[3]).toBe(zone);
    expect(assumed).toBeUndefined();
  });

  it.each(['GEO:0;0', 'GEO:', 'GEO:here', 'GEO:95;10', 'GEO:52.5;-13.4', 'GEO:52.5'])(
    '%s, which cannot be there, does not',
    (geo) => {
      expect(read([UTC_START, 'LOCATION:Hall\\, 10115 Berlin\\, Germany', geo]).place[3]).toBe('Europe/Berlin');
    },
  );

  it('and which of two places of a name', () => {
    const [, city, country] = read([UTC_START, 'LOCATION:Hall\\, London', 'GEO:42.98;-81.25']).place;
    expect([city, country]).toEqual(['London', 'Canada']);
  });

  it.each([
    ['Foro\\, León\\, Guadalajara', 'GEO:20.67;-103.35', ['Foro', 'León', 'Mexico', 'America/Mexico_City']],
    ['Teatro\\, Mérida\\, Valencia', 'GEO:10.16;-68.0', ['Teatro', 'Mérida', 'Venezuela', 'America/Caracas']],
    ['Hall\\, Springfield\\, Boston', 'GEO:42.1;-72.6', ['Hall', 'Springfield', 'United States', 'America/New_York']],
  ])('and which of two of two towns in a row: %s', (location, geo, place) => {
    expect(read([UTC_START, `LOCATION:${location}`, geo]).place).toEqual(place);
  });
});

const APPLE =
  'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Willy-Brandt-Straße 1\\n10557 Berlin\\nGermany";X-APPLE-RADIUS=70;X-TITLE=Kanzleramt:geo:52.52,13.37';

describe("what Apple's calendars write beside the place", () => {
  const whole = ['Kanzleramt', 'Berlin', 'Germany', 'Europe/Berlin'];
  it.each([
    ['LOCATION:Kanzleramt\\nWilly-Brandt-Straße 1\\n10557 Berlin\\nGermany'],
    ['LOCATION:Kanzleramt'],
    ['DESCRIPTION:without a location'],
  ])('%s', (location) => {
    const { place, address, online } = read([UTC_START, location, APPLE]);
    expect([place, address, online]).toEqual([whole, 'Willy-Brandt-Straße 1, 10557', false]);
  });

  it('does not move what says that it is online', () => {
    expect(read([UTC_START, 'LOCATION:Online', APPLE]).online).toBe(true);
  });
});

describe('a zone that nothing says is a default, and the entry says so', () => {
  const PARIS = ['X-WR-TIMEZONE:Europe/Paris'];
  it.each([
    [['LOCATION:Hall'], [], 'UTC', 'the time zone is UTC, since nothing says another'],
    [['LOCATION:tba'], PARIS, 'Europe/Paris', "the time zone is the calendar's (Europe/Paris)"],
    [
      ['LOCATION:Hall\\, Smallville\\, USA'],
      PARIS,
      'America/New_York',
      'the time zone is that of most of United States (America/New_York)',
    ],
    [
      ['LOCATION:Hall\\, Smallville\\, USA'],
      ['X-WR-TIMEZONE:America/Denver'],
      'America/Denver',
      "the time zone is the calendar's (America/Denver)",
    ],
    [['LOCATION:Hall\\, Tokyo\\, Japan'], PARIS, 'Asia/Tokyo', undefined],
    [['LOCATION:Hall\\, Austin\\, Texas'], PARIS, 'America/Chicago', undefined],
  ])('%j in a calendar of %j', (lines, calendar, zone, assumed) => {
    const event = read([UTC_START, ...lines], calendar);
    expect([event.place[3], event.assumed]).toEqual([zone, assumed]);
  });

  test('not what its times say themselves', () => {
    const event = read(['DTSTART;TZID=Europe/Madrid:20310612T170000', 'LOCATION:Hall']);
    expect([event.place[3], event.assumed]).toEqual(['Europe/Madrid', undefined]);
  });
});

describe('the zone is that of the place, whatever zone the times are written in', () => {
  it.each([
    ['Hall\\, Berlin\\, Germany', [], 'Europe/Berlin', undefined],
    ['Hall\\, Berlin\\, Germany', ['GEO:52.52;13.4'], 'Europe/Berlin', undefined],
    ['Hall', ['GEO:52.52;13.4'], 'Europe/Berlin', undefined],
    ['Hall\\, Austin\\, TX', [], 'America/Chicago', undefined],
    ['Hall\\, Smallville\\, Japan', [], 'Asia/Tokyo', undefined],
    // Where there are several, the times say which, if it is one of them.
    ['Hall\\, Smallville\\, USA', [], 'America/New_York', undefined],
    ['Hall\\, Portland\\, USA', [], 'America/New_York', undefined],
    ['Hall\\, Portland\\, OR', [], 'America/Los_Angeles', undefined],
    [
      'Hall\\, Smallville\\, Australia',
      [],
      'Australia/Sydney',
      'the time zone is that of most of Australia (Australia/Sydney)',
    ],
    ['Hall', [], 'America/New_York', undefined],
    ['Online', [], 'America/New_York', undefined],
  ])('%s, %j', (location, lines, zone, assumed) => {
    const event = read(['DTSTART;TZID=America/New_York:20310612T170000', `LOCATION:${location}`, ...lines]);
    expect([event.place[3], event.assumed]).toEqual([zone, assumed]);
    expect(event.startsAt).toBe('2031-06-12T21:00:00.000Z');
  });
});

test('a city that is far larger than any other of its name is taken for the one that is meant, and that is told', () => {
  const { place, assumed } = read([UTC_START, 'LOCATION:The Old Vic\\, Waterloo\\, London']);
  expect(place).toEqual(['The Old Vic', 'London', 'United Kingdom', 'Europe/London']);
  expect(assumed).toBe('London is taken for that in United Kingdom, since nothing says another');
});

test('the zone of the times tells which country a place is in', () => {
  const { place } = read(['DTSTART;TZID=Europe/London:20310612T170000', 'LOCATION:Guinea Grill\\, London']);
  expect(place).toEqual(['Guinea Grill', 'London', 'United Kingdom', 'Europe/London']);
});
