/**
 * Text search on a full-text index that would by itself drop short words, stop words ("de", "for") and signs ("C++").
 * So the index is not given words as people write them but codes of them: folded (neither case nor accents matter),
 * then spelled in plain letters and digits behind a prefix. Every word is found by the same index, in MySQL and MariaDB,
 * and nothing in a query can be taken for an operator.
 */

/** Makes every code longer than what an index leaves out (1 to 3 characters), and like no stop word. */
const PREFIX = 'qqq';
/** InnoDB indexes no word of more than 84 characters. Longer ones are cut alike in index and query. */
const CODE_LENGTH = 80;
/** A beginning of fewer characters would find half of everything: it stands for the whole word. */
const SHORTEST_BEGINNING = 3;

/** A run of letters and digits, with the signs at its end ("C++", "F#"). */
const WORD = /[\p{L}\p{N}\p{M}]+(?:[+#]{1,3}(?![\p{L}\p{N}+#]))?/gu;
/** Scripts that put no spaces between words: every character is taken for a word. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]\p{M}*/gu;
/** Marks are accents here; in other scripts they are letters. */
const ACCENTS = /(?<=[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}])\p{M}+/gu;
/** Letters that are no base letter with a mark, as people spell them who lack them on the keyboard. */
const SPELLINGS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

/** What goes into the index for an event: the codes of all words in its texts, each once. */
export function indexedWords(texts: readonly string[]): string {
  const words = texts.flatMap(wordsOf);
  // "C++" is found by "C++" and by "C".
  const bare = words.map((word) => word.replace(/[+#]{1,3}$/, ''));
  return [...new Set([...words, ...bare].map(codeOf))].join(' ');
}

/**
 * The boolean full-text query for texts in which all words of `query` occur, the last perhaps only begun; undefined
 * when there is no word in it.
 */
export function wordQuery(query: string): string | undefined {
  const words = wordsOf(query);
  const last = words.pop();
  if (last === undefined) return undefined;
  const exact = [...new Set(words)].map((word) => `+${codeOf(word)}`);
  return [...exact, `+${codeOf(last)}${last.length >= SHORTEST_BEGINNING ? '*' : ''}`].join(' ');
}

function wordsOf(text: string): string[] {
  return fold(text).replace(UNSPACED, ' $& ').match(WORD) ?? [];
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþıς]/g, (letter) => SPELLINGS[letter] ?? letter);
}

/** Character by character, so that the code of a word's beginning is the beginning of its code. */
function codeOf(word: string): string {
  return (PREFIX + Array.from(word, spell).join('')).slice(0, CODE_LENGTH);
}

function spell(character: string): string {
  if (/[a-wyz0-9]/.test(character)) return character;
  // Four digits do for every code point, and the first is never an x.
  return character === 'x' ? 'xx' : `x${(character.codePointAt(0) ?? 0).toString(36).padStart(4, '0')}`;
}
