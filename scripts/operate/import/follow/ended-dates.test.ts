/** What a source has cancelled stays off when the source has it again, whether or not it was moved before. */
import { describe, expect, it } from 'vitest';
import { after, entry, named, startWithFollowers, titled, weekly } from './fixtures/follower.ts';

startWithFollowers();

const daily = (start: string, ...lines: string[]): string => entry(start, 'RRULE:FREQ=DAILY;COUNT=3', ...lines);
const exdate = (at: string): string => `EXDATE;TZID=Europe/Berlin:203103${at}00`;
const off = (at: string): string => entry(at, `RECURRENCE-ID;TZID=Europe/Berlin:203103${at}00`, 'STATUS:CANCELLED');
const message = (text: string): string[] => ['METHOD:CANCEL', text];
/** A message says nothing of the others. */
const withoutLeft = (done: string[]): string[] => done.filter((words) => !words.startsWith('left'));

const movedTo13 = (count: number, ...lines: string[]): string => weekly('13T2000', `;COUNT=${count}`, ...lines);

const WHY = {
  status: 'cancelled in the source',
  exdate: 'left out by the source (EXDATE)',
  class: 'not public in the source (CLASS)',
};

describe('a date that its source cancelled', () => {
  const moved = daily('11T1900');
  const ways: [string, string[], string][] = [
    ['an override', [moved, off('12T1900')], WHY.status],
    ['an EXDATE', [daily('11T1900', 'EXDATE;TZID=Europe/Berlin:20310312T190000')], WHY.exdate],
    [
      'an override that is not public',
      [moved, entry('12T1900', 'RECURRENCE-ID;TZID=Europe/Berlin:20310312T190000', 'CLASS:PRIVATE')],
      WHY.class,
    ],
    ['a message', message(off('12T1900')), WHY.status],
  ];

  it.each(ways)('by %s stays off in a series that was moved before', async (_, cancelling, why) => {
    const follower = await after([daily('01T1900')]);
    expect(await follower.imports([moved])).toHaveLength(3);
    expect(withoutLeft(await follower.imports(cancelling))).toEqual(['cancelled 03-12 18:00']);
    // As often as the source says so, and also when it says it anew in between.
    for (const lines of [[moved], [moved], cancelling, [moved]])
      expect(withoutLeft(await follower.imports(lines))).toEqual(
        lines === cancelling ? [] : [`stays off 03-12 18:00 (${why})`],
      );
    expect(follower.onSale()).toEqual(['03-11 18:00', '03-13 18:00']);
  });

  it.each(ways)('by %s stays off in one that was not', async (_, cancelling, why) => {
    const follower = await after([moved]);
    expect(withoutLeft(await follower.imports(cancelling))).toEqual(['cancelled 03-12 18:00']);
    expect(await follower.imports([moved])).toEqual([`stays off 03-12 18:00 (${why})`]);
  });

  it('by a message that comes before the import that has it stays off, and its event is the one that is off', async () => {
    const follower = await after([daily('01T1900')]);
    expect(withoutLeft(await follower.imports(message(off('12T1900'))))).toEqual([]);
    // The source as it was says nothing of that date.
    expect(await follower.imports([daily('01T1900')])).toEqual([]);
    expect(await follower.imports([moved])).toEqual([
      '03-01 18:00 → 03-11 18:00',
      '03-03 18:00 → 03-13 18:00',
      'cancelled 03-02 18:00',
    ]);
    for (let times = 0; times < 2; times++)
      expect(await follower.imports([moved])).toEqual([`stays off 03-12 18:00 (${WHY.status})`]);
    expect(follower.onSale()).toEqual(['03-11 18:00', '03-13 18:00']);
  });

  it('by a message before anything of its series was published is not published', async () => {
    const follower = await after([named('other', daily('01T1900'))]);
    await follower.imports(message(off('12T1900')));
    const both = [named('other', daily('01T1900')), moved];
    expect(await follower.imports(both)).toEqual(['new 03-11 18:00', 'new 03-13 18:00']);
    expect(await follower.imports(both)).toEqual([]);
  });

  it('is not remembered of a message that is older than its series is by then', async () => {
    const follower = await after([daily('01T1900', 'SEQUENCE:2')]);
    await follower.imports(message(off('12T1900').replace('STATUS', 'SEQUENCE:1\r\nSTATUS')));
    expect(await follower.imports([moved.replace('END:VEVENT', 'SEQUENCE:3\r\nEND:VEVENT')])).toHaveLength(3);
    expect(follower.onSale()).toEqual(['03-11 18:00', '03-12 18:00', '03-13 18:00']);
  });

  it('does not keep the date off sale that it had before it was moved', async () => {
    const follower = await after([daily('01T1900')]);
    await follower.imports([daily('03T1900')]);
    // What was on the second is on the third by now, or on the fourth.
    await follower.imports([daily('03T1900'), off('04T1900')]);
    expect(follower.onSale()).toEqual(['03-03 18:00', '03-05 18:00']);
    const next = await follower.imports([entry('01T1900', 'RRULE:FREQ=DAILY;COUNT=5')]);
    expect(next.filter((words) => words.startsWith('stays off'))).toEqual([`stays off 03-04 18:00 (${WHY.status})`]);
    expect(follower.onSale()).toEqual(['03-01 18:00', '03-02 18:00', '03-03 18:00', '03-05 18:00']);
  });

  it('is told apart from another play at its time', async () => {
    const plays = [entry('11T1900'), titled('Other', entry('12T1900'))];
    const follower = await after(plays);
    expect(await follower.imports([titled('Other', entry('12T1900'))])).toHaveLength(1);
  });
});

describe('a series that was moved, cut short, made longer and then private', () => {
  it('stays off as a whole when it is public again', async () => {
    const follower = await after([weekly('06T1900', ';COUNT=4')], { now: '2031-01-01' });
    for (const count of [4, 2, 4]) await follower.imports([movedTo13(count)]);
    expect(follower.onSale()).toHaveLength(4);
    expect(await follower.imports([movedTo13(4, 'CLASS:PRIVATE')])).toHaveLength(4);
    expect(follower.onSale()).toEqual([]);
    const again = await follower.imports([movedTo13(4)]);
    expect(again.map((words) => words.replace(/\d\d-\d\d \d\d:\d\d/, '…'))).toEqual(
      Array.from({ length: 4 }, () => `stays off … (${WHY.class})`),
    );
    expect(follower.onSale()).toEqual([]);
  });
});

describe('what is cancelled is forgotten', () => {
  it('when it is over', async () => {
    const follower = await after([daily('01T1900')]);
    await follower.imports([daily('11T1900')]);
    await follower.imports([daily('11T1900'), off('12T1900')]);
    expect(await follower.imports([daily('11T1900')], { now: '2031-03-13' })).toEqual([]);
  });
});

describe('a date that is new is published', () => {
  const three = ['04T1900', '05T1900', '06T1900'].map((start) => entry(start));
  const [one = '', two = ''] = three;

  it('though a performance was cancelled that is not told any more, told again in between or not', async () => {
    for (const between of [[], [three]]) {
      const follower = await after(three);
      await follower.imports([one, two, entry('06T1900', 'STATUS:CANCELLED')]);
      for (const lines of between) await follower.imports(lines);
      expect(await follower.imports([one, two, entry('09T1900')])).toEqual(['new 03-09 18:00']);
    }
  });

  it('and though the series had one cancelled', async () => {
    const follower = await after([weekly('01T1900', ';COUNT=3')]);
    await follower.imports([weekly('01T1900', ';COUNT=3', exdate('15T1900'))]);
    expect(
      await follower.imports([weekly('01T1900', ';COUNT=2'), named('s_R20310320T180000', entry('20T1900'))]),
    ).toEqual(['new 03-20 18:00']);
  });

  it('though all of it was cancelled that is over by now', async () => {
    const follower = await after([daily('01T1900')]);
    await follower.imports([daily('01T1900', 'CLASS:PRIVATE')]);
    expect(await follower.imports([daily('20T1900')], { now: '2031-03-05' })).toEqual(
      ['20', '21', '22'].map((day) => `new 03-${day} 18:00`),
    );
  });

  it('of another play', async () => {
    const plays = [one, titled('Other', two)];
    const follower = await after(plays);
    await follower.imports([one, titled('Other', entry('05T1900', 'STATUS:CANCELLED'))]);
    expect(await follower.imports([entry('04T1930')])).toEqual(['03-04 18:00 → 03-04 18:30']);
  });
});
