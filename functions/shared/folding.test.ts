import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { fold, foldings } from './folding.ts';

it.each([
  ['case', 'ŁÓDŹ', 'łódź'],
  ['accents', 'Łódź', 'Lodz'],
  ['accents written apart', 'Cafe\u0301', 'Café'],
  ['German sharp s', 'STRAẞE Straße', 'Strasse strasse'],
  ['Turkish i', 'İSTANBUL ISPARTA ısparta', 'istanbul isparta isparta'],
  ['Vietnamese', 'Đà Nẵng', 'da nang'],
  ['Scandinavian letters', 'Øredev Ærø', 'oredev aero'],
  ['Greek accents and final sigma', 'ΣΊΣΥΦΟΣ ᾅδης', 'σίσυφος αδης'],
  ['Cyrillic', 'Ёлка Йошкар', 'елка иошкар'],
  ['Arabic vowel points', 'مُحَمَّد', 'محمد'],
  ['Arabic stretched', 'مـــرحبا', 'مرحبا'],
  ['Arabic alef, with and without hamza', 'إسطنبول أحمد آب', 'اسطنبول احمد اب'],
  ['Arabic and Persian yeh and kaf', 'یک', 'يك'],
  ['Persian with a joiner left out', 'می\u200cخواهم', 'میخواهم'],
  ['Hebrew points', 'שָׁלוֹם', 'שלום'],
  ['full width', 'ＮＨＫ　２０２７', 'nhk 2027'],
  ['half-width kana', 'ｶﾞｲﾄﾞ', 'ガイド'],
  ['katakana and hiragana', 'カフェ', 'かふぇ'],
  ['ligatures', 'ﬁne ﬂour', 'fine flour'],
  ['letters of mathematics', '𝐀𝓫ℂ', 'abc'],
  ['digits of any script', '١٢٣ ۴ १ ൭ 𝟗', '123 4 1 7 9'],
  ['Hangul in letters', '서울', '서울'],
  ['what is not seen', 'Ka\u00adtze\u200b\ufe0f', 'katze'],
  ['letters that are apostrophes', 'Hawaiʻi', "Hawai'i"],
])('%s: %s is as %s', (_, one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it.each([
  ['हिन्दी', 'हन्द'],
  ['กรุงเทพ', 'กรงเทพ'],
  ['が', 'か'],
  ['𝐀', '𝐁'],
  ['😀', '😁'],
])('what are letters in their script stay apart: %s, %s', (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

it.each([
  ['München', ['munchen', 'muenchen']],
  ['MU\u0308NCHEN', ['munchen', 'muenchen']],
  ['Ålesund', ['alesund', 'aalesund']],
  ['Sjællands Ø', ['sjaellands o', 'sjaellands oe']],
  ['Muenchen', ['muenchen']],
])('umlauts are spelled out beside: %s', (text, folded) => {
  expect(foldings(text)).toEqual(folded);
});

test('what is folded stays as it is, and means the same in any case and composition', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const folded = fold(text);
      expect(fold(folded)).toBe(folded);
      expect([fold(text.normalize('NFD')), fold(text.normalize('NFC'))]).toEqual([folded, folded]);
    }),
  );
});
