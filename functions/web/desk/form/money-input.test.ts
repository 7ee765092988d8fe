import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountText, centsIn } from './money-input.ts';

test.each([
  ['45', 'EUR', 4500],
  ['45.5', 'EUR', 4550],
  ['45,50', 'EUR', 4550],
  [' 1.234,50 ', 'EUR', 123_450],
  ['1,234.50', 'USD', 123_450],
  ['1 234', 'EUR', 123_400],
  ['1.234', 'EUR', 123_400],
  ['1.234', 'KWD', 1234],
  ['4500', 'JPY', 4500],
  ['4.500', 'JPY', 4500],
  ['0', 'EUR', 0],
  ['', 'EUR', undefined],
  ['-5', 'EUR', undefined],
  ['45.505', 'EUR', 4_550_500],
  ['45.5055', 'EUR', undefined],
  ['1.23.4', 'EUR', undefined],
  ['12,34,56', 'EUR', undefined],
  ['45.5', 'JPY', undefined],
  ['4e3', 'EUR', undefined],
  ['99999999999999999', 'EUR', undefined],
])('%s %s', (text, currency, cents) => expect(centsIn(text, currency)).toBe(cents));

test('what is written into a field is read as it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000_000 }),
      fc.constantFrom('EUR', 'JPY', 'KWD', 'USD'),
      fc.constantFrom('en', 'de', 'ar'),
      (cents, currency, language) => {
        expect(centsIn(amountText(cents, currency, language), currency)).toBe(cents);
      },
    ),
  );
});
