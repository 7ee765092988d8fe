/** Rules of days, hours, minutes and seconds while clocks change, and what EXRULE leaves out of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';

interface Case {
  zone: string;
  start: string;
  rule: string;
  exrule: string | null;
  dates: string[];
}

/** What python-dateutil 2.9 and the zones of Python give for rules drawn at random around days on which clocks change. */
const cases = JSON.parse(readFileSync(new URL('../fixtures/clock-changes.json', import.meta.url), 'utf8')) as Case[];

function startsOf(lines: readonly string[], occurrences: number, now = '2030-12-01T00:00:00Z'): string[] {
  const event = ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:Show', 'DURATION:PT1S', ...lines, 'END:VEVENT'];
  const { events } = readCalendar(['BEGIN:VCALENDAR', ...event, 'END:VCALENDAR'].join('\r\n'), {
    now: new Date(now),
    occurrences,
  });
  return events.map(({ event: { startsAt } }) => startsAt.toISOString().replace('.000', ''));
}

it('gives what an independent expander gives', () => {
  expect(cases.length).toBeGreaterThan(200);
  const wrong = cases.filter(({ zone, start, rule, exrule, dates }) => {
    const lines = [`DTSTART;TZID=${zone}:${start}`, `RRULE:${rule}`, ...(exrule === null ? [] : [`EXRULE:${exrule}`])];
    return JSON.stringify(startsOf(lines, dates.length)) !== JSON.stringify(dates);
  });
  expect(wrong).toEqual([]);
});

const inBerlin = (start: string, ...lines: string[]): string[] =>
  startsOf([`DTSTART;TZID=Europe/Berlin:${start}`, ...lines], 20).map((text) => text.slice(8, 16));

describe('a rule of hours or less', () => {
  it.each([
    ['HOURLY;COUNT=4', '20310330T000000', ['29T23:00', '30T00:00', '30T01:00', '30T02:00']],
    ['HOURLY;UNTIL=20310330T020000Z', '20310330T000000', ['29T23:00', '30T00:00', '30T01:00', '30T02:00']],
    ['HOURLY;COUNT=4', '20311026T010000', ['25T23:00', '26T00:00', '26T02:00', '26T03:00']],
    ['MINUTELY;INTERVAL=30;COUNT=5', '20310330T013000', ['30T00:30', '30T01:00', '30T01:30', '30T02:00', '30T02:30']],
    ['MINUTELY;INTERVAL=90;COUNT=3', '20310304T103000', ['04T09:30', '04T11:00', '04T12:30']],
    ['MINUTELY;INTERVAL=10080;COUNT=3', '20310304T103000', ['04T09:30', '11T09:30', '18T09:30']],
    ['SECONDLY;INTERVAL=86400;COUNT=2', '20310329T103000', ['29T09:30', '30T08:30']],
    ['DAILY;BYHOUR=2,3;COUNT=4', '20310329T020000', ['29T01:00', '29T02:00', '30T01:00', '31T00:00']],
    ['DAILY;BYHOUR=2,3;BYMINUTE=15,45;COUNT=3', '20310330T021500', ['30T01:15', '30T01:45', '31T00:15']],
  ])('FREQ=%s from %s: what a clock does not show is later, and one instant is one date', (rule, start, dates) => {
    expect(inBerlin(start, `RRULE:FREQ=${rule}`)).toEqual(dates);
  });

  it('chooses within its hour or minute', () => {
    const rule = 'RRULE:FREQ=HOURLY;INTERVAL=6;BYMINUTE=10,20,50;BYSETPOS=1,-1;COUNT=4';
    expect(inBerlin('20310304T001000', rule)).toEqual(['03T23:10', '03T23:50', '04T05:10', '04T05:50']);
  });

  it('that leads nowhere ends', () => {
    expect(inBerlin('20310304T000000', 'RRULE:FREQ=SECONDLY;INTERVAL=2;BYSECOND=1')).toEqual(['03T23:00']);
    expect(inBerlin('20310304T000000', 'RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30')).toEqual(['03T23:00']);
  });
});

describe('EXRULE', () => {
  const DAILY = 'RRULE:FREQ=DAILY;COUNT=4';

  it('leaves the start where its rule does not give it', () => {
    expect(inBerlin('20310304T190000', DAILY, 'EXRULE:FREQ=WEEKLY;BYDAY=TH')).toEqual([
      '04T18:00',
      '05T18:00',
      '07T18:00',
    ]);
  });

  it('counts only what its rule gives', () => {
    expect(inBerlin('20310304T190000', DAILY, 'EXRULE:FREQ=WEEKLY;BYDAY=TH,FR;COUNT=1')).toEqual([
      '04T18:00',
      '05T18:00',
      '07T18:00',
    ]);
  });

  it('of a series that began long ago leaves out what is to come, without what is over', () => {
    const lines = ['DTSTART:19010301T100000Z', 'RRULE:FREQ=DAILY', 'EXRULE:FREQ=DAILY;INTERVAL=2'];
    expect(startsOf(lines, 3)).toEqual(['2030-12-02T10:00:00Z', '2030-12-04T10:00:00Z', '2030-12-06T10:00:00Z']);
  });
});

it('the second of two times that a clock shows alike is an occurrence, too', () => {
  expect(inBerlin('20311026T023000', 'RDATE:20311026T013000Z')).toEqual(['26T00:30', '26T01:30']);
});
