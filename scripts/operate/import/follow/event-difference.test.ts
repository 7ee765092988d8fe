import { expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import { seatCount } from '../../../../functions/shared/event/chart.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import { newEvent } from '../import-rules.ts';
import type { SourceEvent } from '../source-event.ts';
import { differenceOf, withoutSeats } from './event-difference.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { extrasOf } from './extras.ts';
import type { Publication } from './import-task.ts';

function publication(more: Partial<SourceEvent> = {}): Publication {
  const event = exampleSourceEvent(undefined, more);
  return { entry: '1', event, body: NewEvent.parse(newEvent(event)) };
}

/** As the API shows what was published. */
const shown = ({ body: { chart, ...body } }: Publication): EventView =>
  ({ ...body, seatsTotal: seatCount(chart) }) as unknown as EventView;

const online = { online: true, venue: { name: 'Online', city: 'Online', country: 'Online', timeZone: 'UTC' } };

it('there is none between an event and what it was published as', () => {
  expect(differenceOf(shown(publication()), publication())).toBeUndefined();
});

it('only what a buyer has paid for is of terms', () => {
  const words = publication({ description: 'New', category: 'music' });
  expect(differenceOf(shown(publication()), words)).toMatchObject({ isOfTerms: false, change: { description: 'New' } });
  expect(differenceOf(shown(publication()), publication({ title: 'Other' }))).toMatchObject({ isOfTerms: true });
});

it('an address or link is told of in words, and no matter of what was paid for unless it leads elsewhere', () => {
  const venue = { name: 'Hall', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' };
  const at = (address: string) => publication({ venue: { ...venue, address }, url: 'https://show.example/' });
  expect(differenceOf(shown(publication()), at('Side Street 1'))).toEqual({
    change: { venue: { ...venue, address: 'Side Street 1' }, url: 'https://show.example/' },
    words: ['venue address none → Side Street 1', 'url none → https://show.example/'],
    isOfTerms: false,
  });
  const told = extrasOf(at('Side Street 1').body);
  expect(differenceOf(shown(at('Side Street 1')), at('Side Street 2'), told)).toMatchObject({ isOfTerms: true });
});

it('doors that the organizer has set move with the beginning, and are left alone else', () => {
  const before = { ...shown(publication()), doorsAt: '2031-03-04T17:30:00.000Z' };
  expect(differenceOf(before, publication())).toBeUndefined();
  const later = publication({
    startsAt: new Date('2031-03-03T18:00:00Z'),
    endsAt: new Date('2031-03-03T20:00:00Z'),
  });
  expect(differenceOf(before, later)?.change).toMatchObject({ doorsAt: '2031-03-03T17:30:00.000Z' });
});

it('what moves from a hall to the net, or back, gets the seats of the rule, unless its prices are not of the rule', () => {
  const there = publication(online);
  const difference = differenceOf(shown(publication()), there);
  expect(difference?.change).toMatchObject({ chart: there.body.chart, priceCategories: there.body.priceCategories });
  expect(difference && Object.keys(withoutSeats(difference).change)).toEqual(['venue']);
  expect(differenceOf(shown(there), publication())?.change).toHaveProperty('chart');
  const own = shown(publication());
  own.priceCategories = own.priceCategories.map((one) => ({ ...one, priceCents: 100 }));
  expect(differenceOf(own, there)?.change).not.toHaveProperty('chart');
});
