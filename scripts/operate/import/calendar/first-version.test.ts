/** vCalendar 1.0, as phones and old programs write it, and files that are not in UTF-8. */
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 20 };
const START = 'DTSTART:20310304T190000Z';
const inCalendar = (head: readonly string[], ...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:1.0', ...head, 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
const read = (...lines: string[]) => readCalendar(inCalendar([], ...lines), options);
const startsIn = (text: string): string[] =>
  readCalendar(text, options).events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(2, 16));
const datesOf = (...lines: string[]): string[] => startsIn(inCalendar([], 'SUMMARY:Show', ...lines));

const at = (start: string, ...own: string[]) => startsIn(inCalendar(own, 'SUMMARY:Show', `DTSTART:${start}`));

describe('a calendar of a phone', () => {
  it('is read with its texts, which are encoded and go on in further lines', () => {
    const { events, skipped, notes } = read(
      'DCREATED:20300101T000000Z',
      'SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=9Fe aus dem=',
      ' Caf=C3=A9 =E2=80=93 Abend',
      'DESCRIPTION;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Erste Zeile=0D=0A=',
      'Zweite: =E4=F6=FC=',
      '',
      'LOCATION;ENCODING=BASE64;CHARSET=UTF-8:SGFsbCwgQmVybGluLCBH',
      ' ZXJtYW55',
      '',
      'CATEGORIES:MEETING;APPOINTMENT',
      'DTSTART:20310304T190000Z',
      'DTEND:20310304T213000Z',
      'AALARM:20310304T184500Z;PT5M;2;',
      'DALARM:20310304T184500Z;;1;Abend',
      'X-EPOCAGENDAENTRYTYPE:APPOINTMENT',
    );
    expect([skipped, notes]).toEqual([[], undefined]);
    expect(events.map(({ event }) => event)).toMatchObject([
      {
        title: 'Grüße aus dem Café – Abend',
        description: 'Erste Zeile\nZweite: äöü',
        category: 'MEETING',
        endsAt: new Date('2031-03-04T21:30:00Z'),
        venue: { name: 'Hall', city: 'Berlin', country: 'Germany' },
      },
    ]);
  });

  it('a line is folded before a space that belongs to it', () => {
    expect(read('SUMMARY:Two', ' words', START).events.map(({ event: { title } }) => title)).toEqual(['Two words']);
  });

  it.each([
    ['D1 #3', ['31-03-04T19:00', '31-03-05T19:00', '31-03-06T19:00']],
    ['D2 20310308T190000Z', ['31-03-04T19:00', '31-03-06T19:00', '31-03-08T19:00']],
    ['D1', ['31-03-04T19:00', '31-03-05T19:00']],
    ['W2 TU TH #4', ['31-03-04T19:00', '31-03-06T19:00', '31-03-18T19:00', '31-03-20T19:00']],
    ['W1 TU 20310311T190000Z', ['31-03-04T19:00', '31-03-11T19:00']],
    ['MP1 1+ TU 1- FR #3', ['31-03-04T19:00', '31-03-28T19:00', '31-04-01T18:00']],
    ['MD1 4 LD #3', ['31-03-04T19:00', '31-03-31T18:00', '31-04-04T18:00']],
    ['MD1 1- #2', ['31-03-04T19:00', '31-03-31T18:00']],
    ['YM1 3 6 #3', ['31-03-04T19:00', '31-06-04T18:00', '32-03-04T19:00']],
    ['YD1 100 #2', ['31-03-04T19:00', '31-04-10T18:00']],
  ])('RRULE:%s', (rule, starts) => {
    const isUtc = rule.endsWith('Z') || !starts.some((start) => start.endsWith('18:00'));
    const start = isUtc ? START : 'DTSTART;TZID=Europe/Berlin:20310304T200000';
    expect(datesOf(start, `RRULE:${rule}`)).toEqual(starts);
    const later = inCalendar([], 'SUMMARY:Show', start, `RRULE:${rule}`).replace('1.0', '2.0');
    expect(startsIn(later)).toEqual(starts);
  });

  it('a rule without an end has its next dates', () => {
    expect(datesOf(START, 'RRULE:W1 TU #0')).toHaveLength(20);
  });

  it.each(['D1 0900 1200 #4', 'M5 #3', 'YM1 6 MP1 1+ TU #5', 'W1 XX #2'])('RRULE:%s costs its entry alone', (rule) => {
    const { events, skipped } = read(
      'SUMMARY:Odd',
      START,
      `RRULE:${rule}`,
      'END:VEVENT',
      'BEGIN:VEVENT',
      'SUMMARY:Good',
      START,
    );
    expect(events.map(({ event: { title } }) => title)).toEqual(['Good']);
    expect(skipped.map(({ reason }) => reason)).toEqual([expect.stringContaining('vCalendar 1.0')]);
  });

  it('times without a zone are as far from UTC as the calendar says, in summer as DAYLIGHT does', () => {
    const head = ['TZ:+01', 'DAYLIGHT:TRUE;+02;20310330T020000;20311026T030000;CET;CEST'];
    expect(at('20310304T190000', ...head)).toEqual(['31-03-04T18:00']);
    expect(at('20310704T190000', ...head)).toEqual(['31-07-04T17:00']);
    expect(at('20310304T190000', 'TZ:-05:00')).toEqual(['31-03-05T00:00']);
  });

  it.each(['X-EPOCAGENDAENTRYTYPE:EVENT', 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE', 'X-FUNAMBOL-ALLDAY:1'])(
    '%s is a day',
    (mark) => {
      const { events } = read('SUMMARY:Day', 'DTSTART:20310304T000000', 'DTEND:20310304T235900', mark);
      expect(events.map(({ event: { startsAt, endsAt } }) => [startsAt, endsAt])).toEqual([
        [new Date('2031-03-04T09:00:00Z'), new Date('2031-03-04T18:00:00Z')],
      ]);
    },
  );
});

const titlesOf = (bytes: Uint8Array) => {
  const { events, notes } = readCalendar(bytes, options);
  return { titles: events.map(({ event: { title } }) => title), notes };
};
const both = (one: string, other: string): string =>
  inCalendar([], `SUMMARY:${one}`, START, 'END:VEVENT', 'BEGIN:VEVENT', `SUMMARY:${other}`, START);

describe('a file that is not in UTF-8', () => {
  it('is read as windows-1252, and that is noted', () => {
    expect(titlesOf(Buffer.from(both('Grüße', 'Café'), 'latin1'))).toEqual({
      titles: ['Grüße', 'Café'],
      notes: ['2 lines are not UTF-8 text: read as windows-1252'],
    });
  });

  it('in one line or one byte costs no other character', () => {
    const bytes = Buffer.concat([Buffer.from('Grüße '), Buffer.from([0x80, 0xe9, 0x20, 0xc3])]);
    const [before = '', after = ''] = both('Ünder', '@@').split('@@');
    expect(titlesOf(Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]))).toEqual({
      titles: ['Ünder', 'Grüße €é Ã'],
      notes: ['1 line is not UTF-8 text: read as windows-1252'],
    });
  });

  it.each(['utf16le', 'utf16be'])('but in %s, with or without a byte order mark, is read as that', (encoding) => {
    for (const mark of ['\u{FEFF}', '']) {
      const bytes = Buffer.from(`${mark}${both('Grüße', '東京')}`, 'utf16le');
      expect(titlesOf(encoding === 'utf16be' ? bytes.swap16() : bytes)).toEqual({
        titles: ['Grüße', '東京'],
        notes: undefined,
      });
    }
  });

  it('a line is in the charset that it names, unless that is UTF-8 after all', () => {
    const text = both('@@', 'Grüße').replace('SUMMARY:@@', 'SUMMARY;CHARSET=windows-1251:@@');
    const [before = '', after = ''] = text.split('@@');
    const cyrillic = Buffer.from([0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0]);
    expect(titlesOf(Buffer.concat([Buffer.from(before), cyrillic, Buffer.from(after)]))).toEqual({
      titles: ['Москва', 'Grüße'],
      notes: undefined,
    });
    expect(titlesOf(Buffer.from(text.replace('@@', 'Москва'))).titles).toEqual(['Москва', 'Grüße']);
    expect(titlesOf(Buffer.from(text.replace('windows-1251', 'klingon').replace('@@', 'Qo'))).titles).toEqual([
      'Qo',
      'Grüße',
    ]);
  });
});
