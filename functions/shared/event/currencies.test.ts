import { expect, it, test } from 'vitest';
import { MINOR_UNITS } from './currencies.ts';
import { Currency } from './event-view.ts';

it.each(['EUR', 'USD', 'VED', 'VES', 'SLE', 'XCG', 'ZWG', 'MRU', 'STN', 'XOF', 'KWD', 'JPY'])(
  '%s is a currency',
  (code) => {
    expect(Currency.safeParse(code).success).toBe(true);
  },
);

it.each([
  ['withdrawn', ['HRK', 'BGN', 'ANG', 'SLL', 'ZWL', 'CUC', 'LTL', 'DEM', 'VEF', 'MRO', 'STD', 'BYR', 'EEK', 'USS']],
  ['a fund', ['USN', 'CHE', 'CHW', 'CLF', 'BOV', 'COU', 'MXV', 'UYI']],
  ['without a minor unit', ['XAU', 'XAG', 'XDR', 'XXX', 'XTS', 'XSU']],
  ['no code', ['EUX', 'eur', 'EURO', '', '978', ' EUR']],
])('none that is %s', (_, codes) => {
  expect(codes.filter((code) => Currency.safeParse(code).success)).toEqual([]);
});

test('as many as list one has, each with its minor unit, whatever a runtime rounds to', () => {
  expect([...MINOR_UNITS.keys()].filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  expect(
    Map.groupBy(MINOR_UNITS.values(), (digits) => digits)
      .entries()
      .map(([digits, all]) => [digits, all.length])
      .toArray(),
  ).toEqual([
    [0, 16],
    [2, 133],
    [3, 7],
    [4, 1],
  ]);
  expect(
    ['EUR', 'JPY', 'ISK', 'HUF', 'COP', 'KWD', 'IQD', 'UGX', 'MGA', 'VED'].map((code) => MINOR_UNITS.get(code)),
  ).toEqual([2, 0, 0, 2, 2, 3, 3, 0, 2, 2]);
});

test('all that this runtime knows and that is not withdrawn', () => {
  const missing = Intl.supportedValuesOf('currency').filter((code) => !MINOR_UNITS.has(code));
  // What a newer runtime learns of an amendment shows here.
  expect(missing).toEqual(['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'XDR', 'XSU', 'ZWL']);
});
