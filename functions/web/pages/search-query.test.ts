import { expect, test } from 'vitest';
import { listingsPath, readSearch, searchPath, wrongFields } from './search-query.ts';

test('what an address looks for is asked of event-global, and nothing else that is in it', () => {
  const { search, cursor } = readSearch('q=+requiem+&city=Lisbon&from=2031-01-01&price=12,5&utm_source=x&limit=9000');
  expect(listingsPath(search, cursor)).toBe(
    '/v1/events?limit=24&q=requiem&city=Lisbon&from=2031-01-01&priceToCents=1250',
  );
  expect(searchPath(search)).toBe('/?q=requiem&city=Lisbon&from=2031-01-01&price=12%2C5');
});

test('nothing is looked for: the address is /', () => {
  const { search, cursor } = readSearch('q=&city=%20&cursor=');
  expect([searchPath(search, cursor), listingsPath(search, cursor)]).toEqual(['/', '/v1/events?limit=24']);
});

test.each([
  ['0', '0'],
  ['12', '1200'],
  ['12.5', '1250'],
  ['12.05', '1205'],
  ['1.234', '1.234'],
  ['-1', '-1'],
  ['free', 'free'],
])('a price of %s is %s cents, or left for event-global to refuse', (price, cents) => {
  expect(new URLSearchParams(listingsPath(readSearch(`price=${price}`).search).split('?')[1]).get('priceToCents')).toBe(
    cents,
  );
});

test('fields that were refused, by the names of the form', () => {
  const errors = ['priceToCents', 'to', 'cursor'].map((path) => ({ path, message: '' }));
  expect(wrongFields({ errors })).toEqual(['to', 'price']);
  expect(wrongFields(undefined)).toEqual([]);
});
