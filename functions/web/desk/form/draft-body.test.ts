import { describe, expect, test } from 'vitest';
import { NewEvent } from '../../../publish/api.ts';
import { changeOf, eventBodyOf, fieldAtPath } from './draft-body.ts';
import { changedFields, draftOf, type EventDraft, mergedDraft, newDraft } from './event-draft.ts';
import { chartOfHall, readyHall, READY_IDS, seatsInChart } from './hall-choices.ts';

const { hall, prices } = readyHall('cinema');
const draft = (changes: Partial<EventDraft> = {}): EventDraft => ({
  ...newDraft(
    'Europe/Lisbon',
    hall,
    prices.map((price) => ({ ...price, price: '12,50' })),
  ),
  title: 'An evening of strings',
  category: 'music',
  startsAt: '2031-05-14T19:30',
  endsAt: '2031-05-14T22:00',
  venueName: 'Old Hall',
  city: 'Lisbon',
  country: 'Portugal',
  ...changes,
});
const faultsOf = (changes: Partial<EventDraft>) =>
  eventBodyOf(draft(changes)).faults.map(({ field, why }) => `${field} ${why}`);

test('what fits the form, the API takes: each hall to begin with, and one that is counted', () => {
  for (const id of READY_IDS) {
    const ready = readyHall(id);
    const { body } = eventBodyOf(
      draft({ hall: ready.hall, prices: ready.prices.map((one) => ({ ...one, price: '1' })) }),
    );
    expect([id, NewEvent.safeParse({ status: 'draft', ...body }).error?.issues]).toEqual([id, undefined]);
  }
  const counted = [
    { name: 'Stalls', kind: 'seated', rows: '3', seats: '12', category: 'A' },
    { name: 'Floor', kind: 'general', rows: '', seats: '200', category: 'A' },
  ] as const;
  const made = { source: 'counted', counted, chart: undefined, plan: null } as const;
  const { body, faults } = eventBodyOf(
    draft({
      hall: made,
      doorsAt: '2031-05-14T18:00',
      offSaleAt: '2031-05-14T12:00',
      cancel: 'until',
      cancelUntil: '2031-05-01T00:00',
      url: 'https://example.org/42',
      limitPerBuyer: '4',
      accountMinutes: '1440',
    }),
  );
  expect(faults).toEqual([]);
  expect(NewEvent.safeParse({ status: 'draft', ...body }).error?.issues).toBeUndefined();
  expect(body).toMatchObject({
    startsAt: '2031-05-14T18:30:00.000Z',
    cancelUntil: '2031-04-30T23:00:00.000Z',
    limitPerBuyer: 4,
    plan: null,
  });
  expect(seatsInChart(chartOfHall(made) ?? { sections: [] })).toBe(236);
});

describe('what does not fit is said of its field', () => {
  test.each([
    ['title missing', { title: ' ' }],
    ['endsAt afterStart', { endsAt: '2031-05-14T19:30' }],
    ['doorsAt notAfterStart', { doorsAt: '2031-05-14T19:31' }],
    ['doorsAt weekBefore', { doorsAt: '2031-05-07T19:29' }],
    ['onSaleAt beforeEnd', { onSaleAt: '2031-05-14T22:00' }],
    ['offSaleAt notAfterEnd', { offSaleAt: '2031-05-14T22:01' }],
    ['offSaleAt afterOnSale', { onSaleAt: '2031-05-01T10:00', offSaleAt: '2031-05-01T10:00' }],
    ['cancelUntil missing', { cancel: 'until' as const }],
    ['startsAt noTime', { startsAt: '2031-03-30T01:30' }],
    ['imageUrl link', { imageUrl: 'example.org/x.png' }],
    ['limitPerOrder count', { limitPerOrder: '51' }],
    ['limitPerBuyer count', { limitPerBuyer: '0' }],
    ['prices.0.price amount', { prices: prices.map((price) => ({ ...price, price: 'ten' })) }],
    ['prices unusedCategory', { prices: [{ id: 'Z', name: 'Other', price: '1' }] }],
    ['hall hall', { hall: { source: 'imported', counted: [], chart: undefined, plan: null } as const }],
  ])('%s', (fault, changes) => expect(faultsOf(changes)).toContain(fault));

  test.each([
    ['venue.name', 'venueName'],
    ['venue.city', 'city'],
    ['venue', 'venueName'],
    ['priceCategories.2.priceCents', 'prices.2.price'],
    ['priceCategories.2.name', 'prices.2.name'],
    ['chart.sections.0.rows', 'hall'],
    ['minAccountAgeMinutes', 'accountMinutes'],
    ['endsAt', 'endsAt'],
  ])('%s of the API is %s', (path, field) => expect(fieldAtPath(path)).toBe(field));
});

test('a change has what was changed alone: of another zone, all times', () => {
  const before = draft();
  const after = draft({ title: 'Other', timeZone: 'Europe/Madrid' });
  const { body } = eventBodyOf(after);
  if (!body) throw new Error('it fits');
  expect(Object.keys(changeOf(body, changedFields(before, after))).toSorted()).toEqual([
    'cancelUntil',
    'doorsAt',
    'endsAt',
    'offSaleAt',
    'onSaleAt',
    'startsAt',
    'title',
    'venue',
  ]);
});

test('two who write at once: what one alone changed is taken over, what both changed is to be decided', () => {
  const base = draft();
  const mine = draft({ title: 'Mine', city: 'Porto', country: 'Spain' });
  const theirs = draft({ title: 'Theirs', category: 'jazz', country: 'Spain' });
  const { draft: merged, meanwhile } = mergedDraft(base, mine, theirs);
  expect(merged).toMatchObject({ title: 'Mine', city: 'Porto', category: 'jazz', country: 'Spain' });
  expect(meanwhile.conflicts).toEqual([{ field: 'title', mine: 'Mine', theirs: 'Theirs' }]);
  expect(meanwhile.theirChanges).toEqual(['title', 'category', 'country']);
});

test('an event that is looked at and saved as it is changes nothing', () => {
  const { body } = eventBodyOf(draft());
  if (!body) throw new Error('it fits');
  const { chart, plan, ...event } = body;
  const view = {
    ...event,
    id: 'evt_000_1',
    version: 1,
    status: 'draft' as const,
    organizerId: 'usr_000_1',
    cancelUntil: null,
    seatsTotal: 1,
    createdAt: '',
    updatedAt: '',
    venue: { name: 'Old Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
  };
  const seen = draftOf({ event: view, chart: { sections: chart.sections, ...(plan && { plan }) } }, 'de');
  expect(changedFields(seen, draft({ cancel: 'never', hall: seen.hall }))).toEqual([]);
});
