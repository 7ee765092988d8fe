/**
 * Folding: what different ways to write a text have in common, so that each is found by any other. Neither case nor accents matter, nor
 * width, ligatures, vowel points, or characters that nobody sees. Two texts are the same to a search when their foldings are.
 */
import { onFirstUse } from './memo.ts';
import { APOSTROPHES, spelledAlike } from './spellings.ts';

/** Seen by nobody: joiners, soft hyphens, direction marks, variation selectors, fillers. */
const unseen = onFirstUse(() => /[\p{Default_Ignorable_Code_Point}\u0640]/gu); // U+0640 only stretches an Arabic word
/**
 * Marks are accents or vowel points here; in other scripts they are letters. But for the dots below letters of Hindi, Urdu words in it, Bengali
 * and their neighbours, which many leave out: फ़िल्म is फिल्म. Those of Japanese stay: パパ is not ハハ.
 */
const accents = onFirstUse(
  () =>
    /(?<=[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}])\p{M}+|[\p{Me}\u093c\u09bc\u0a3c\u0abc\u0b3c\u0c3c\u0cbc\u{110ba}]/gu,
);

/** In Cyrillic, и with a breve is a letter of its own on every keyboard. */
const SHORT_I = /\u0438\u0306/gu;
/** Digits of any script. */
const DIGITS = /[^\P{Nd}0-9]/gu;
const ISOLATED_DIGIT = /\p{Nd}/u;

/** Most texts: nothing in them is folded but capitals. */
const PLAIN = /^[ -_a-~]*$/;

/** What all ways to write a text have in common. Folded again, it stays as it is. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const folded = text
    .replace(unseen(), '')
    // Before what looks like a space with an accent is taken apart; and what comes of other letters.
    .normalize('NFD')
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(APOSTROPHES, "'")
    .replace(unseen(), '')
    .replace(SHORT_I, '\u0439')
    .replace(accents(), '')
    .normalize('NFC');
  return spelledAlike(folded).replace(DIGITS, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Letters that are also spelled with two, by who lacks them on the keyboard. */
const TWO_LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa', đ: 'dj' };
const ONE_LETTER = /[äöüøåđ]/g;

/** A text's folding, and the one with its umlauts spelled out where that is another: München is munchen and muenchen. */
export function foldings(text: string): [string] | [string, string] {
  const plain = fold(text);
  const lower = text.normalize('NFKC').toLowerCase();
  const spelled = fold(lower.replace(ONE_LETTER, (letter) => TWO_LETTERS[letter] ?? letter));
  return spelled === plain ? [plain] : [plain, spelled];
}

/**
 * Scripts that put no spaces between words, or put them as one likes, and Arabic, in which Persian joins what belongs together by a space, by
 * a sign that nobody sees, or by nothing.
 */
export const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Hang}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}\u30fc`;
const gap = onFirstUse(() => new RegExp(`(?<=[${UNSPACED}\\p{sc=Arab}]) +(?=[${UNSPACED}\\p{sc=Arab}])`, 'gu'));

/** A folded text without the spaces that may as well be left out: 山田 太郎 is 山田太郎. */
export function withoutGaps(folded: string): string {
  return folded.includes(' ') ? folded.replace(gap(), '') : folded;
}

/** Digits stand in runs that begin with the zero. */
function digitValue(code: number): number {
  let before = 0;
  while (ISOLATED_DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}
