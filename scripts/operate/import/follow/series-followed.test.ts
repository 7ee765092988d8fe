/** What a repeated import does about a series whose dates are others by now: from the text of a calendar to the plan. */
import { describe, expect, it } from 'vitest';
import { after, entry, named, startWithFollowers, weekly } from './fixtures/follower.ts';

startWithFollowers();

const google = (text: string, uid: string) => named(`${uid}@google.com`, text);
const message = (sequence: number) => ['METHOD:REQUEST', weekly('05T1900', ';COUNT=2', `SEQUENCE:${sequence}`)];

describe('a series', () => {
  it.each([
    [
      'another time of the day',
      weekly('04T2000', ';COUNT=3'),
      ['03-04 18:00 → 03-04 19:00', '03-11 18:00 → 03-11 19:00', '03-18 18:00 → 03-18 19:00'],
    ],
    [
      'another day of the week',
      weekly('05T1900', ';COUNT=3'),
      ['03-04 18:00 → 03-05 18:00', '03-11 18:00 → 03-12 18:00', '03-18 18:00 → 03-19 18:00'],
    ],
    ['a smaller COUNT', weekly('04T1900', ';COUNT=1'), ['dropped 03-11 18:00', 'dropped 03-18 18:00']],
    ['a smaller UNTIL', weekly('04T1900', ';UNTIL=20310312'), ['dropped 03-18 18:00']],
    [
      'an EXDATE',
      weekly('04T1900', ';COUNT=3', 'EXDATE;TZID=Europe/Berlin:20310311T190000'),
      ['cancelled 03-11 18:00'],
    ],
    [
      'another time and fewer dates',
      weekly('04T2000', ';COUNT=2'),
      ['03-04 18:00 → 03-04 19:00', '03-11 18:00 → 03-11 19:00', 'dropped 03-18 18:00'],
    ],
    [
      'another time without its first date',
      weekly('11T2000', ';COUNT=2'),
      ['03-11 18:00 → 03-11 19:00', '03-18 18:00 → 03-18 19:00', 'dropped 03-04 18:00'],
    ],
    [
      'another time and more dates',
      weekly('04T2000', ';COUNT=4'),
      ['03-04 18:00 → 03-04 19:00', '03-11 18:00 → 03-11 19:00', '03-18 18:00 → 03-18 19:00', 'new 03-25 19:00'],
    ],
    ['every second date', weekly('04T1900', ';INTERVAL=2;COUNT=2'), ['dropped 03-11 18:00']],
    [
      'days, and no times',
      weekly('04T1900', ';COUNT=3').replace(/DTSTART.*/, 'DTSTART;VALUE=DATE:20310304'),
      ['03-04 18:00 → 03-04 09:00', '03-11 18:00 → 03-11 09:00', '03-18 18:00 → 03-18 09:00'],
    ],
    [
      'one date only, and no rule',
      entry('12T1900'),
      ['03-11 18:00 → 03-12 18:00', 'dropped 03-04 18:00', 'dropped 03-18 18:00'],
    ],
    [
      'a first date that is dropped, and one more at its end',
      weekly('11T1900', ';COUNT=3'),
      ['dropped 03-04 18:00', 'new 03-25 18:00'],
    ],
  ])('that has %s by now follows its source', async (_, next, told) => {
    const follower = await after([weekly('04T1900', ';COUNT=3')]);
    expect(await follower.imports([next])).toEqual(told);
    expect(await follower.imports([next])).toEqual([]);
  });

  it('comes back as it was', async () => {
    const [first, moved] = [[weekly('04T1900', ';COUNT=3')], [weekly('05T2000', ';COUNT=3')]];
    const follower = await after(first);
    const ids = [...follower.events.keys()];
    await follower.imports(moved);
    await follower.imports(first);
    expect([[...follower.events.keys()], follower.onSale()]).toEqual([
      ids,
      ['03-04 18:00', '03-11 18:00', '03-18 18:00'],
    ]);
  });

  it('gets dates back that it had lost, again and again; what it says is cancelled stays so', async () => {
    const [long, short] = [[weekly('04T1900', ';COUNT=3')], [weekly('04T1900', ';COUNT=2')]];
    const follower = await after(long);
    for (let times = 0; times < 3; times++) {
      expect(await follower.imports(short)).toEqual(['dropped 03-18 18:00']);
      expect(await follower.imports(long)).toEqual(['new 03-18 18:00']);
      expect(await follower.imports(long)).toEqual([]);
    }
    expect(follower.onSale()).toEqual(['03-04 18:00', '03-11 18:00', '03-18 18:00']);
    await follower.imports([weekly('04T1900', ';COUNT=3', 'EXDATE;TZID=Europe/Berlin:20310311T190000')]);
    expect(await follower.imports(long)).toEqual(['stays off 03-11 18:00 (left out by the source (EXDATE))']);
  });

  it('moves on where its dates have the names that others of it had', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=3')]);
    await follower.imports([weekly('11T2000', ';COUNT=3')]);
    expect(follower.onSale()).toEqual(['03-11 19:00', '03-18 19:00', '03-25 19:00']);
    expect(await follower.imports([weekly('11T1900', ';COUNT=3')])).toEqual([
      '03-11 19:00 → 03-11 18:00',
      '03-18 19:00 → 03-18 18:00',
      '03-25 19:00 → 03-25 18:00',
    ]);
    const more = [weekly('04T1900', ';COUNT=4', 'EXDATE;TZID=Europe/Berlin:20310318T190000')];
    expect(await follower.imports(more)).toEqual(['cancelled 03-18 18:00', 'new 03-04 18:00']);
    expect(follower.onSale()).toEqual(['03-04 18:00', '03-11 18:00', '03-25 18:00']);
    expect(await follower.imports(more)).toEqual([]);
  });

  it('that is split in two, as Google does it, goes on', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=4')]);
    const split = [
      weekly('04T1900', ';UNTIL=20310317T225959Z'),
      named('s_R20310318T180000', weekly('18T2000', ';COUNT=2')),
    ];
    expect(await follower.imports(split)).toEqual(['03-18 18:00 → 03-18 19:00', '03-25 18:00 → 03-25 19:00']);
    expect(await follower.imports(split)).toEqual([]);
    const another = named('s_R20310318T180000', weekly('18T2030', ';COUNT=2'));
    expect(await follower.imports([split[0] ?? '', another])).toEqual([
      '03-18 19:00 → 03-18 19:30',
      '03-25 19:00 → 03-25 19:30',
    ]);
    const other = await after([google(weekly('04T1900', ';COUNT=2'), 'a')]);
    expect(
      await other.imports([google(weekly('04T1900', ';COUNT=1'), 'a'), google(entry('12T1900'), 'a_R20310311T180000')]),
    ).toEqual(['03-11 18:00 → 03-12 18:00']);
  });

  it('that is changed from one date on (RANGE=THISANDFUTURE) goes on', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=3')]);
    const later = entry('12T2000', 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20310311T190000');
    expect(await follower.imports([weekly('04T1900', ';COUNT=3'), later])).toEqual([
      '03-11 18:00 → 03-12 19:00',
      '03-18 18:00 → 03-19 19:00',
    ]);
  });

  it('without an end keeps as many dates as are known, also where fewer are asked for', async () => {
    const follower = await after([weekly('04T1900', '')], { occurrences: 6 });
    const moved = await follower.imports([weekly('05T1900', '')], { occurrences: 2 });
    expect(moved).toHaveLength(6);
    expect(moved.every((line) => line.includes('→'))).toBe(true);
    const later = await follower.imports([weekly('19T2000', '')], { occurrences: 2 });
    expect([later.length, later.every((line) => line.includes('→'))]).toEqual([6, true]);
  });

  it('without an end is not one date shorter where its first one is over', async () => {
    const follower = await after([weekly('04T1900', '')], { occurrences: 3 });
    expect(await follower.imports([weekly('04T2000', '')], { occurrences: 3, now: '2031-03-06' })).toEqual([
      '03-11 18:00 → 03-11 19:00',
      '03-18 18:00 → 03-18 19:00',
      'new 03-25 19:00',
    ]);
  });

  it('that has ended by now has no dates to come', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=3'), named('other', entry('20T1900'))]);
    const ended = [weekly('04T1900', ';UNTIL=20310305'), named('other', entry('20T1900'))];
    expect(await follower.imports(ended, { now: '2031-03-06' })).toEqual([
      'dropped 03-11 18:00',
      'dropped 03-18 18:00',
    ]);
  });

  it('keeps what is sold where it is, moves the others, and says which', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=3')]);
    const sold = ['11', '18'];
    const shorter = [weekly('05T1900', ';COUNT=2')];
    const told = ['03-04 18:00 → 03-05 18:00', 'sold 03-11 18:00 → 03-12 18:00', 'sold dropped 03-18 18:00'];
    expect(await follower.imports(shorter, { sold })).toEqual(told);
    expect(follower.onSale()).toEqual(['03-05 18:00', '03-11 18:00', '03-18 18:00']);
    expect(await follower.imports(shorter, { sold })).toEqual(told.slice(1));
    expect(await follower.imports(shorter)).toEqual(['03-11 18:00 → 03-12 18:00', 'dropped 03-18 18:00']);
  });

  it('keeps in mind where what is sold belongs, however far, and where it belongs next', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=4')]);
    const sold = ['11'];
    const later = [weekly('14T2000', ';COUNT=4')];
    expect(await follower.imports(later, { sold })).toEqual([
      '03-04 18:00 → 03-14 19:00',
      '03-18 18:00 → 03-28 19:00',
      '03-25 18:00 → 04-04 18:00',
      'sold 03-11 18:00 → 03-21 19:00',
    ]);
    expect(await follower.imports(later, { sold })).toEqual(['sold 03-11 18:00 → 03-21 19:00']);
    expect(await follower.imports([weekly('15T2000', ';COUNT=4')], { sold })).toEqual([
      '03-14 19:00 → 03-15 19:00',
      '03-28 19:00 → 03-29 19:00',
      '04-04 18:00 → 04-05 18:00',
      'sold 03-11 18:00 → 03-22 19:00',
    ]);
    expect(await follower.imports([weekly('15T2000', ';COUNT=4')])).toEqual(['03-11 18:00 → 03-22 19:00']);
  });

  it('is left as it is where it, or what follows in it, cannot be read', async () => {
    const first = [weekly('04T1900', ';COUNT=3')];
    const follower = await after(first);
    const bad = entry('99T1900', 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20310311T190000');
    expect(await follower.imports([...first, bad])).toEqual(['left 03-11 18:00', 'left 03-18 18:00']);
    expect(await follower.imports([weekly('04T1900', ';COUNT=none'), named('x', entry('04T1900'))])).toContain(
      'left 03-18 18:00',
    );
  });

  it('of which only a changed date is in the file is not known to have no others', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=2')]);
    const one = entry('12T1900', 'RECURRENCE-ID;TZID=Europe/Berlin:20310311T190000');
    expect(await follower.imports([one])).toEqual(['03-11 18:00 → 03-12 18:00', 'missing 03-04 18:00']);
  });

  it('whose UID is gone is missing, and a message about others says nothing of it', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=2'), named('b', entry('06T1900'))]);
    expect(await follower.imports([named('b', entry('06T1900'))])).toEqual([
      'missing 03-04 18:00',
      'missing 03-11 18:00',
    ]);
    expect(await follower.imports(['METHOD:REQUEST', named('b', entry('06T1900'))])).toEqual([
      'left 03-04 18:00',
      'left 03-11 18:00',
    ]);
  });

  it('is all that a message (METHOD:REQUEST) says of it, unless that is older', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=3', 'SEQUENCE:2'), named('b', entry('06T1900'))]);
    expect(await follower.imports(message(1))).toEqual([
      'left 03-04 18:00',
      'left 03-06 18:00',
      'left 03-11 18:00',
      'left 03-18 18:00',
    ]);
    expect(await follower.imports(message(3))).toEqual([
      '03-04 18:00 → 03-05 18:00',
      '03-11 18:00 → 03-12 18:00',
      'dropped 03-18 18:00',
      'left 03-06 18:00',
    ]);
  });

  it('is not known whole where the file is cut off', async () => {
    const follower = await after([weekly('04T1900', ';COUNT=3')]);
    expect(await follower.imports([weekly('04T1900', ';COUNT=1')], { isCutOff: true })).toEqual([
      'left 03-11 18:00',
      'left 03-18 18:00',
    ]);
  });
});
