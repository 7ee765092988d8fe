/**
 * Folding: what different ways to write a text have in common, so that each is found by any other. Neither case nor accents matter, nor
 * width, ligatures, vowel points, or characters that nobody sees. Two texts are the same to a search when their foldings are.
 */

/** Seen by nobody: joiners, soft hyphens, direction marks, variation selectors, fillers. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u0640]/gu; // U+0640 only stretches an Arabic word
/** Marks are accents or vowel points here; in other scripts they are letters. */
const ACCENTS = /(?<=[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}])\p{M}+|[\p{Me}]/gu;

/** Letters that are no base letter with a mark, as people spell them who lack them on the keyboard. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ı: 'i',
  ȷ: 'j',
  ə: 'e',
  ɛ: 'e',
  ɔ: 'o',
  ɗ: 'd',
  ɓ: 'b',
  ƙ: 'k',
  ƴ: 'y',
  ς: 'σ',
  // Letters that are apostrophes: Hawaiʻi, Sanʿa.
  ʻ: "'",
  ʼ: "'",
  ʾ: "'",
  ʿ: "'",
  ґ: 'г',
  // Arabic and Persian write these letters one way or the other.
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const SPELLED = new RegExp(`[${Object.keys(SPELLINGS).join('')}]`, 'gu');
/** Katakana with the hiragana of the same sound. */
const KATAKANA = /[\u30a1-\u30f6\u30fd\u30fe]/g;
const KATAKANA_AHEAD = 0x60;
/** Digits of any script. */
const DIGITS = /[^\P{Nd}0-9]/gu;
const ISOLATED_DIGIT = /\p{Nd}/u;

/** What all ways to write a text have in common. Folded again, it stays as it is. */
export function fold(text: string): string {
  return text
    .replace(UNSEEN, '')
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(UNSEEN, '')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(SPELLED, (letter) => SPELLINGS[letter] ?? letter)
    .replace(KATAKANA, (kana) => String.fromCodePoint(kana.charCodeAt(0) - KATAKANA_AHEAD))
    .replace(DIGITS, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Letters that are also spelled with two, by who lacks them on the keyboard. */
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };
const UMLAUT = /[äöüøå]/g;

/** A text's folding, and the one with its umlauts spelled out where that is another: München is munchen and muenchen. */
export function foldings(text: string): [string] | [string, string] {
  const plain = fold(text);
  const lower = text.normalize('NFKC').toLowerCase();
  const spelled = fold(lower.replace(UMLAUT, (letter) => UMLAUTS[letter] ?? letter));
  return spelled === plain ? [plain] : [plain, spelled];
}

/** Digits stand in runs that begin with the zero. */
function digitValue(code: number): number {
  let before = 0;
  while (ISOLATED_DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}
