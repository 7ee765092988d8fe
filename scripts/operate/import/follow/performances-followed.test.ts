/** The same of performances that share a UID, and of entries without one. */
import { describe, expect, it } from 'vitest';
import { after, entry, startWithFollowers, titled, weekly } from './fixtures/follower.ts';

startWithFollowers();

describe('performances of one UID', () => {
  const three = ['04T1900', '05T1900', '06T1900'].map((start) => entry(start));

  it('that moved, all of them or some, are the same; what is gone is cancelled', async () => {
    expect(await (await after(three)).imports(['11T1900', '12T1900', '13T1900'].map((start) => entry(start)))).toEqual([
      '03-04 18:00 → 03-11 18:00',
      '03-05 18:00 → 03-12 18:00',
      '03-06 18:00 → 03-13 18:00',
    ]);
    expect(await (await after(three)).imports([entry('04T1900'), entry('05T2000'), entry('08T1900')])).toEqual([
      '03-05 18:00 → 03-05 19:00',
      '03-06 18:00 → 03-08 18:00',
    ]);
    expect(await (await after(three)).imports([entry('05T1900')])).toEqual([
      'dropped 03-04 18:00',
      'dropped 03-06 18:00',
    ]);
    expect(await (await after(three)).imports([entry('05T1900'), entry('06T1900'), entry('09T1900')])).toEqual([
      '03-04 18:00 → 03-09 18:00',
    ]);
  });

  it('are the same under another title, and another play where there are several', async () => {
    const renamed = [entry('05T1900'), entry('06T1930')].map((one) => titled('New name', one));
    expect(await (await after(three)).imports(renamed)).toEqual(['03-06 18:00 → 03-06 18:30', 'dropped 03-04 18:00']);
    const plays = [titled('Hamlet', entry('04T1900')), titled('Macbeth', entry('05T1900'))];
    const follower = await after(plays);
    expect(await follower.imports([titled('Macbeth', entry('05T1900')), titled('Lear', entry('07T1900'))])).toEqual([
      'missing 03-04 18:00',
      'new 03-07 18:00',
    ]);
  });

  it('one of which is left has the name of all, and is still itself', async () => {
    const follower = await after([entry('04T1900')]);
    await follower.imports([entry('04T1900'), entry('06T1900')]);
    expect(await follower.imports([entry('06T1900')])).toEqual(['dropped 03-04 18:00']);
    expect(follower.onSale()).toEqual(['03-06 18:00']);
  });

  it('do not move to where others were that are over by now', async () => {
    const follower = await after(three);
    const now = '2031-03-05';
    expect(await follower.imports([entry('04T1900'), entry('06T1900')], { now })).toEqual(['dropped 03-05 18:00']);
    expect(await follower.imports([entry('04T1900'), entry('07T1900')], { now })).toEqual([
      '03-06 18:00 → 03-07 18:00',
    ]);
  });

  it('one of which becomes a series', async () => {
    const follower = await after([entry('04T1900')]);
    expect(await follower.imports([weekly('05T1900', ';COUNT=2')])).toEqual([
      '03-04 18:00 → 03-05 18:00',
      'new 03-12 18:00',
    ]);
  });
});

it('what has no UID and is gone is not what is over', async () => {
  const anonymous = ['04T1900', '12T1900', '13T1900'].map((start) => entry(start).replace('UID:s\r\n', ''));
  const [over = '', before = '', later = ''] = anonymous;
  const follower = await after([over, before]);
  expect(await follower.imports([over], { now: '2031-03-06' })).toEqual(['missing 03-12 18:00']);
  expect(await follower.imports([over, later], { now: '2031-03-06' })).toEqual(['03-12 18:00 → 03-13 18:00']);
});

it('what has no UID is known by what it is called only: it is missing', async () => {
  const anonymous = ['04T1900', '05T1900', '06T1900'].map((start) => entry(start).replace('UID:s\r\n', ''));
  const follower = await after(anonymous);
  expect(await follower.imports(anonymous.slice(2))).toEqual(['missing 03-04 18:00', 'missing 03-05 18:00']);
});
