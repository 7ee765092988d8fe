import { expect, test } from 'vitest';
import { MINOR_UNITS } from '../../shared/event/currencies.ts';
import { apartText, dateText, moneyText, rangeText } from './formats.ts';
import { minorUnitsOf } from './money-units.ts';
import { languageOf, pathIn } from './languages.ts';

test('every currency has its minor units', () => {
  for (const [code, digits] of MINOR_UNITS) expect([code, minorUnitsOf(code)]).toEqual([code, digits]);
});

test('money as the language writes it, whole amounts without decimals', () => {
  expect(moneyText('en', 4_550, 'EUR')).toBe('€45.50');
  expect(moneyText('en', 4_500, 'EUR')).toBe('€45');
  expect(moneyText('de', 4_550, 'EUR').replaceAll(/\s/g, ' ')).toBe('45,50 €');
  expect(moneyText('en', 4_500, 'JPY')).toBe('JP¥4,500');
  expect(moneyText('en', 4_501, 'KWD').replaceAll(/\s/g, ' ')).toBe('KWD 4.501');
});

test('a name that is read the other way keeps its place beside others', () => {
  expect(['Parkett', '樓座', '12', 'القاعة'].map((name) => apartText('en', name))).toEqual([
    'Parkett',
    '樓座',
    '12',
    '\u2068القاعة\u2069',
  ]);
  expect(['القاعة 2', '12', 'Parkett', '樓座'].map((name) => apartText('ar', name))).toEqual([
    'القاعة 2',
    '12',
    '\u2068Parkett\u2069',
    '\u2068樓座\u2069',
  ]);
});

test('instants where they are, in digits that everybody reads', () => {
  const at = '2031-05-14T18:30:00Z';
  expect(dateText('en', at, 'full', 'Europe/Lisbon')).toBe('Wednesday, 14 May 2031 at 19:30');
  expect(dateText('de', at, 'time', 'Asia/Tokyo')).toBe('03:30');
  expect(dateText('ar', at, 'time', 'Europe/Lisbon')).toMatch(/7:30|19:30/);
  expect(dateText('en', at, 'time', 'Mars/Olympus')).toBe('18:30');
  expect(rangeText('en', at, '2031-05-14T21:00:00Z', 'time', 'Europe/Lisbon')).toBe('19:30–22:00');
});

test.each([
  ['/', '/de'],
  ['/?q=x', '/de?q=x'],
  ['/e/1', '/de/e/1'],
])('%s is %s in German, and back', (path, german) => {
  expect(pathIn('de', path)).toBe(german);
  expect(pathIn('en', path)).toBe(path);
  expect(languageOf(german.split('?')[0] ?? '')).toEqual({ language: 'de', path: path.split('?')[0] });
});

test('what only begins like a language is none', () => {
  expect(languageOf('/demo')).toEqual({ language: 'en', path: '/demo' });
});
