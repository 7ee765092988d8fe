import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { listedVariants } from '../../scripts/han-variants.ts';
import { fold, foldings, withoutGaps } from './folding.ts';

it.each([
  ['case', 'ŁÓDŹ', 'łódź'],
  ['accents', 'Łódź', 'Lodz'],
  ['accents written apart', 'Cafe\u0301', 'Café'],
  ['German sharp s', 'STRAẞE Straße', 'Strasse strasse'],
  ['Turkish i', 'İSTANBUL ISPARTA ısparta', 'istanbul isparta isparta'],
  ['Vietnamese', 'Đà Nẵng', 'da nang'],
  ['Scandinavian letters', 'Øredev Ærø', 'oredev aero'],
  ['Greek accents and final sigma', 'ΣΊΣΥΦΟΣ ᾅδης', 'σίσυφος αδης'],
  ['Cyrillic', 'Ёлка, И\u0306ошкар', 'елка, йошкар'],
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
  ['Armenian ligature, its letters, its capitals', 'և եւ ԵՎ', 'եվ եվ եվ'],
  ['dots below letters of Hindi', 'फ़िल्म ज़मीन क़\u0020\u0958', 'फिल्म जमीन क क'],
  ['and of Bengali, Punjabi', 'বাড়ি ਖ਼ਬਰ', 'বাডি ਖਬਰ'],
  ['nasals of Hindi and Gujarati', 'हिन्दी पण्डित माँ ગુજરાતી હિન્દી', 'हिंदी पंडित मां ગુજરાતી હિંદી'],
  ['consonants with a letter of their own', 'উৎসব അവൻ', 'উত্সব അവന്\u200d'],
  ['Burmese', 'ဿ', 'သ္သ'],
  ['Hebrew letters at the end of words', 'שלום ארץ', 'שלומ ארצ'],
  ['digraphs of Yiddish', 'ײ', 'יי'],
  ['signs of abbreviations in Hebrew', 'צה״ל ר׳', 'צה"ל ר\''],
  ['Urdu and Kurdish keyboards', 'بھارت ہند کە', 'بهارت هند که'],
  ['apostrophes', 'м’ята мʼята м`ята', "м'ята м'ята м'ята"],
  ['Thai vowel signs in another order, or twice', 'น้ำ แม่', 'น\u0e4d\u0e49า เเม่'],
  ['Japanese letters in small', 'キャノン 関ヶ原 フィルム', 'キヤノン 関ケ原 フイルム'],
  ['katakana that hiragana has not', 'ヷ', 'わ\u3099'],
  ['digraphs of Croatian', 'Ǆ ǅ Ǉ', 'dž dz lj'],
  ['Georgian capitals', 'ᲗᲑᲘᲚᲘᲡᲘ', 'თბილისი'],
  ['Cherokee', 'ᏣᎳᎩ', 'ꮳꮃꭹ'],
  ['compatibility ideographs, radicals', '豈 ⽇', '豈 日'],
  ['half-width Hangul, letters of Hangul', 'ﾡ 한국', 'ㄱ 한국'],
  ['Mongolian variants', 'ᠠ᠋', 'ᠠ'],
  ['superscripts, Roman numerals, circled digits', 'x² Ⅳ ①', 'x2 iv 1'],
  ['letters on black', '🅰🅑', 'ab'],
  ['Chinese, traditional and simplified', '臺北 台灣 東京 國家大劇院', '台北 台湾 东京 国家大剧院'],
  ['Japanese, old forms and new', '渡邊 澤 櫻 廣島 國', '渡辺 沢 桜 広島 国'],
  ['Japanese and Chinese', '東京 広島 図書館 桜', '东京 广岛 图书馆 樱'],
  ['forms of Hong Kong and Taiwan', '羣 峯 裏 着', '群 峰 里 着'],
  ['several that are one in simplified', '頭髮 發展 皇后 以後', '头发 发展 皇后 以后'],
  ['a mark that repeats', '佐々木 代々木 人々々', '佐佐木 代代木 人人人'],
  ['Hanja', '漢城', '汉城'],
  ['letters of Africa', 'Ɖɔmɛ Ɣ ƙ', 'dome g k'],
])('%s: %s is as %s', (_, one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it.each([
  ['हिन्दी', 'हन्द'],
  ['กรุงเทพ', 'กรงเทพ'],
  ['が', 'か'],
  ['パパ', 'ハハ'],
  ['й', 'и'],
  ['ї', 'й'],
  ['जन्म', 'जंम'],
  ['لڑکے', 'لڑکی'],
  ['և', 'ե'],
  ['𝐀', '𝐁'],
  ['😀', '😁'],
  ['东京', '北京'],
  ['土', '士'],
  ['未', '末'],
  ['己', '已'],
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

it.each([
  ['山田 太郎', '山田太郎'],
  ['محمد علی', 'محمدعلی'],
  ['서울 특별시', '서울특별시'],
  ['กรุงเทพ มหานคร', 'กรุงเทพมหานคร'],
])('spaces may be left out: %s, %s', (one, other) => {
  expect(withoutGaps(fold(one))).toBe(withoutGaps(fold(other)));
});

it('and not where scripts set words apart, or two meet', () => {
  expect(withoutGaps('new york 東京 nhk ada')).toBe('new york 東京 nhk ada');
});

test('the variants of characters are what the package has: after a new version, npm run han-variants', async () => {
  const { brotli } = JSON.parse(readFileSync(new URL('han-variants.json', import.meta.url), 'utf8')) as {
    brotli: string;
  };
  const listed = await listedVariants();
  expect(brotliDecompressSync(Buffer.from(brotli, 'base64')).toString()).toBe(listed);
  expect(listed.length / 2).toBeGreaterThan(3_000);
  expect(brotli.length).toBeLessThan(20_000);
  const pairs = Array.from({ length: listed.length / 2 }, (_, at) => [listed[2 * at] ?? '', listed[2 * at + 1] ?? '']);
  expect(pairs.filter(([variant = '', other = '']) => fold(variant) !== fold(other) || fold(other) !== other)).toEqual(
    [],
  );
});

/** Unicode's own order of texts (CLDR, root), to which letters are the same that differ in case, accents and form alone. */
const { compare } = new Intl.Collator('und', { sensitivity: 'base', usage: 'search' });
/** Of living scripts, those whose letters have such others. */
const SCRIPTS = String.raw`\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Armn}\p{sc=Hebr}\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Thai}\p{sc=Lao}\p{sc=Mymr}\p{sc=Khmr}\p{sc=Geor}\p{sc=Cher}\p{sc=Ethi}\p{sc=Hira}\p{sc=Kana}`;
/** The voices of Japanese letters are told apart; the rest stands in old manuscripts, in phonetics and prayers, or is a sign by itself. */
const APART =
  /[\u3040-\u30ff\u31f0-\u31ff]|[\u013f\u0140\u0250-\u02af\u1d00-\u1dff\ua720-\ua7ff]|[\u037a\u1c80-\u1c8a\ua640-\ua69f]|[\u066e\u066f\u0674\u06e5\u06e6\u0870-\u089f\u08ad\u08c9\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]|[\ua8f2-\ua8f7\u0d4e]|[\u{10000}-\u{1ffff}]/u;
const letters = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCodePoint(code)).filter(
  (letter) => /[\p{L}\p{Nd}]/u.test(letter) && new RegExp(`^[${SCRIPTS}]$`, 'u').test(letter),
);

test('what Unicode takes for the same letter is folded alike, letter by letter', () => {
  const sorted = letters.filter((letter) => !APART.test(letter)).toSorted(compare);
  const same = sorted.flatMap((letter, at) => {
    const next = sorted[at + 1];
    return next !== undefined && compare(letter, next) === 0 ? [[letter, next] as const] : [];
  });
  expect(same.length).toBeGreaterThan(1_500);
  expect(same.filter(([one, other]) => fold(one) !== fold(other))).toEqual([]);
});

test('and what it tells apart is not, but for letters that another keyboard has', () => {
  const small = letters.filter((letter) => letter === letter.normalize('NFKD').toLowerCase());
  const merged = [...Map.groupBy(small, fold)].filter(([, alike]) => alike.some((one) => compare(one, alike[0] ?? '')));
  expect(merged.map(([, alike]) => alike.join('')).join(' ')).toBe(
    'bƀɓ dðđɖɗ eǝəɛ fƒ gǥɣ iıɨɩ jȷ kĸƙ lłƚɫ nŋɲ oøɔɵ tŧ uʉʊ vʋ yƴ zƶ اٱ ةهھہۃە كکڪ ىيی ゝヽ',
  );
});

test('so does every character there is, by itself and behind a letter', () => {
  const odd = Array.from({ length: 0x2_0000 }, (_, code) => String.fromCodePoint(code)).filter((character) =>
    [character, `न${character}`].some((text) => {
      const folded = fold(text);
      return (
        fold(folded) !== folded || fold(text.normalize('NFD')) !== folded || fold(text.normalize('NFC')) !== folded
      );
    }),
  );
  expect(odd.filter((character) => character.isWellFormed())).toEqual([]);
}, 30_000);

test('what is folded stays as it is, and means the same in any case and composition', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const folded = fold(text);
      expect(fold(folded)).toBe(folded);
      expect([fold(text.normalize('NFD')), fold(text.normalize('NFC'))]).toEqual([folded, folded]);
    }),
  );
});
