/** What a source has cancelled moves with its series: at the same import, at a later one, with or without one between. */
import { describe, expect, it } from 'vitest';
import { after, entry, named, startWithFollowers, weekly } from './fixtures/follower.ts';

startWithFollowers();

const WHY = {
  status: 'cancelled in the source',
  exdate: 'left out by the source (EXDATE)',
  class: 'not public in the source (CLASS)',
};
const allOff = (...starts: string[]) => starts.map((at) => `stays off 03-${at} (${WHY.class})`);
const daily = (start: string, ...lines: string[]): string => entry(start, 'RRULE:FREQ=DAILY;COUNT=3', ...lines);
const override = (at: string, line: string): string =>
  entry(at, `RECURRENCE-ID;TZID=Europe/Berlin:203103${at}00`, line);
const exdate = (at: string): string => `EXDATE;TZID=Europe/Berlin:203103${at}00`;
const days = (start: string, ...lines: string[]): string =>
  entry('', 'RRULE:FREQ=DAILY;COUNT=3', ...lines).replace(/DTSTART.*/, `DTSTART;VALUE=DATE:203103${start}`);
const dayOff = (day: string, line: string): string =>
  entry('', `RECURRENCE-ID;VALUE=DATE:203103${day}`, line).replace(/DTSTART.*/, `DTSTART;VALUE=DATE:203103${day}`);

describe('a date that is withdrawn by the import that moves its series', () => {
  const cases: [string, string, string[], string, string, string][] = [
    [
      'weekly, to the next day, by an override',
      weekly('01T1900', ';COUNT=3'),
      [weekly('02T1900', ';COUNT=3'), override('09T1900', 'STATUS:CANCELLED')],
      '03-08 18:00',
      '03-09 18:00',
      WHY.status,
    ],
    [
      'daily, to another hour, by CLASS',
      daily('01T1900'),
      [daily('01T2000'), override('02T2000', 'CLASS:PRIVATE')],
      '03-02 18:00',
      '03-02 19:00',
      WHY.class,
    ],
    [
      'daily, to the morning, by an override',
      daily('01T1900'),
      [daily('01T0900'), override('02T0900', 'STATUS:CANCELLED')],
      '03-02 18:00',
      '03-02 08:00',
      WHY.status,
    ],
    [
      'daily, by EXDATE',
      daily('01T1900'),
      [daily('01T2000', exdate('02T2000'))],
      '03-02 18:00',
      '03-02 19:00',
      WHY.exdate,
    ],
    [
      'daily, to days without times, by EXDATE',
      daily('01T1900'),
      [days('01', 'EXDATE;VALUE=DATE:20310302')],
      '03-02 18:00',
      '03-02 09:00',
      WHY.exdate,
    ],
    [
      'daily, to days without times, by an override',
      daily('01T1900'),
      [days('01'), dayOff('02', 'CLASS:PRIVATE')],
      '03-02 18:00',
      '03-02 09:00',
      WHY.class,
    ],
    [
      'weekly past a change of the clocks',
      weekly('18T1900', ';COUNT=3'),
      [weekly('19T1900', ';COUNT=3'), override('26T1900', 'STATUS:CANCELLED')],
      '03-25 18:00',
      '03-26 18:00',
      WHY.status,
    ],
  ];

  it.each(cases)('%s', async (_, first, next, before, then, why) => {
    const follower = await after([first]);
    const there = new Set(follower.onSale());
    const done = await follower.imports(next);
    expect(done.filter((words) => !words.includes('→'))).toEqual([`cancelled ${before}`]);
    expect(done).toHaveLength(3);
    expect(await follower.imports(next)).toEqual([]);
    const [whole = ''] = next;
    const without = whole.replace(/\r\nEXDATE.*/, '');
    for (let times = 0; times < 2; times++)
      expect(await follower.imports([without])).toEqual([`stays off ${then} (${why})`]);
    expect(await follower.imports(next)).toEqual([]);
    // What is cancelled is so, wherever the series goes from there.
    const back = await follower.imports([first]);
    expect(back.filter((words) => !words.includes('→'))).toEqual([`stays off ${before} (${why})`]);
    expect(follower.onSale()).toEqual([...there].filter((at) => at !== before));
  });

  it('is cancelled by its date, not by that of another: those that are left out already stay what they are', async () => {
    // The third was never published.
    const follower = await after([daily('01T1900', exdate('03T1900')).replace('COUNT=3', 'COUNT=5')]);
    expect(
      await follower.imports([
        daily('11T1900', exdate('13T1900')).replace('COUNT=3', 'COUNT=5'),
        override('12T1900', 'STATUS:CANCELLED'),
      ]),
    ).toEqual([
      '03-01 18:00 → 03-11 18:00',
      '03-04 18:00 → 03-14 18:00',
      '03-05 18:00 → 03-15 18:00',
      'cancelled 03-02 18:00',
    ]);
  });

  it('of performances that share a UID', async () => {
    const follower = await after(['04T1900', '05T1900', '06T1900'].map((start) => entry(start)));
    const moved = ['04T2000', '05T2000', '06T2000'].map((start) => entry(start));
    const next = [moved[0] ?? '', entry('05T2000', 'STATUS:CANCELLED'), moved[2] ?? ''];
    expect(await follower.imports(next)).toContain('cancelled 03-05 18:00');
    expect(follower.onSale()).toEqual(['03-04 19:00', '03-06 19:00']);
    expect(await follower.imports(moved)).toEqual([`stays off 03-05 19:00 (${WHY.status})`]);
  });

  it('is the series, where all of it is not public', async () => {
    const follower = await after([daily('01T1900')]);
    expect(await follower.imports([daily('03T2000', 'CLASS:PRIVATE')])).toHaveLength(3);
    expect(await follower.imports([daily('03T2000')])).toEqual(
      ['03', '04', '05'].map((day) => `stays off 03-${day} 19:00 (${WHY.class})`),
    );
  });

  it('stays on where it is sold, and is asked for again', async () => {
    const follower = await after([daily('01T1900')]);
    const next = [daily('01T2000'), override('02T2000', 'STATUS:CANCELLED')];
    const sold = ['02'];
    expect(await follower.imports(next, { sold })).toContain('sold cancelled 03-02 18:00');
    expect(await follower.imports(next, { sold })).toEqual(['sold cancelled 03-02 18:00']);
    expect(await follower.imports([daily('01T2000')])).toEqual(['03-02 18:00 → 03-02 19:00']);
  });
});

describe('a series that turns to days without times', () => {
  it('has each event at its day, also where one is gone', async () => {
    const follower = await after([daily('01T1900')]);
    const two = days('01').replace(/RRULE.*/, 'RDATE;VALUE=DATE:20310303');
    expect(await follower.imports([two])).toEqual([
      '03-01 18:00 → 03-01 09:00',
      '03-03 18:00 → 03-03 09:00',
      'dropped 03-02 18:00',
    ]);
    expect(await follower.imports([daily('01T1900', exdate('02T1900'))])).toEqual([
      '03-01 09:00 → 03-01 18:00',
      '03-03 09:00 → 03-03 18:00',
    ]);
  });

  it.each([
    ['Los Angeles', 'America/Los_Angeles', '03-03 03:00'],
    ['Tokyo', 'Asia/Tokyo', '03-02 10:00'],
  ])('by the clock of its place: %s', async (town, zone, cancelled) => {
    const there = (text: string): string =>
      text.replaceAll('Europe/Berlin', zone).replaceAll('UID:s', `UID:s\r\nLOCATION:Hall\\, ${town}`);
    const follower = await after([there(daily('01T1900'))]);
    const done = await follower.imports([there(days('01', 'EXDATE;VALUE=DATE:20310302'))]);
    expect(done).toContain(`cancelled ${cancelled}`);
    expect(done).toHaveLength(3);
  });

  it('and back, and again, keeps what is withdrawn off', async () => {
    const follower = await after([days('01')]);
    await follower.imports([days('01'), dayOff('02', 'CLASS:PRIVATE')]);
    for (let times = 0; times < 2; times++) {
      await follower.imports([daily('01T1900'), override('02T1900', 'CLASS:PRIVATE')]);
      expect(follower.onSale()).toEqual(['03-01 18:00', '03-03 18:00']);
      await follower.imports([days('01'), dayOff('02', 'CLASS:PRIVATE')]);
      expect(follower.onSale()).toEqual(['03-01 09:00', '03-03 09:00']);
    }
    expect(await follower.imports([days('01')])).toEqual([`stays off 03-02 09:00 (${WHY.class})`]);
  });
});

describe('what was withdrawn as a whole stays off wherever it is public again', () => {
  const first = weekly('01T1900', ';COUNT=3');
  const moved = weekly('03T1900', ';COUNT=3');
  const hidden = weekly('03T1900', ';COUNT=3', 'CLASS:PRIVATE');

  it.each([
    ['moved before', [first, moved, hidden], first],
    ['moved before, and public at its dates in between', [first, moved, hidden, moved], first],
    ['hidden as it moves', [first, hidden], first],
    ['hidden as it moves, and public in between', [first, hidden, moved, moved], first],
  ])('a series %s', async (_, [start = '', ...others], last) => {
    const follower = await after([start]);
    for (const one of others) await follower.imports([one]);
    expect(follower.onSale()).toEqual([]);
    for (let times = 0; times < 2; times++)
      expect(await follower.imports([last])).toEqual(allOff('01 18:00', '08 18:00', '15 18:00'));
    expect(follower.onSale()).toEqual([]);
  });

  it('one that never moved, and a single event, alike', async () => {
    const follower = await after([first]);
    await follower.imports([weekly('01T1900', ';COUNT=3', 'CLASS:PRIVATE')]);
    expect(await follower.imports([moved])).toEqual(allOff('03 18:00', '10 18:00', '17 18:00'));
    const single = await after([entry('01T1900')]);
    await single.imports([entry('01T1900', 'CLASS:PRIVATE')]);
    expect(await single.imports([entry('03T1900')])).toEqual(allOff('03 18:00'));
  });

  it('one that was gone from its source, and cancelled for that (--cancel-missing)', async () => {
    const other = named('other', entry('20T1900'));
    const follower = await after([first, other]);
    await follower.imports([moved, other]);
    expect(await follower.imports([other], { cancelMissing: true })).toHaveLength(3);
    expect(await follower.imports([first, other])).toEqual(
      ['01', '08', '15'].map((day) => `stays off 03-${day} 18:00 (gone from the source)`),
    );
  });

  it('one date moves with the others of a series, also where some stay', async () => {
    const whole = weekly('01T1900', ';COUNT=4');
    const follower = await after([whole]);
    await follower.imports([whole, override('15T1900', 'CLASS:PRIVATE')]);
    const split = [weekly('01T1900', ';COUNT=1'), named('s_R20310308T180000', weekly('08T2000', ';COUNT=3'))];
    expect(await follower.imports(split)).toEqual([
      '03-08 18:00 → 03-08 19:00',
      '03-22 18:00 → 03-22 19:00',
      `stays off 03-15 19:00 (${WHY.class})`,
    ]);
  });
});
