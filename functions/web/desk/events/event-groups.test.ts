import { expect, test } from 'vitest';
import { groupOf, groupsOf } from './event-groups.ts';

const NOW = Date.parse('2027-05-01T12:00:00Z');
const event = (changes: Partial<Parameters<typeof groupOf>[0]> & { id?: string } = {}) => ({
  id: 'one',
  status: 'published' as const,
  startsAt: '2027-05-14T18:00:00Z',
  endsAt: '2027-05-14T21:00:00Z',
  onSaleAt: null,
  offSaleAt: null,
  ...changes,
});

test.each([
  ['onSale', event()],
  ['onSale', event({ onSaleAt: '2027-05-01T12:00:00Z' })],
  ['soon', event({ onSaleAt: '2027-05-01T12:00:01Z' })],
  ['ended', event({ offSaleAt: '2027-05-01T12:00:00Z' })],
  ['past', event({ endsAt: '2027-05-01T12:00:00Z' })],
  ['cancelled', event({ status: 'cancelled' })],
  ['past', event({ status: 'cancelled', endsAt: '2027-05-01T11:00:00Z' })],
  // Of a draft, that its time has passed is no end: it has to be given another one.
  ['drafts', event({ status: 'draft', endsAt: '2027-04-01T11:00:00Z' })],
] as const)('%s: %j', (group, one) => expect(groupOf(one, NOW)).toBe(group));

test('each once, what is to be done first, and of what is past the latest first', () => {
  const past = (id: string, day: string) => event({ id, startsAt: `${day}T18:00:00Z`, endsAt: `${day}T20:00:00Z` });
  const groups = groupsOf(
    [
      past('b', '2027-02-01'),
      past('a', '2027-01-01'),
      event({ id: 'c' }),
      event({ id: 'c' }),
      event({ id: 'd', status: 'draft' }),
    ],
    NOW,
  );
  expect(groups.map(({ group, events }) => [group, events.map(({ id }) => id)])).toEqual([
    ['drafts', ['d']],
    ['onSale', ['c']],
    ['past', ['b', 'a']],
  ]);
});
