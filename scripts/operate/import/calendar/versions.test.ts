/** Which VEVENTs of one UID are versions of each other, and which are performances; what costs a series its dates. */
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';
import { headsOf } from './vevent-versions.ts';
import { Clocks } from './zone-clocks.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 10 };
const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:play', 'SUMMARY:Show', ...lines, 'END:VEVENT'].join('\r\n');
const calendar = (...lines: string[]): string => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n');
const readAll = (...calendars: string[]) => readCalendar(calendars.join('\r\n'), options);
const read = (...lines: string[]) => readAll(calendar(...lines));
const startsOf = ({ events }: ReturnType<typeof read>): string[] =>
  events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(0, 16)).toSorted();
const performance = (day: string, ...lines: string[]): string => event(`DTSTART:203104${day}T190000Z`, ...lines);
const starts = (...days: string[]): string[] => days.map((day) => `2031-04-${day}T19:00`);
const WEEKLY = event('DTSTART;TZID=Europe/Berlin:20310304T190000', 'RRULE:FREQ=WEEKLY;COUNT=3');

const offAt = (sequence: number) => event('STATUS:CANCELLED', `SEQUENCE:${sequence}`);

describe('performances of one UID', () => {
  it.each([
    ['one of two was changed', ['1', '0']],
    ['most were changed', ['1', '1', '1', '0', '0']],
    ['each was changed some times', ['0', '1', '2', '3', '4', '0', '1']],
  ])('are all on: %s', (_, sequences) => {
    const days = sequences.map((__, index) => `1${index}`);
    const now = read(...days.map((day, index) => performance(day, `SEQUENCE:${sequences[index]}`)));
    expect([startsOf(now), now.skipped]).toEqual([starts(...days), []]);
  });

  it('stay where others of them are cancelled', () => {
    const off = ['STATUS:CANCELLED', 'SEQUENCE:1'];
    const now = read(performance('04', ...off), performance('05', ...off), performance('06'));
    expect([startsOf(now), now.skipped]).toEqual([starts('06'), []]);
    expect(now.withdrawn.map(({ originally }) => originally?.getUTCDate())).toEqual([4, 5]);
  });

  it('are off where a newer entry without a start says so, and stay where it is not newer', () => {
    const two = [performance('04', 'SEQUENCE:1'), performance('05')];
    expect(startsOf(read(...two, offAt(2)))).toEqual([]);
    expect(startsOf(read(...two, offAt(1)))).toEqual(starts('04', '05'));
  });

  it('may begin at one instant in two forms: then they are versions of one', () => {
    const inZone = event('DTSTART;TZID=Europe/Berlin:20310404T210000', 'SEQUENCE:1');
    for (const both of [
      [inZone, performance('04')],
      [performance('04'), inZone],
    ]) {
      const now = read(...both);
      expect(startsOf(now)).toEqual(starts('04'));
      expect(now.skipped).toHaveLength(1);
    }
    const inNewYork = event('DTSTART:20310404T150000', 'LOCATION:Hall\\, New York\\, USA', 'SEQUENCE:1');
    expect(startsOf(read(performance('04'), inNewYork))).toEqual(starts('04'));
  });
});

describe('versions of an exception', () => {
  const forms = [
    'RECURRENCE-ID:20310311T180000Z',
    'RECURRENCE-ID;TZID=Europe/Berlin:20310311T190000',
    'RECURRENCE-ID;TZID=America/New_York:20310311T140000',
    'RECURRENCE-ID:20310311T190000',
    'RECURRENCE-ID;VALUE=DATE:20310311',
  ];
  const pairs = forms.flatMap((newer) => forms.map((older) => [newer, older] as const));
  it.each(pairs)('%s is newer than %s', (newer, older) => {
    const now = read(
      WEEKLY,
      event(newer, 'SEQUENCE:2', 'STATUS:CANCELLED'),
      event(older, 'SEQUENCE:1', 'DTSTART:20310313T190000Z'),
    );
    expect(startsOf(now)).toEqual(['2031-03-04T18:00', '2031-03-18T18:00']);
    expect(now.skipped.map(({ reason }) => reason)).toEqual(['an older version of 2 "Show"']);
  });
});

const zone = (ahead: string) =>
  ['BEGIN:VTIMEZONE', 'TZID:Own', 'BEGIN:STANDARD', 'DTSTART:19700101T000000']
    .concat(`TZOFFSETFROM:${ahead}`, `TZOFFSETTO:${ahead}`, 'END:STANDARD', 'END:VTIMEZONE')
    .join('\r\n');

describe('several calendars in a file', () => {
  it('are read, each with a byte order mark, and joined without a line break', () => {
    const [one, other] = [calendar(performance('04')), calendar(performance('05'))];
    expect(startsOf(readAll(`\u{FEFF}${one}`, `\u{FEFF}${other}`))).toEqual(starts('04', '05'));
    expect(startsOf(readAll(one + other))).toEqual(starts('04', '05'));
    expect(startsOf(readAll(`\u{FEFF}${one}\u{FEFF}${other}`))).toEqual(starts('04', '05'));
  });

  it('have versions of one event: the newest counts, wherever it stands', () => {
    const [older, newer] = [calendar(performance('04')), calendar(performance('06', 'SEQUENCE:3'))];
    for (const now of [readAll(older, newer), readAll(newer, older)]) {
      expect(startsOf(now)).toEqual(starts('06'));
      expect(now.skipped.map(({ reason }) => reason)).toEqual([expect.stringContaining('an older version of')]);
    }
  });

  it('have performances, of which one was changed', () => {
    const all = calendar(performance('04'), performance('05'));
    expect(startsOf(readAll(all, calendar(performance('05', 'SEQUENCE:1'))))).toEqual(starts('04', '05'));
    const each = [performance('04'), performance('05', 'SEQUENCE:1'), performance('06')];
    expect(startsOf(readAll(...each.map((one) => calendar(one))))).toEqual(starts('04', '05', '06'));
  });

  it('have a series and what was changed of it, each by the zones of its own calendar', () => {
    const series = calendar(zone('+0100'), event('DTSTART;TZID=Own:20310304T190000', 'RRULE:FREQ=WEEKLY;COUNT=3'));
    const changed = event('RECURRENCE-ID;TZID=Own:20310311T200000', 'DTSTART;TZID=Own:20310312T210000');
    for (const now of [
      readAll(series, calendar(zone('+0200'), changed)),
      readAll(calendar(zone('+0200'), changed), series),
    ])
      expect(startsOf(now)).toEqual(['2031-03-04T18:00', '2031-03-12T19:00', '2031-03-18T18:00']);
  });

  it('take back what others have', () => {
    const off = (...lines: string[]) => calendar('METHOD:CANCEL', event(...lines));
    const all = calendar(performance('04'), performance('05'), performance('06'));
    expect(startsOf(readAll(all, off('DTSTART:20310405T190000Z')))).toEqual(starts('04', '06'));
    expect(startsOf(readAll(all, off('RECURRENCE-ID;RANGE=THISANDFUTURE:20310405T190000Z')))).toEqual(starts('04'));
    expect(startsOf(readAll(all, off()))).toEqual([]);
    const each = [off('DTSTART:20310404T190000Z', 'SEQUENCE:1'), off('DTSTART:20310405T190000Z', 'SEQUENCE:2')];
    expect(startsOf(readAll(all, ...each))).toEqual(starts('06'));
    expect(startsOf(readAll(calendar(WEEKLY), off('DTSTART:20310304T180000Z')))).toEqual([]);
    expect(startsOf(readAll(calendar(WEEKLY), off('RECURRENCE-ID:20310311T180000Z')))).toHaveLength(2);
  });
});

const dayOf = (index: number): string =>
  new Date(Date.UTC(2027, 0, 1 + index)).toISOString().slice(0, 10).replaceAll('-', '');

describe('a series has its next dates', () => {
  const daily = event('DTSTART:20270101T190000Z', 'RRULE:FREQ=DAILY');

  it('also where a thousand that are over were changed', () => {
    const over = Array.from({ length: 1_000 }, (_, index) =>
      event(`RECURRENCE-ID:${dayOf(index)}T190000Z`, `DTSTART:${dayOf(index)}T200000Z`),
    );
    expect(startsOf(read(daily, ...over))).toHaveLength(10);
  });

  it('also where more than a thousand that were to come are left out', () => {
    const days = Array.from({ length: 1_001 }, (_, index) => `${dayOf(1_430 + index)}T190000Z`);
    const now = read(daily.replace('END:VEVENT', `EXDATE:${days.join(',')}\r\nEND:VEVENT`));
    expect(startsOf(now)).toHaveLength(10);
  });

  it('and says so where it leaves out all of them', () => {
    const now = read(event('DTSTART:20310101T190000Z', 'RRULE:FREQ=DAILY', 'EXRULE:FREQ=DAILY'));
    expect([startsOf(now), now.skipped.map(({ reason }) => reason)]).toEqual([
      [],
      ['all of its next dates are left out (EXDATE)'],
    ]);
  });

  it('up to an exception to all that follow which cannot be read; it is told of under its own name', () => {
    const bad = event('RECURRENCE-ID;RANGE=THISANDFUTURE:20310311T180000Z', 'DTSTART:20310230T190000Z');
    const now = read(WEEKLY, bad);
    expect(startsOf(now)).toEqual(['2031-03-04T18:00']);
    expect(now.skipped.map(({ entry, reason }) => [entry, reason])).toEqual([
      ['2 "Show"', 'there is no 20310230T190000Z: nor is it known what follows'],
    ]);
  });
});

const withTimes = (...names: string[]) => ({
  kind: 'VEVENT',
  properties: names.map((name) => ({ name, parameters: new Map(), value: '20310304T190000Z' })),
  components: [],
  isEnded: true,
});

it('very many entries are sorted, whether they have a UID, or are versions of one', () => {
  const clocks = new Clocks({ kind: 'VCALENDAR', properties: [], components: [], isEnded: true });
  const many = (...names: string[]) =>
    headsOf(
      Array.from({ length: 150_000 }, (_, index) => ({ index, component: withTimes(...names), clocks })),
      () => 'UTC',
    );
  expect(many('DTSTART').heads).toHaveLength(150_000);
  expect(many('UID', 'DTSTART').outdated).toHaveLength(149_999);
  expect(many('UID', 'RECURRENCE-ID').outdated).toHaveLength(149_999);
}, 60_000);
