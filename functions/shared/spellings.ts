/** Letters, characters and signs that are written in more ways than Unicode's own foldings know of, by script. */
import { brotliDecompressSync } from 'node:zlib';
import hanVariants from './han-variants.json' with { type: 'json' };

/** What stands for an apostrophe, as typed: signs, and letters that look like one (Hawaiʻi, Sanʿa, м’ята). */
export const APOSTROPHES =
  /[\u0060\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018\u2019\u201b\u2032\u2035\ua78b\ua78c\uff07]/gu;

/** Letters that are no base letter with a mark, as people spell them who lack them on the keyboard, or have two of one meaning. */
const LETTERS: Readonly<Record<string, string>> = {
  // Latin
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ɵ: 'o',
  ł: 'l',
  ƚ: 'l',
  ɫ: 'l',
  đ: 'd',
  ð: 'd',
  ɖ: 'd',
  ɗ: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ɲ: 'n',
  ĸ: 'k',
  ƙ: 'k',
  ı: 'i',
  ɨ: 'i',
  ɩ: 'i',
  ȷ: 'j',
  ə: 'e',
  ɛ: 'e',
  ǝ: 'e',
  ɔ: 'o',
  ɓ: 'b',
  ƀ: 'b',
  ƴ: 'y',
  ƒ: 'f',
  ɣ: 'g',
  ǥ: 'g',
  ʉ: 'u',
  ʊ: 'u',
  ʋ: 'v',
  ƶ: 'z',
  // Greek, Cyrillic
  ς: 'σ',
  ґ: 'г',
  // Hebrew: forms at a word's end, of which a longer word has none; digraphs of Yiddish; the sign of abbreviations
  ך: 'כ',
  ם: 'מ',
  ן: 'נ',
  ף: 'פ',
  ץ: 'צ',
  װ: 'וו',
  ױ: 'וי',
  ײ: 'יי',
  '״': '"',
  // Arabic, Persian, Urdu, Kurdish: the same letters from different keyboards
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ڪ: 'ك',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ۃ: 'ه',
  // Consonants without a vowel that have a letter of their own: Bengali, Malayalam; a doubled one of Burmese
  ৎ: 'ত্',
  ൺ: 'ണ്',
  ൻ: 'ന്',
  ർ: 'ര്',
  ൽ: 'ല്',
  ൾ: 'ള്',
  ൿ: 'ക്',
  ဿ: 'သ္သ',
  // Japanese: old and new spellings of the same words differ in the size of a letter (キヤノン, 関ヶ原)
  ぁ: 'あ',
  ぃ: 'い',
  ぅ: 'う',
  ぇ: 'え',
  ぉ: 'お',
  っ: 'つ',
  ゃ: 'や',
  ゅ: 'ゆ',
  ょ: 'よ',
  ゎ: 'わ',
  ゕ: 'か',
  ゖ: 'け',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** Chinese characters and what repeats one of them (佐々木 is 佐佐木). */
const HAN = /[\u3400-\u9fff]/g;
const REPEATED = /([\u3400-\u9fff])(\u3005+)/g;

let variants: Map<string, string> | undefined;

/**
 * Characters that are one word in traditional, simplified and Japanese writing: 臺北 is 台北, 東京 is 东京, 渡邊 is 渡辺. Characters only: words that
 * differ by place (计程车, 出租车) stay apart. Some simplified characters stand for several traditional ones (发 for 發 and 髮); of these each
 * finds the others. Read when the first is folded: some milliseconds that no start pays for.
 */
function variantOf(character: string): string {
  variants ??= readVariants();
  return variants.get(character) ?? character;
}

function readVariants(): Map<string, string> {
  const pairs = brotliDecompressSync(Buffer.from(hanVariants.brotli, 'base64')).toString();
  const read = new Map<string, string>();
  for (let at = 0; at < pairs.length; at += 2) read.set(pairs.charAt(at), pairs.charAt(at + 1));
  return read;
}

/** Katakana with the hiragana of the same sound; four have none of their own. */
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g;
const VOICED_W = /[\u30f7-\u30fa]/g;
const KATAKANA_AHEAD = 0x60;
/** White letters on black, which Unicode takes for symbols, in two rows of 26. */
const ON_BLACK = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu;
const ROWS = 0x20;

const RULES: readonly [RegExp, string][] = [
  // և is one letter of ե and ւ; in capitals, as in today's spelling of the word by itself, it is ԵՎ.
  [/եւ/gu, 'եվ'],
  // Thai and Lao: the ring of "am" before the tone or behind it; two of one vowel sign look like another.
  [/\u0e4d([\u0e48-\u0e4b]+)/gu, '$1\u0e4d'],
  [/\u0ecd([\u0ec8-\u0ecb]+)/gu, '$1\u0ecd'],
  [/\u0e40\u0e40/gu, '\u0e41'],
  [/\u0ec0\u0ec0/gu, '\u0ec1'],
  // Hindi and Gujarati: a nasal before a consonant of its own place is a dot as well (हिन्दी, हिंदी), and the dot may have a moon.
  [/\u0919\u094d(?=[\u0915-\u0918])/gu, '\u0902'],
  [/\u091e\u094d(?=[\u091a-\u091d])/gu, '\u0902'],
  [/\u0923\u094d(?=[\u091f-\u0922])/gu, '\u0902'],
  [/\u0928\u094d(?=[\u0924-\u0927])/gu, '\u0902'],
  [/\u092e\u094d(?=[\u092a-\u092d])/gu, '\u0902'],
  [/\u0901/gu, '\u0902'],
  [/\u0a99\u0acd(?=[\u0a95-\u0a98])/gu, '\u0a82'],
  [/\u0a9e\u0acd(?=[\u0a9a-\u0a9d])/gu, '\u0a82'],
  [/\u0aa3\u0acd(?=[\u0a9f-\u0aa2])/gu, '\u0a82'],
  [/\u0aa8\u0acd(?=[\u0aa4-\u0aa7])/gu, '\u0a82'],
  [/\u0aae\u0acd(?=[\u0aaa-\u0aad])/gu, '\u0a82'],
  [/\u0a81/gu, '\u0a82'],
];

/** Most texts are Latin, Greek or Cyrillic and need none of what is for other scripts. */
const BEYOND = /[^\0-\u052f]/;
const RULED = /[\u0530-\u058f]|[\u0900-\u0eff]/;

/** A folded text with one spelling of each. */
export function spelledAlike(folded: string): string {
  let text = BEYOND.test(folded) ? plainer(folded) : folded;
  text = text.replace(LETTER, (letter) => LETTERS[letter] ?? letter);
  if (RULED.test(text)) for (const [pattern, by] of RULES) text = text.replace(pattern, by);
  return text;
}

function plainer(folded: string): string {
  return folded
    .replace(REPEATED, (_, character: string, marks: string) => character.repeat(marks.length + 1))
    .replace(HAN, variantOf)
    .replace(ON_BLACK, (letter) => String.fromCodePoint(0x61 + (((letter.codePointAt(0) ?? 0) - 0x1f150) % ROWS)))
    .replace(KATAKANA, (kana) => String.fromCodePoint(kana.charCodeAt(0) - KATAKANA_AHEAD))
    .replace(VOICED_W, (kana) => `${'わゐゑを'[kana.charCodeAt(0) - 0x30f7]}\u3099`);
}
