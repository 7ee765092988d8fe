import { describe, expect, it } from 'vitest';
import { nameKeys, nameQuery } from './name-keys.ts';

/** What the database does with keys. */
function finds(asked: string, name: string): boolean {
  const query = nameQuery(asked);
  const { key, spelled } = nameKeys(name);
  return (
    query !== undefined && (query.keys.includes(key) || (query.unspelled.includes(key) && spelled === query.spelled))
  );
}

describe('a name is found however it is written', () => {
  it.each([
    ['lodz', 'Łódź'],
    ['ŁÓDŹ', 'lodz'],
    ['Muenchen', 'München'],
    ['München', 'Muenchen'],
    ['munchen', 'München'],
    ['Koeln-Ruengsdorf', 'Köln Rüngsdorf'],
    ['Aarhus', 'Århus'],
    ['weissensee', 'Weißensee'],
    ['new york', 'New-York'],
    ['St Johns', 'St. John’s'],
    ['Honolulu, Hawaii', 'Honolulu, Hawaiʻi'],
    ['Baesweiler Ueberach', 'Baesweiler Überach'],
    ['القاهره', 'القَاهِرَة'],
    ['東京', '東京'],
    ['بندرعباس', 'بندر عباس'],
    ['بندر عباس', 'بندر\u200cعباس'],
    ['بندر\u200cعباس', 'بندرعباس'],
    ['서울특별시', '서울 특별시'],
    ['関ケ原', '関ヶ原'],
    ['Кам’янець-Подільський', "Кам'янець Подільський"],
    ['ראשל"צ', 'ראשל״צ'],
    ['Djakovo', 'Đakovo'],
    ['Dakovo', 'Đakovo'],
    ['ԵՐԵՎԱՆ', 'Երևան'],
    ['Երեւան', 'Երևան'],
  ])('%s: %s', (asked, name) => {
    expect(finds(asked, name)).toBe(true);
  });
});

describe('and no other is', () => {
  it.each([
    ['Bar', 'Baar'],
    ['Baar', 'Bar'],
    ['Goes', 'Gos'],
    ['Muenchen', 'Munchen'],
    ['York', 'New York'],
    ['C', 'C++'],
    ['São Paulo', 'São Paulo do Potengi'],
  ])('%s: %s', (asked, name) => {
    expect(finds(asked, name)).toBe(false);
  });
});

it.each(['?', '🎻', '!!!', '++', '\u200b'])('%j is no name to be found', (asked) => {
  expect(nameQuery(asked)).toBeUndefined();
});

it('a listing whose key was not made yet is found by its name', () => {
  expect(nameQuery('St. Gallen')?.keys).toEqual(['st gallen', 'St. Gallen']);
  expect(nameQuery('São Paulo')?.keys).toEqual(['sao paulo']);
});

it('keys are cut alike, and stay small whatever is asked', () => {
  const long = 'ﷺ'.repeat(80);
  expect(finds(long, long)).toBe(true);
  expect(nameKeys(long).key.length).toBeLessThanOrEqual(191);
  expect(nameQuery('ae'.repeat(40))?.unspelled.length).toBe(7);
});
