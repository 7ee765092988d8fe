import { describe, expect, it } from 'vitest';
import { readCalendar } from '../icalendar.ts';
import { prepare } from '../prepare.ts';

const options = { now: new Date('2030-12-01T00:00:00Z'), occurrences: 10 };

const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', 'SUMMARY:Show', ...lines, 'END:VEVENT'];
const calendar = (...lines: (string | string[])[]): string =>
  ['BEGIN:VCALENDAR', ...lines.flat(), 'END:VCALENDAR'].join('\r\n');
const read = (...lines: (string | string[])[]) => readCalendar(calendar(...lines), options);
const startsOf = (...lines: (string | string[])[]): string[] =>
  read(...lines).events.map(({ event: { startsAt } }) => startsAt.toISOString().slice(0, 16));
const reasonsOf = (...lines: (string | string[])[]): string[] => {
  const { events, skipped, withdrawn } = read(...lines);
  expect(events).toEqual([]);
  return [...skipped, ...withdrawn.filter(({ isSilent }) => !isSilent)].map(({ reason }) => reason);
};
const UID = 'UID:1';

describe('what is not for everybody, or not to be', () => {
  const one = ['UID:1', 'DTSTART:20310304T190000Z'];

  it.each(['PRIVATE', 'CONFIDENTIAL', 'X-STAFF', 'private'])('CLASS:%s is not published', (name) => {
    expect(reasonsOf(event(...one, `CLASS:${name}`))).toEqual(['not public in the source (CLASS)']);
  });

  it('an occurrence that is private is not published, the others are', () => {
    expect(
      startsOf(
        event(...one, 'RRULE:FREQ=DAILY;COUNT=3'),
        event(UID, 'RECURRENCE-ID:20310305T190000Z', 'DTSTART:20310305T200000Z', 'CLASS:PRIVATE'),
      ),
    ).toEqual(['2031-03-04T19:00', '2031-03-06T19:00']);
  });

  it('METHOD:CANCEL, of the calendar or inside the event, and STATUS:CANCELLED are not published', () => {
    expect(reasonsOf('METHOD:CANCEL', event(...one))).toEqual(['cancelled in the source']);
    expect(reasonsOf(event(...one, 'METHOD:CANCEL'))).toEqual(['cancelled in the source']);
    expect(reasonsOf(event(...one, 'STATUS:CANCELLED'))).toEqual(['cancelled in the source']);
  });

  it('what is inside the event says nothing about it', () => {
    const alarm = ['BEGIN:VALARM', 'DESCRIPTION:Wake up', 'DURATION:P1W', 'SUMMARY:Alarm', 'END:VALARM'];
    const [found] = read(event(...one, ...alarm)).events;
    expect(found?.event).toMatchObject({ title: 'Show', description: '', endsAt: new Date('2031-03-04T21:00:00Z') });
  });
});

describe('a date', () => {
  it.each(['20310230T100000Z', '20310431', '20310304T250000', '20310304T106000', '2031-3-4', '20311304'])(
    '%s that there is not costs its event and no other',
    (date) => {
      const { events, skipped } = read(event('UID:1', `DTSTART:${date}`), event('UID:2', 'DTSTART:20310304T190000Z'));
      expect([events.length, skipped.length]).toEqual([1, 1]);
    },
  );

  it('without VALUE=DATE is a day, as old exports write it; an end on the same day is that day', () => {
    expect(
      read(event(UID, 'DTSTART:20310304', 'DTEND:20310304')).events.map(({ event: { startsAt, endsAt } }) => [
        startsAt.toISOString(),
        endsAt.toISOString(),
      ]),
    ).toEqual([['2031-03-04T09:00:00.000Z', '2031-03-04T18:00:00.000Z']]);
  });
});

const endOf = (...lines: string[]): string | undefined =>
  read(event(UID, ...lines))
    .events[0]?.event.endsAt.toISOString()
    .slice(0, 16);

describe('a length', () => {
  it('in hours is exact when clocks change, in days it is what clocks show', () => {
    const start = 'DTSTART;TZID=Europe/Berlin:20310329T220000';
    expect(endOf(start, 'DURATION:PT6H')).toBe('2031-03-30T03:00');
    expect(endOf(start, 'DURATION:P1D')).toBe('2031-03-30T20:00');
    expect(endOf(start, 'DURATION:P1DT1H')).toBe('2031-03-30T21:00');
  });

  it('that is not given is two hours', () => {
    expect(endOf('DTSTART:20310304T190000Z')).toBe('2031-03-04T21:00');
    expect(endOf('DTSTART:20310304T190000Z', 'DTEND:20310304T190000Z')).toBe('2031-03-04T21:00');
    expect(endOf('DTSTART:20310304T190000Z', 'DURATION:PT0S')).toBe('2031-03-04T21:00');
    expect(endOf('DTSTART:20310304T190000Z', 'DTEND:20310304T200000Z', 'DURATION:PT0S')).toBe('2031-03-04T20:00');
  });

  it.each(['P999999999999999999W', 'P99999999W', 'P', 'PT', 'P1Y', 'PT99999999999S', '-PT1H', 'P4000D'])(
    '%s costs its event and no other',
    (duration) => {
      const { events, skipped } = read(
        event('UID:1', 'DTSTART:20310304T190000Z', `DURATION:${duration}`, 'RRULE:FREQ=DAILY'),
        event('UID:2', 'DTSTART:20310304T190000Z'),
      );
      expect([events.length, skipped.length]).toEqual([1, 1]);
    },
  );
});

describe('a series', () => {
  it('UNTIL in UTC is an instant: what begins then is in it', () => {
    expect(
      startsOf(event(UID, 'DTSTART;TZID=Europe/Sofia:20310107T140000', 'RRULE:FREQ=DAILY;UNTIL=20310110T120000Z')),
    ).toEqual(['2031-01-07T12:00', '2031-01-08T12:00', '2031-01-09T12:00', '2031-01-10T12:00']);
  });

  it('EXDATE in UTC, or a day, excludes what it is the instant, or the day, of', () => {
    const series = ['DTSTART;TZID=Europe/Berlin:20310426T140000', 'RRULE:FREQ=DAILY;COUNT=3'];
    const right = ['2031-04-26T12:00', '2031-04-28T12:00'];
    expect(startsOf(event(UID, ...series, 'EXDATE:20310427T120000Z'))).toEqual(right);
    expect(startsOf(event(UID, ...series, 'EXDATE;VALUE=DATE:20310427'))).toEqual(right);
    expect(startsOf(event(UID, ...series, 'EXDATE;TZID=America/New_York:20310427T080000'))).toEqual(right);
  });

  it('RECURRENCE-ID in UTC names the occurrence of that instant', () => {
    expect(
      startsOf(
        event(UID, 'DTSTART;TZID=Europe/Berlin:20310304T190000', 'RRULE:FREQ=WEEKLY;COUNT=3'),
        event(UID, 'RECURRENCE-ID:20310311T180000Z', 'DTSTART:20310312T200000Z'),
      ),
    ).toEqual(['2031-03-04T18:00', '2031-03-12T20:00', '2031-03-18T18:00']);
  });

  it('RECURRENCE-ID of all later ones moves those, too, and says what they are', () => {
    const { events } = read(event(UID, 'DTSTART;TZID=Europe/Berlin:20310304T190000', 'RRULE:FREQ=WEEKLY;COUNT=4'), [
      'BEGIN:VEVENT',
      UID,
      'SUMMARY:Late show',
      'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20310318T190000',
      'DTSTART;TZID=Europe/Berlin:20310318T210000',
      'END:VEVENT',
    ]);
    expect(events.map(({ event: { title, startsAt } }) => [title, startsAt.toISOString().slice(0, 16)])).toEqual([
      ['Show', '2031-03-04T18:00'],
      ['Show', '2031-03-11T18:00'],
      ['Late show', '2031-03-18T20:00'],
      ['Late show', '2031-03-25T20:00'],
    ]);
  });

  it('a leap day is every leap year', () => {
    expect(startsOf(event(UID, 'DTSTART:20280229T100000Z', 'RRULE:FREQ=YEARLY;COUNT=4'))).toEqual([
      '2032-02-29T10:00',
      '2036-02-29T10:00',
      '2040-02-29T10:00',
    ]);
  });

  it('the start belongs to it, beside RDATE and also outside of the rule', () => {
    const start = 'DTSTART:20310106T100000Z';
    expect(startsOf(event(UID, start, 'RDATE:20310108T100000Z'))).toEqual(['2031-01-06T10:00', '2031-01-08T10:00']);
    expect(startsOf(event(UID, start, 'RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20310115T000000Z'))).toEqual([
      '2031-01-06T10:00',
      '2031-01-07T10:00',
      '2031-01-14T10:00',
    ]);
  });

  it('a period has an end of its own', () => {
    const { events } = read(
      event(
        UID,
        'DTSTART:20310106T100000Z',
        'DURATION:PT1H',
        'RDATE;VALUE=PERIOD:20310108T100000Z/PT3H,20310109T100000Z/20310109T150000Z',
      ),
    );
    expect(
      events.map(({ event: { startsAt, endsAt } }) => (endsAt.getTime() - startsAt.getTime()) / 3_600_000),
    ).toEqual([1, 3, 5]);
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=WEEKLY;INTERVAL=10000;BYMONTH=2;BYMONTHDAY=30',
  ])('%s comes to an end though nothing follows', (rule) => {
    expect(startsOf(event(UID, 'DTSTART:20310106T100000Z', `RRULE:${rule}`))).toEqual(['2031-01-06T10:00']);
  });
});

describe('versions', () => {
  it('the highest SEQUENCE counts, wherever it stands; the older ones are told of', () => {
    const older = event(UID, 'DTSTART:20310304T190000Z', 'SEQUENCE:1');
    const newer = event(UID, 'DTSTART:20310304T190000Z', 'DURATION:PT3H', 'SEQUENCE:2');
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      const { events, skipped } = read(...order);
      expect(events.map(({ event: { endsAt } }) => endsAt.toISOString().slice(0, 13))).toEqual(['2031-03-04T22']);
      expect(skipped.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^an older version of \d "Show"$/)]);
    }
  });

  it('performances that share a UID are one event each, with an identity of its own', () => {
    const dates = Array.from({ length: 28 }, (_, day) => `203103${String(day + 1).padStart(2, '0')}T190000Z`);
    const { publications, skipped } = prepare(read(...dates.map((date) => event(UID, `DTSTART:${date}`))));
    expect([publications.length, skipped]).toEqual([28, []]);
    expect(new Set(publications.map((one) => one.event.identity.join(' '))).size).toBe(28);
  });
});

describe('bytes', () => {
  it('a line may be folded inside a character', () => {
    const whole = Buffer.from(
      calendar(['BEGIN:VEVENT', UID, 'SUMMARY:Grüße', 'DTSTART:20310304T190000Z', 'END:VEVENT']),
    );
    const at = whole.indexOf(Buffer.from('ü')) + 1;
    const folded = Buffer.concat([whole.subarray(0, at), Buffer.from('\r\n '), whole.subarray(at)]);
    expect(readCalendar(folded, options).events.map(({ event: { title } }) => title)).toEqual(['Grüße']);
  });

  it('a text is never cut inside what a reader takes for one character', () => {
    const [found] = read([
      'BEGIN:VEVENT',
      UID,
      `SUMMARY:${'a'.repeat(199)}👩‍👩‍👧`,
      'DTSTART:20310304T190000Z',
      'END:VEVENT',
    ]).events;
    expect(found?.event.title).toBe('a'.repeat(199));
  });
});
