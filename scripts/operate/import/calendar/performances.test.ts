/** Performances that share a UID, and what files say of single ones of them; what old series cost a file. */
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 10 };
const event = (...lines: string[]): string => ['BEGIN:VEVENT', 'SUMMARY:Show', ...lines, 'END:VEVENT'].join('\r\n');
const read = (...lines: string[]) => readCalendar(['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n'), options);
const startsOf = ({ events }: ReturnType<typeof read>): string[] =>
  events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(0, 16));
const identitiesOf = ({ events, withdrawn }: ReturnType<typeof read>) =>
  new Set([...events.map((one) => one.event), ...withdrawn].map(({ identity }) => identity?.join(' ')));

const performance = (day: string, ...lines: string[]) => event('UID:play', `DTSTART:203104${day}T190000Z`, ...lines);
const three = [performance('04'), performance('11'), performance('18')];
const except = (day: string, ...lines: string[]) => event('UID:play', `RECURRENCE-ID:203104${day}T190000Z`, ...lines);

it('an exception is to the performance that it names, and the others stay', () => {
  const now = read(
    ...three,
    except('11', 'DTSTART:20310412T200000Z'),
    except('18', 'DTSTART:20310418T190000Z', 'STATUS:CANCELLED'),
  );
  expect(startsOf(now)).toEqual(['2031-04-04T19:00', '2031-04-12T20:00']);
  expect(now.withdrawn.map(({ reason }) => reason)).toEqual(['cancelled in the source']);
  expect(identitiesOf(now)).toEqual(identitiesOf(read(...three)));
});

it.each([
  ['by its own clock', 'RECURRENCE-ID;TZID=Europe/Berlin:20310411T210000'],
  ['by its day', 'RECURRENCE-ID;VALUE=DATE:20310411'],
])('an exception names a performance %s', (_, of) => {
  expect(startsOf(read(...three, event('UID:play', of, 'DTSTART:20310412T200000Z')))).toEqual([
    '2031-04-04T19:00',
    '2031-04-12T20:00',
    '2031-04-18T19:00',
  ]);
});

it('an exception that names none of several stands for itself', () => {
  expect(startsOf(read(...three, except('25', 'DTSTART:20310425T200000Z')))).toHaveLength(4);
});

it('of performances that were changed the others stay, and a version of the same start is older', () => {
  const changed = read(
    performance('04'),
    performance('11'),
    performance('18', 'SEQUENCE:1'),
    performance('11', 'SEQUENCE:2'),
  );
  expect(startsOf(changed).toSorted()).toEqual(['2031-04-04T19:00', '2031-04-11T19:00', '2031-04-18T19:00']);
  expect(changed.skipped.map(({ reason }) => reason)).toEqual(['an older version of 4 "Show"']);
});

it('a file of old yearly series is read whole, and what counts without end costs nobody else', () => {
  const yearly = Array.from({ length: 400 }, (_, n) =>
    event(`UID:y${n}`, 'DTSTART;VALUE=DATE:19000304', 'RRULE:FREQ=YEARLY'),
  );
  expect(read(...yearly).skipped).toEqual([]);
  const endless = Array.from({ length: 60 }, (_, n) =>
    event(`UID:e${n}`, 'DTSTART:19010304T100000Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=900000'),
  );
  const good = event('UID:good', 'DTSTART:20310304T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=3');
  expect(startsOf(read(...endless, good)).filter((start) => start > '2031')).toHaveLength(3);
});

const told = (...lines: string[]) =>
  read('METHOD:CANCEL', ...lines).withdrawn.map(({ extent, identity, originally }) => [
    extent,
    identity.at(-1),
    originally?.toISOString().slice(0, 16),
  ]);

describe('METHOD:CANCEL', () => {
  it('takes back what its entry names: one performance, one occurrence, that and those after it, or all', () => {
    expect(told(performance('11'))).toEqual([['what begins then', '', '2031-04-11T19:00']]);
    expect(told(except('11', 'DTSTART:20310411T190000Z'))).toEqual([['one', '20310411T190000Z', '2031-04-11T19:00']]);
    expect(told(event('UID:play', 'RECURRENCE-ID;RANGE=THISANDFUTURE:20310411T190000Z'))).toEqual([
      ['from then on', '20310411T190000Z', '2031-04-11T19:00'],
    ]);
    expect(told(event('UID:play'))).toEqual([['all', '', undefined]]);
  });

  it('of one occurrence need not say when that would be', () => {
    expect(told(except('11'))).toEqual([['one', '20310411T190000Z', '2031-04-11T19:00']]);
    const series = event('UID:play', 'DTSTART:20310404T190000Z', 'RRULE:FREQ=WEEKLY;COUNT=3');
    const now = read(series, except('11', 'STATUS:CANCELLED'));
    expect(startsOf(now)).toEqual(['2031-04-04T19:00', '2031-04-18T19:00']);
    expect(now.withdrawn.map(({ identity }) => identity.at(-1))).toEqual(['2031-04-11T19:00:00Z']);
    expect(startsOf(read(...three, except('11', 'STATUS:CANCELLED')))).toEqual([
      '2031-04-04T19:00',
      '2031-04-18T19:00',
    ]);
  });

  it('of one occurrence that cannot be read takes back nothing', () => {
    expect(told(event('UID:play', 'RECURRENCE-ID:soon'))).toEqual([]);
  });

  it('beside what it cancels in one file is believed', () => {
    const calendars = [`METHOD:PUBLISH\r\n${three.join('\r\n')}`, `METHOD:CANCEL\r\n${performance('11')}`];
    const now = read(calendars.join('\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\n'));
    expect(startsOf(now)).toEqual(['2031-04-04T19:00', '2031-04-18T19:00']);
  });
});

it.each(['REPLY', 'REFRESH', 'COUNTER', 'declinecounter'])('METHOD:%s is not the organizer’s word', (method) => {
  const { events, withdrawn, skipped } = read(`METHOD:${method}`, ...three);
  expect([events, withdrawn, skipped.length]).toEqual([[], [], 3]);
});

const named = (...lines: string[]) =>
  read(...lines).events.map(({ event: { identity, isAdded } }) => [identity.at(-1), isAdded]);

it('METHOD:ADD is one beside what its UID has, named as one of several', () => {
  expect(named('METHOD:ADD', performance('25'))).toEqual([['2031-04-25T19:00:00Z', true]]);
  expect(named('METHOD:REQUEST', performance('25'))).toEqual([['', undefined]]);
});

const sequencesOf = (...lines: string[]) => {
  const { events, withdrawn } = read(...lines);
  return [...events.map(({ event: { sequence } }) => sequence), ...withdrawn.map(({ sequence }) => sequence)];
};

it('what is told and what is taken back has its SEQUENCE, which is 0 where it is not given', () => {
  const once = event('UID:once', 'DTSTART:20310404T190000Z', 'SEQUENCE:3');
  expect(sequencesOf(once, performance('11'))).toEqual([3, 0]);
  expect(sequencesOf('METHOD:CANCEL', once, event('UID:all', 'SEQUENCE:4'))).toEqual([3, 4]);
});

it('a zone of the file is found by its name with commas', () => {
  const zone = ['BEGIN:VTIMEZONE', String.raw`TZID:(UTC+01:00) Amsterdam\, Bern`, 'BEGIN:STANDARD'];
  const rest = ['DTSTART:19700101T000000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0100', 'END:STANDARD', 'END:VTIMEZONE'];
  expect(
    startsOf(read(...zone, ...rest, event('UID:1', 'DTSTART;TZID="(UTC+01:00) Amsterdam, Bern":20310704T190000'))),
  ).toEqual(['2031-07-04T18:00']);
});

it('an EXDATE without a zone is of the clock of its series', () => {
  const series = event(
    'UID:1',
    'DTSTART;TZID=Europe/Berlin:20311020T190000',
    'RRULE:FREQ=DAILY;COUNT=4',
    'EXDATE:20311022T190000',
  );
  expect(startsOf(read(series))).toEqual(['2031-10-20T17:00', '2031-10-21T17:00', '2031-10-23T17:00']);
});

it.each([['STATUS:CANCELED'], ['STATUS:CONFIRMED', 'STATUS:CANCELLED'], ['CLASS:PUBLIC', 'CLASS:PRIVATE']])(
  '%s %s keeps an event from sale',
  (...lines) => {
    expect(read(event('UID:1', 'DTSTART:20310304T190000Z', ...lines)).events).toEqual([]);
  },
);
