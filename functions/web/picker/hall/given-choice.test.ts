import { expect, test } from 'vitest';
import { Choice } from './chosen-seats.ts';
import { chooseGiven, givenChoice, withChoice } from './given-choice.ts';

const given = (query: string) => givenChoice(new URLSearchParams(query));

test('what an address says is chosen: seats by their labels, places by section and number', () => {
  expect(given('')).toBeUndefined();
  expect(given('utm_source=x')).toBeUndefined();
  expect(given('seats=A-12-7,A-12-8')).toEqual({ seats: ['A-12-7', 'A-12-8'], places: [] });
  expect(given('places=GA:2,B:3:1')).toEqual({
    seats: [],
    places: [
      { section: 'GA', quantity: 2, accessible: 0 },
      { section: 'B', quantity: 3, accessible: 1 },
    ],
  });
});

test('what cannot be read is left out, and no more is taken than anybody may hold', () => {
  expect(given('seats=&places=GA,:2,GA:0,GA:-1,GA:2:x,GA:1e3')).toEqual({ seats: [], places: [] });
  expect(given(`seats=${Array.from({ length: 80 }, (_, seat) => `A-1-${seat}`).join(',')}`)?.seats).toHaveLength(50);
  expect(given(`seats=${'x'.repeat(101)},A-1-1`)?.seats).toEqual(['A-1-1']);
});

test('an address that is written is read the same', () => {
  const wishes = [
    { section: 'GA', quantity: 2, key: 'k' },
    { section: 'B', quantity: 3, accessible: 1, key: 'k' },
  ];
  const url = withChoice(new URL('https://a.example/e/evt_1?lang=x'), { seats: ['A-1-1', 'Süd-2-3'], wishes });
  expect(givenChoice(url.searchParams)).toEqual({
    seats: ['A-1-1', 'Süd-2-3'],
    places: [
      { section: 'GA', quantity: 2, accessible: 0 },
      { section: 'B', quantity: 3, accessible: 1 },
    ],
  });
  expect(withChoice(url, { seats: [], wishes: [] }).searchParams.get('lang')).toBe('x');
});

test('places are chosen beside the given seats, up to what an order may have; without seats, in place of what was chosen before', () => {
  const hall = { byId: new Map([['GA', {}]]) } as never;
  const places = [
    { section: 'none', quantity: 2, accessible: 0 },
    { section: 'GA', quantity: 9, accessible: 9 },
  ];
  const choice = new Choice('evt_1', undefined, ['A-1-1']);
  chooseGiven(choice, hall, { seats: ['A-1-1'], places }, 4);
  expect(choice.chosen).toEqual({
    seats: ['A-1-1'],
    wishes: [{ section: 'GA', quantity: 3, accessible: 3, key: expect.any(String) }],
  });
  chooseGiven(choice, hall, { seats: [], places: [{ section: 'GA', quantity: 1, accessible: 0 }] }, 4);
  expect(choice.chosen).toEqual({ seats: [], wishes: [{ section: 'GA', quantity: 1, key: expect.any(String) }] });
});
