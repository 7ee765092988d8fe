import { expect, it } from 'vitest';
import { NewEvent } from '../../../../functions/publish/api.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import { newEvent, VENUE_UNKNOWN } from '../import-rules.ts';
import type { SourceVenue } from '../source-event.ts';
import { exampleSourceEvent } from './example-source-event.ts';
import { extrasFollowed, extrasOf, isOtherPlace, NOTHING_TOLD } from './extras.ts';

const HALL = { name: 'Hall', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' };

function event({ url, venue = {} }: { url?: string | undefined; venue?: Partial<SourceVenue> } = {}): NewEvent {
  return NewEvent.parse(newEvent(exampleSourceEvent(undefined, { venue: { ...HALL, ...venue }, url })));
}

const shown = (body: NewEvent): EventView => body as unknown as EventView;
const link = (name: string | undefined): string | undefined => name && `https://${name}.example/`;

it.each([
  ['what the source told and tells otherwise', 'a', 'a', 'b', 'b'],
  ['what the source told and does not any more', 'a', 'a', undefined, undefined],
  ['what the source tells for the first time', undefined, undefined, 'b', 'b'],
  ['the organizer’s own, whatever the source told', 'own', 'a', 'a', 'own'],
  ['the organizer’s own, also where the source tells otherwise by now', 'own', 'a', 'b', 'own'],
  ['the organizer’s own where the source tells nothing', 'own', undefined, undefined, 'own'],
  ['the organizer’s own where the source begins to tell', 'own', undefined, 'b', 'own'],
  ['what the organizer took away', undefined, 'a', 'a', undefined],
])('%s: shown %s, told %s, tells %s: %s', (_, is, was, says, becomes) => {
  const told = extrasOf(event({ url: link(was) }));
  const { url } = extrasFollowed(shown(event({ url: link(is) })), event({ url: link(says) }), told);
  expect(url).toBe(link(becomes) ?? null);
});

it.each([
  ['what the source tells goes before', 'is', 'b', 'b'],
  ['what it does not tell stays', 'is', undefined, 'is'],
])('where nobody knows what was told, %s', (_, is, says, becomes) => {
  const { url } = extrasFollowed(shown(event({ url: link(is) })), event({ url: link(says) }), undefined);
  expect(url).toBe(link(becomes));
});

const venueOf = (is: Partial<SourceVenue>, says: Partial<SourceVenue>, was = NOTHING_TOLD) =>
  extrasFollowed(shown(event({ venue: is })), event({ venue: says }), was).venue;

it('an address and a page are those of the place: they go with it', () => {
  const address = 'Side Street 1';
  expect(venueOf({ address }, {})).toEqual({ ...HALL, address });
  expect(venueOf({ address }, { timeZone: 'Europe/Vienna' })).toEqual({ ...HALL, address, timeZone: 'Europe/Vienna' });
  expect(venueOf({ address }, { name: 'Arena' })).toEqual({ ...HALL, name: 'Arena' });
  expect(venueOf({ address, url: link('hall') }, { city: 'Bonn' })).toEqual({ ...HALL, city: 'Bonn' });
});

it('the name is what the source tells; with one of the organizer’s the address stays', () => {
  const told = extrasOf(event());
  expect(venueOf({ name: 'My hall', address: 'Side Street 1' }, {}, told)).toEqual({
    ...HALL,
    address: 'Side Street 1',
  });
});

it('a name that is made up is none: the organizer’s stays, that of the source goes when it tells none any more', () => {
  const unknown = { name: VENUE_UNKNOWN };
  const own = { name: 'Centre', address: 'Side Street 1' };
  expect(venueOf(own, unknown, extrasOf(event({ venue: unknown })))).toEqual({ ...HALL, ...own });
  expect(venueOf({}, unknown, extrasOf(event()))).toEqual({ ...HALL, ...unknown });
  expect(venueOf(unknown, {}, extrasOf(event({ venue: unknown })))).toEqual(HALL);
});

it('a place is another when one would go elsewhere', () => {
  expect(isOtherPlace(HALL, { ...HALL, address: 'Side Street 1', url: 'https://hall.example/' })).toBe(false);
  expect(isOtherPlace({ ...HALL, address: 'Side Street 1' }, HALL)).toBe(false);
  expect(isOtherPlace({ ...HALL, address: 'Side Street 1' }, { ...HALL, address: 'Side Street 2' })).toBe(true);
  expect(isOtherPlace(HALL, { ...HALL, name: 'Arena' })).toBe(true);
});
