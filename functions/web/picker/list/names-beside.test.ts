/** Names in other scripts keep their place among amounts: without isolates a browser would turn "القاعة, 40 €, 38 free" round. */
import { expect, test } from 'vitest';
import { wishText } from './choosing/choosing.ts';
import { nameBeside } from './price.ts';

test('what is read from right to left is kept apart in a line that is read from left to right', () => {
  expect(nameBeside('القاعة')).toBe('\u2068القاعة\u2069');
  expect(nameBeside('Stalls')).toBe('Stalls');
  expect(wishText({ kind: 'general', name: 'القاعة' }, 2)).toBe('2 places, \u2068القاعة\u2069');
  expect(wishText({ kind: 'seated', name: 'القاعة' }, 1)).toBe('1 best available seat, \u2068القاعة\u2069');
});
