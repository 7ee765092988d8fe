import { describe, expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import { newEvent } from '../import-rules.ts';
import { differenceOf } from './event-difference.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { objectionTo, type OwnTimes, timesAlong } from './times-along.ts';

const now = new Date('2031-03-01T00:00:00Z');
const body = NewEvent.parse(newEvent(exampleSourceEvent()));

/** An event on 4 March 2031, from 18 to 20 o'clock, with times of the organizer's own. */
const shownWith = (own: Partial<OwnTimes>): EventView => ({ ...body, ...own }) as unknown as EventView;

/** From 18 to 20 o'clock of another day. */
const on = (day: string) => ({ startsAt: `2031-03-${day}T18:00:00.000Z`, endsAt: `2031-03-${day}T20:00:00.000Z` });

describe('where the source moves an event', () => {
  it.each<[string, string, Partial<OwnTimes>, Partial<OwnTimes>]>([
    ['doors move along', '03', { doorsAt: '2031-03-04T17:00:00.000Z' }, { doorsAt: '2031-03-03T17:00:00.000Z' }],
    [
      'the end of the sale moves along',
      '03',
      { offSaleAt: '2031-03-04T16:00:00.000Z' },
      { offSaleAt: '2031-03-03T16:00:00.000Z' },
    ],
    [
      'the end of cancelling moves along',
      '11',
      { cancelUntil: '2031-03-02T18:00:00.000Z' },
      { cancelUntil: '2031-03-09T18:00:00.000Z' },
    ],
    [
      'a sale that has ended stays ended',
      '11',
      { offSaleAt: '2031-02-28T00:00:00.000Z' },
      { offSaleAt: '2031-02-28T00:00:00.000Z' },
    ],
    [
      'no end is moved into the past',
      '02',
      { offSaleAt: '2031-03-02T12:00:00.000Z', cancelUntil: '2031-03-03T00:00:00.000Z' },
      { offSaleAt: '2031-03-02T12:00:00.000Z', cancelUntil: '2031-03-02T20:00:00.000Z' },
    ],
    [
      'the begin of the sale stays',
      '11',
      { onSaleAt: '2031-03-02T00:00:00.000Z' },
      { onSaleAt: '2031-03-02T00:00:00.000Z' },
    ],
    [
      'but not where all would be over before it',
      '02',
      { onSaleAt: '2031-03-04T12:00:00.000Z' },
      { onSaleAt: '2031-03-02T12:00:00.000Z' },
    ],
    ['cancelling that is never allowed stays so', '11', { cancelUntil: null }, { cancelUntil: null }],
  ])('%s', (_what, day, own, moved) => {
    const shown = shownWith(own);
    expect(timesAlong(shown, on(day), now)).toMatchObject(moved);
    expect(objectionTo({ ...on(day), ...timesAlong(shown, on(day), now) }, shown, body, now)).toBeUndefined();
  });

  it('where only the end moves nothing is after it', () => {
    const own = { offSaleAt: '2031-03-04T19:30:00.000Z', cancelUntil: '2031-03-04T18:30:00.000Z' };
    const shorter = { ...on('04'), endsAt: '2031-03-04T19:00:00.000Z' };
    expect(timesAlong(shownWith(own), shorter, now)).toMatchObject({
      offSaleAt: '2031-03-04T19:00:00.000Z',
      cancelUntil: '2031-03-04T18:30:00.000Z',
    });
  });

  it('nothing moves where the event does not', () => {
    const shown = shownWith({ offSaleAt: '2031-03-05T00:00:00.000Z', onSaleAt: '2031-03-06T00:00:00.000Z' });
    expect(differenceOf(shown, { entry: '1', event: exampleSourceEvent(), body })).toBeUndefined();
  });

  it('the change has these times and says so', () => {
    const source = exampleSourceEvent('2031-03-03');
    const next = { entry: '1', event: source, body: NewEvent.parse(newEvent(source)) };
    const difference = differenceOf(shownWith({ offSaleAt: '2031-03-04T16:00:00.000Z' }), next);
    expect(difference?.change).toEqual({ ...on('03'), offSaleAt: '2031-03-03T16:00:00.000Z' });
    expect(difference?.words).toContain('offSaleAt 2031-03-04T16:00:00.000Z → 2031-03-03T16:00:00.000Z');
  });
});

it('what the API would refuse is known before: times that have passed, doors long before', () => {
  const past = { startsAt: '2031-02-01T18:00:00.000Z', endsAt: '2031-02-01T20:00:00.000Z' };
  expect(objectionTo(past, shownWith({}), body, now)).toBe(
    'startsAt: must not be in the past; endsAt: must not be in the past',
  );
  expect(
    objectionTo({ title: 'Other' }, shownWith({ doorsAt: '2031-03-04T19:00:00.000Z' }), body, now),
  ).toBeUndefined();
});
