/** The zones that calendars name, and the forms in which they write dates. */
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 10 };
const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:Show', ...lines, 'END:VEVENT'];
const read = (...lines: (string | string[])[]) =>
  readCalendar(['BEGIN:VCALENDAR', ...lines.flat(), 'END:VCALENDAR'].join('\r\n'), options);
const startsOf = (...lines: (string | string[])[]): string[] =>
  read(...lines).events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(0, 16));

const definition = (tzid: string, winter = '+0130', summer = '+0230'): string[] => [
  'BEGIN:VTIMEZONE',
  `TZID:${tzid}`,
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  `TZOFFSETFROM:${summer}`,
  `TZOFFSETTO:${winter}`,
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:19700329T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  `TZOFFSETFROM:${winter}`,
  `TZOFFSETTO:${summer}`,
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

describe('zones', () => {
  it.each([
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['/mozilla.org/20070129_1/Europe/Berlin', 'Europe/Berlin'],
    ['/freeassociation.sourceforge.net/Tzfile/Europe/Berlin', 'Europe/Berlin'],
    ['"Europe/Berlin"', 'Europe/Berlin'],
    ['Eastern Standard Time', 'America/New_York'],
    ['/citadel.org/20190729_1/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['W. Europe Standard Time 1', 'Europe/Berlin'],
    ['GMT+0200', 'Etc/GMT-2'],
  ])('%s without a definition is %s, and so is the venue’s', (tzid, zone) => {
    const [found] = read(event(`DTSTART;TZID=${tzid}:20310704T120000`, 'LOCATION:Somewhere')).events;
    expect(found?.event.venue.timeZone).toBe(zone);
    const shown = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });
    expect(shown.format(found?.event.startsAt)).toBe('12');
  });

  it('half an hour from UTC has no zone of its own, and is read', () => {
    const [found] = read(event('DTSTART;TZID=UTC+03:30:20310704T120000', 'LOCATION:Hall\\, Berlin\\, Germany')).events;
    expect(found?.event).toMatchObject({
      startsAt: new Date('2031-07-04T08:30:00Z'),
      venue: { timeZone: 'Europe/Berlin' },
    });
  });

  it.each(['Here', 'Customized Time Zone', 'tzone://Microsoft/Custom', 'W. Europe Standard Time 1', 'UTC+5'])(
    'the definition of %s says what it is, also where its name says something else',
    (tzid) => {
      const winter = event(`DTSTART;TZID=${tzid}:20310104T120000`);
      const summer = event(`DTSTART;TZID=${tzid}:20310704T120000`);
      expect(startsOf(definition(tzid), winter, summer)).toEqual(['2031-01-04T10:30', '2031-07-04T09:30']);
      expect(read(definition(tzid), winter).events[0]?.event.venue.timeZone).toBe('UTC');
    },
  );

  it('a definition that is what its name says gives the venue that zone', () => {
    const name = 'W. Europe Standard Time';
    const [found] = read(definition(name, '+0100', '+0200'), event(`DTSTART;TZID=${name}:20310704T120000`)).events;
    expect(found?.event).toMatchObject({
      startsAt: new Date('2031-07-04T10:00:00Z'),
      venue: { timeZone: 'Europe/Berlin' },
    });
  });

  it.each([
    ['+0100', '+0200', '', 'Europe/Berlin'],
    ['-0800', '-0700', '', 'UTC'],
    ['+0545', '+0545', '', 'Asia/Kathmandu'],
    ['+0300', '+0300', '', 'Europe/Istanbul'],
    ['+0000', '+0100', 'LOCATION:Hall\\, Portugal', 'Europe/Lisbon'],
    ['-0700', '-0700', 'LOCATION:Hall\\, USA', 'America/Phoenix'],
    ['+0600', '+0600', 'LOCATION:Somewhere\\, France', 'Europe/Paris'],
  ])('a definition of %s and %s, whatever it is called, %s, is %s', (winter, summer, location, zone) => {
    const [found] = read(
      definition('Customized Time Zone', winter, summer),
      event('DTSTART;TZID=Customized Time Zone:20310704T120000', location),
    ).events;
    expect(found?.event.venue.timeZone).toBe(zone);
  });

  it('IANA’s own name is IANA’s zone, whatever a file has of it', () => {
    expect(startsOf(definition('Europe/Berlin'), event('DTSTART;TZID=Europe/Berlin:20310704T120000'))).toEqual([
      '2031-07-04T10:00',
    ]);
  });

  it.each(['tzone://Microsoft/Custom', 'Customized Time Zone', 'Local'])(
    '%s that nothing defines costs its event alone, which says what to do',
    (tzid) => {
      const { events, skipped } = read(event(`DTSTART;TZID=${tzid}:20310704T120000`), [
        'BEGIN:VEVENT',
        'UID:2',
        'SUMMARY:Good',
        'DTSTART:20310704T120000Z',
        'END:VEVENT',
      ]);
      expect(events.map(({ event: { title } }) => title)).toEqual(['Good']);
      expect(skipped.map(({ reason }) => reason)).toEqual([
        `unknown time zone "${tzid}": the file has to define it (VTIMEZONE), or to name it as IANA does (Europe/Berlin)`,
      ]);
    },
  );
});

describe('dates in the form of ISO 8601', () => {
  it.each([
    ['2031-10-12T19:00:00+02:00', '2031-10-12T17:00'],
    ['2031-10-12T19:00:00.000Z', '2031-10-12T19:00'],
    ['2031-10-12T19:00', '2031-10-12T19:00'],
    ['2031-10-12 19:00', '2031-10-12T19:00'],
    ['20311012T190000+0200', '2031-10-12T17:00'],
    ['20311012T190000-03:30', '2031-10-12T22:30'],
    ['2031-10-12t19:00:00z', '2031-10-12T19:00'],
    ['2031-10-12', '2031-10-12T09:00'],
  ])('%s is %s', (text, start) => {
    expect(startsOf(event(`DTSTART:${text}`))).toEqual([start]);
    expect(startsOf(event(`DTSTART;VALUE=DATE-TIME:${text}`))).toEqual([start]);
  });

  it('a difference from UTC is that of the place, whose clocks a series follows', () => {
    const lines = ['DTSTART:2031-10-19T19:00:00+02:00', 'DTEND:2031-10-19T21:00:00+02:00', 'RRULE:FREQ=WEEKLY;COUNT=3'];
    expect(startsOf(event(...lines, 'LOCATION:Hall\\, Berlin\\, Germany'))).toEqual([
      '2031-10-19T17:00',
      '2031-10-26T18:00',
      '2031-11-02T18:00',
    ]);
    expect(startsOf(event(...lines))).toEqual(['2031-10-19T17:00', '2031-10-26T17:00', '2031-11-02T17:00']);
  });

  it('in UNTIL, EXDATE and RDATE, too', () => {
    const lines = ['DTSTART;TZID=Europe/Berlin:20311020T190000', 'RRULE:FREQ=DAILY;UNTIL=2031-10-22T17:00:00Z'];
    expect(startsOf(event(...lines, 'EXDATE:2031-10-21T19:00:00+02:00', 'RDATE:2031-10-25'))).toEqual([
      '2031-10-20T17:00',
      '2031-10-22T17:00',
      '2031-10-25T17:00',
    ]);
  });

  it.each(['2031-02-30', '2031-10-12T25:00:00+02:00', '2031-10-12T19:00:00+25:00', '2031-10-12T', '2031/10/12'])(
    '%s is none',
    (text) => {
      expect(read(event(`DTSTART:${text}`)).events).toEqual([]);
    },
  );

  it('a midnight that says to be a day is that day', () => {
    const [found] = read(event('DTSTART;VALUE=DATE:20311012T000000', 'DTEND;VALUE=DATE:20311013T000000')).events;
    expect([found?.event.startsAt, found?.event.endsAt]).toEqual([
      new Date('2031-10-12T09:00:00Z'),
      new Date('2031-10-12T18:00:00Z'),
    ]);
  });
});
