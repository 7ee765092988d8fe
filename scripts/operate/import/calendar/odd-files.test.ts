import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 10 };
const START = 'DTSTART:20310304T190000Z';

const event = (uid: string, ...lines: string[]): string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  'SUMMARY:Show',
  ...lines,
  'END:VEVENT',
];
const good = event('good', 'DTSTART:20310305T190000Z');
const calendar = (...lines: string[]): string => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const startsOf = (file: string | Uint8Array): string[] =>
  readCalendar(file, options).events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(0, 16));

describe('a file is read', () => {
  const text = calendar(...event('1', START));
  const utf16 = Buffer.from(`\u{FEFF}${text}`, 'utf16le');

  it.each([
    ['with a byte order mark', `\u{FEFF}${text}`],
    ['in UTF-16', utf16],
    ['in UTF-16 the other way round', Buffer.from(utf16).swap16()],
    ['with LF alone', text.replaceAll('\r\n', '\n')],
    ['with CR alone', text.replaceAll('\r\n', '\r')],
    ['folded by tabs', text.replace('DTSTART:2031', 'DTSTART:\r\n\t2031')],
    ['in small letters', text.replace('DTSTART', 'dtstart').replace('BEGIN:VEVENT', 'begin:vevent')],
    ['with what is no line of it', text.replace('SUMMARY', ' \r\nhello\r\n;=:\r\nSUMMARY')],
    ['without its end', text.slice(0, text.indexOf('END:VEVENT'))],
  ])('%s', (_, file) => {
    expect(startsOf(file)).toEqual(['2031-03-04T19:00']);
  });

  it.each(['\r\n ', '\n\t'])('in UTF-16, folded by %j between the halves of a character', (fold) => {
    const folded = text.replace('SUMMARY:Show', `SUMMARY:\u{D83C}${fold}\u{DFAD} Show`);
    const little = Buffer.from(`\u{FEFF}${folded}`, 'utf16le');
    for (const bytes of [little, little.subarray(2), Buffer.from(little).swap16()])
      expect(readCalendar(bytes, options).events.map(({ event: { title } }) => title)).toEqual(['🎭 Show']);
  });

  it('says that it is cut off, or a message about some events', () => {
    expect(readCalendar(text, options).partial).toBeUndefined();
    expect(readCalendar(text.slice(0, -20), options).partial).toContain('cut off');
    expect(readCalendar(calendar('METHOD:REQUEST', ...good), options).partial).toContain('METHOD:REQUEST');
    expect(readCalendar(calendar('METHOD:PUBLISH', ...good), options).partial).toBeUndefined();
  });
});

const daily = (start: string): string[] =>
  startsOf(calendar(...event('1', `DTSTART;TZID=Europe/Berlin:${start}`, 'RRULE:FREQ=DAILY;COUNT=3')));
const weekly = (weekStart: string): string[] =>
  startsOf(calendar(...event('1', START, `RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=${weekStart}`))).map(
    (text) => text.slice(5, 10),
  );

describe('a series', () => {
  it.each([
    [
      'RDATE with a list in another zone',
      ['RDATE;TZID=America/New_York:20310305T120000,20310306T120000'],
      ['04T18', '05T17', '06T17'],
    ],
    ['a date of RDATE twice', ['RDATE:20310305T180000Z', 'RDATE:20310305T180000Z'], ['04T18', '05T18']],
    [
      'EXDATE of its start',
      ['RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;TZID=Europe/Berlin:20310304T190000'],
      ['05T18', '06T18'],
    ],
    ['EXRULE', ['RRULE:FREQ=DAILY;COUNT=5', 'EXRULE:FREQ=DAILY;INTERVAL=2'], ['05T18', '07T18']],
    ['EXRULE of everything', ['RRULE:FREQ=DAILY', 'EXRULE:FREQ=DAILY'], []],
    ['UNTIL that is a date', ['RRULE:FREQ=DAILY;UNTIL=20310306'], ['04T18', '05T18', '06T18']],
    ['UNTIL without a zone', ['RRULE:FREQ=DAILY;UNTIL=20310306T190000'], ['04T18', '05T18', '06T18']],
    ['UNTIL before its start', ['RRULE:FREQ=DAILY;UNTIL=20310301T000000Z'], ['04T18']],
    [
      'BYSETPOS from the end',
      ['RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,-2;COUNT=3'],
      ['04T18', '28T18', '31T17'],
    ],
    ['EXDATE with semicolons', ['RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20310304T180000Z;20310305T180000Z,'], ['06T18']],
    ['what is empty', ['RRULE:', 'EXDATE:', 'RDATE;TZID=Europe/Berlin: ', 'DTEND:', 'DURATION:'], ['04T18']],
    ['a rule by RFC 7529', ['RRULE:RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2;SKIP=OMIT'], ['04T18', '05T18']],
    ['spaces and a semicolon too many', ['RRULE: FREQ = DAILY ; COUNT = 2 ;'], ['04T18', '05T18']],
  ])('with %s', (_, lines, starts) => {
    const text = calendar(...event('1', 'DTSTART;TZID=Europe/Berlin:20310304T190000', ...lines));
    expect(startsOf(text)).toEqual(starts.map((start) => `2031-03-${start}:00`));
  });

  it('weeks begin where WKST says', () => {
    expect(weekly('SU')).toEqual(['03-04', '03-16', '03-18', '03-30']);
    expect(weekly('MO')).toEqual(['03-04', '03-09', '03-18', '03-23']);
  });

  it('follows the clocks through the hour that is not, and takes the first of two', () => {
    expect(daily('20310329T023000')).toEqual(['2031-03-29T01:30', '2031-03-30T01:30', '2031-03-31T00:30']);
    expect(daily('20311025T023000')).toEqual(['2031-10-25T00:30', '2031-10-26T00:30', '2031-10-27T01:30']);
  });

  it('an occurrence is named in any zone', () => {
    const moved = event('1', 'RECURRENCE-ID;TZID=America/New_York:20310311T140000', 'DTSTART:20310312T200000Z');
    const series = event('1', 'DTSTART;TZID=Europe/Berlin:20310311T190000', 'RRULE:FREQ=WEEKLY;COUNT=2');
    expect(startsOf(calendar(...series, ...moved))).toEqual(['2031-03-12T20:00', '2031-03-18T18:00']);
  });
});

const stamp = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
const hours = (count: number): string =>
  Array.from({ length: count }, (_, hour) => stamp(Date.UTC(2031, 0, 1, hour))).join(',');
const many = (count: number, one: (index: number) => string[]): string[] =>
  Array.from({ length: count }, (_, index) => one(index)).flat();

describe('a huge or hostile file ends in some seconds, and costs no other event', () => {
  it.each([
    ['a line of 10 MB', event('1', START, `DESCRIPTION:${'x'.repeat(10_000_000)}`)],
    [
      'a line folded 100,000 times',
      event('1', START, `DESCRIPTION:${'x'.repeat(70)}${`\r\n ${'x'.repeat(70)}`.repeat(100_000)}`),
    ],
    ['a parameter of 5 MB', event('1', START, `DESCRIPTION;X="${'y'.repeat(5_000_000)}":z`)],
    ['50,000 components one in the other', many(50_000, (index) => [`BEGIN:X${index}`])],
    ['50,000 events one in the other', many(50_000, () => ['BEGIN:VEVENT', 'UID:q'])],
    ['100,000 dates', event('1', START, `RDATE:${hours(100_000)}`)],
    ['100,000 dates that are left out', event('1', START, 'RRULE:FREQ=HOURLY', `EXDATE:${hours(100_000)}`)],
    ['100,000 occurrences', event('1', 'DTSTART:20301201T000000Z', 'RRULE:FREQ=HOURLY;COUNT=100000')],
    [
      'a rule of every second',
      event(
        '1',
        START,
        `RRULE:FREQ=DAILY;BYHOUR=${[...Array(24).keys()].join()};BYMINUTE=${[...Array(60).keys()].join()};BYSECOND=${[...Array(60).keys()].join()}`,
      ),
    ],
    [
      '1,000 rules that lead nowhere',
      many(1_000, (index) => event(`${index}`, START, 'RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30')),
    ],
    ['a daily series since the year 1', event('1', 'DTSTART:00010101T000000Z', 'RRULE:FREQ=DAILY')],
    [
      'a zone with 5,000 rules',
      [
        'BEGIN:VTIMEZONE',
        'TZID:Odd',
        ...many(5_000, () => [
          'BEGIN:STANDARD',
          'DTSTART:16010101T000000',
          'RRULE:FREQ=YEARLY',
          'TZOFFSETFROM:+0100',
          'TZOFFSETTO:+0200',
          'END:STANDARD',
        ]),
        'END:VTIMEZONE',
        ...event('1', 'DTSTART;TZID=Odd:20310304T190000'),
      ],
    ],
  ])(
    '%s',
    (_, lines) => {
      const { events } = readCalendar(calendar(...lines, ...good), options);
      expect(events.map(({ event: { identity } }) => identity[1])).toContain('good');
    },
    60_000,
  );
});
