/** Which VEVENTs with one UID that begin at different times are one event that was moved, and which are performances. */
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 100 };
const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:play', 'SUMMARY:Show', ...lines, 'END:VEVENT'].join('\r\n');
const read = (...lines: string[]) => readCalendar(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n'), options);
const startsOf = ({ events }: ReturnType<typeof read>): string[] =>
  events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(0, 16)).toSorted();
const performance = (day: string, ...lines: string[]): string => event(`DTSTART:203104${day}T190000Z`, ...lines);
const starts = (...days: string[]): string[] => days.map((day) => `2031-04-${day}T19:00`);
const WEEKLY = event('DTSTART;TZID=Europe/Berlin:20310304T190000', 'RRULE:FREQ=WEEKLY;COUNT=3');

const at = (day: string, ...lines: string[]) => performance(day, 'LOCATION:Hall\\, Berlin', ...lines);
const written = (day: string) => `DTSTAMP:203101${day}T120000Z`;
const revised = (day: string) => `LAST-MODIFIED:203101${day}T120000Z`;
const writtenOn = (day: string, text: string) => text.replace('END:VEVENT', `${written(day)}\r\nEND:VEVENT`);
const dayOf = (index: number) => new Date(Date.UTC(2031, 1, 1 + index)).toISOString().slice(0, 10).replaceAll('-', '');

describe('one event that was moved, with the versions before', () => {
  it.each([
    ['SEQUENCE and DTSTAMP', [at('04', 'SEQUENCE:0', written('01')), at('11', 'SEQUENCE:1', written('02'))]],
    ['SEQUENCE and LAST-MODIFIED', [at('04', revised('01')), at('11', 'SEQUENCE:1', revised('02'))]],
    ['DTSTAMP alone', [at('04', written('01')), at('11', written('02'))]],
    ['DTSTAMP and LAST-MODIFIED', [at('04', written('01'), revised('01')), at('11', written('02'), revised('02'))]],
    [
      'one CREATED',
      [at('04', written('01'), 'CREATED:20300101T000000Z'), at('11', written('02'), 'CREATED:20300101T000000Z')],
    ],
    [
      'three of them',
      [at('04', written('01')), at('18', 'SEQUENCE:3', written('02')), at('11', 'SEQUENCE:4', written('03'))],
    ],
  ])('is where it was moved to last: %s', (_, versions) => {
    for (const all of [versions, versions.toReversed()]) {
      const now = read(...all);
      expect(startsOf(now)).toEqual(starts('11'));
      expect(now.events[0]?.event.identity).toEqual(['ics', 'play', '']);
      expect(now.skipped.map(({ reason }) => reason)).toEqual(
        versions.slice(1).map(() => expect.stringContaining('an older version of')),
      );
    }
  });

  it('is off where it was moved, and then cancelled', () => {
    const off = at('11', 'SEQUENCE:2', written('03'), 'STATUS:CANCELLED');
    const now = read(at('04', written('01')), at('11', 'SEQUENCE:1', written('02')), off);
    expect([startsOf(now), now.withdrawn.map(({ extent }) => extent)]).toEqual([[], ['what begins then']]);
  });

  it('may be a series', () => {
    const tuesdays = event('DTSTART;TZID=Europe/Berlin:20310305T190000', 'RRULE:FREQ=WEEKLY;COUNT=2', 'SEQUENCE:1');
    expect(startsOf(read(writtenOn('01', WEEKLY), writtenOn('02', tuesdays)))).toEqual([
      '2031-03-05T18:00',
      '2031-03-12T18:00',
    ]);
  });

  const both = starts('04', '11');
  it.each([
    ['one export wrote both', [at('04', written('01')), at('11', 'SEQUENCE:1', written('01'))]],
    [
      'one export wrote both, though one was revised later',
      [at('04', written('01'), revised('01')), at('11', 'SEQUENCE:1', written('01'), revised('02'))],
    ],
    [
      'one export wrote both within a minute',
      [at('04', 'DTSTAMP:20310101T120000Z'), at('11', 'SEQUENCE:1', 'DTSTAMP:20310101T120002Z')],
    ],
    ['the later one counts less', [at('04', 'SEQUENCE:1', written('01')), at('11', 'SEQUENCE:0', written('02'))]],
    [
      'it was written later, and not revised',
      [at('04', written('01'), revised('01')), at('11', written('02'), revised('01'))],
    ],
    ['they have different titles', [at('04', written('01')), at('11', written('02')).replace('Show', 'Other')]],
    ['they are at different places', [at('04', written('01')), at('11', written('02')).replace('Berlin', 'Hamburg')]],
    [
      'each was made at another time',
      [at('04', written('01'), 'CREATED:20300101T000000Z'), at('11', written('02'), 'CREATED:20300601T000000Z')],
    ],
    ['the first had begun when the other was written', [at('04', written('01')), at('11', 'DTSTAMP:20310405T120000Z')]],
  ])('is not what %s', (_, performances) => {
    expect(startsOf(read(...performances))).toEqual(both);
  });

  it('is not what may be one more performance, where nobody counts: of three, or of one that is cancelled', () => {
    expect(startsOf(read(at('04', written('01')), at('11', written('02')), at('18', written('03'))))).toHaveLength(3);
    expect(startsOf(read(at('04', written('01')), at('11', written('02'), 'STATUS:CANCELLED')))).toEqual(starts('04'));
  });

  it('is not one of 88 performances, each of which was changed by itself', () => {
    const all = Array.from({ length: 88 }, (__, index) =>
      event(
        `DTSTART;TZID=Europe/Berlin:${dayOf(index)}T193000`,
        'LOCATION:Hall\\, Berlin',
        'DTSTAMP:20310101T120000Z',
        `SEQUENCE:${index}`,
        `LAST-MODIFIED:203012${String((index % 28) + 1).padStart(2, '0')}T120000Z`,
      ),
    );
    expect(startsOf(read(...all))).toHaveLength(88);
    const fewCounts = all.map((one, index) =>
      one.replace(/SEQUENCE:\d+/, `SEQUENCE:${index % 3}`).replace(/DTSTAMP:\d+/, `DTSTAMP:${dayOf(index - 90)}`),
    );
    expect(startsOf(read(...fewCounts))).toHaveLength(88);
  });
});
