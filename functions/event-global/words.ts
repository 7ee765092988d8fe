/**
 * Text search on a full-text index that would by itself drop short words, stop words ("de", "for") and signs ("C++").
 * So the index is not given words as people write them but codes of them: folded (`shared/folding.ts`), then spelled in plain letters and
 * digits behind a prefix. Every word is found by the same index, in MySQL and MariaDB, and nothing in a query can be taken for an
 * operator.
 *
 * - A word with an umlaut is in the index twice, as `munchen` and `muenchen`.
 * - Parts that a sign holds together (O'Brien, AC/DC, e-mail) are in it each, and once joined.
 * - Scripts that put no spaces between words, and Korean, which joins them, are indexed by characters and pairs of neighbours: any part of a
 *   word finds it.
 * - What Persian joins, by a sign that nobody sees, by a space or by nothing (می‌روم), is found by any of the three: neighbours in Arabic script
 *   are in the index once joined as well.
 */
import { foldings, UNSPACED } from '../shared/folding.ts';

/** Makes every code longer than what an index leaves out (1 to 3 characters), and like no stop word. */
const PREFIX = 'qqq';
/** InnoDB indexes no word of more than 84 characters. Longer ones are cut alike in index and query. */
const CODE_LENGTH = 80;
/** A beginning of fewer characters would find half of everything: it stands for the whole word. */
const SHORTEST_BEGINNING = 3;
/** Letters and digits, with marks that belong to them. */
const LETTERS = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}]*`;
const PART = new RegExp(LETTERS, 'gu');
/** What holds the parts of one word together, between letters or digits. */
const JOINER = String.raw`(?:['\-‐‑.·&/_*]|(?<=\p{sc=Hebr})"(?=\p{sc=Hebr}))`;
/** Between Arabic letters it ends one part of a word, and is not seen; foldings have none. */
const NON_JOINER = /(?<=[\p{sc=Arab}\p{M}])\u200c(?=\p{sc=Arab})/gu;
const IS_ARABIC = /^\p{sc=Arab}+$/u;
const SIGNS = /[+#]{1,3}$/;
const RUN = new RegExp(`[${UNSPACED}][${UNSPACED}\\p{M}]*`, 'gu');
const BEGINS_RUN = new RegExp(`^[${UNSPACED}]`, 'u');
/** A run, or a word with the signs at its end ("C++", "F#"). */
const TOKEN = new RegExp(`${RUN.source}|${LETTERS}(?:${JOINER}${LETTERS})*(?:[+#]{1,3})?`, 'gu');
/** A letter with its marks. */
const CLUSTER = /\P{M}\p{M}*/gu;

/** A word, or a run of a script without spaces, with all that finds it. */
interface Token {
  /** As one, in all ways to write it. */
  whole: string[];
  /** The parts of a compound, each in all its ways; of a run, its pairs of neighbours. */
  parts: string[][];
  /** The characters of a run. */
  characters: string[];
  /** Joined with the word before it, and with the one behind it. */
  joined: string[];
}

/** What goes into the index for an event: the codes of all words in its texts, each once. */
export function indexedWords(texts: readonly string[]): string {
  const forms = texts
    .flatMap(tokensOf)
    .flatMap(({ whole, parts, characters, joined }) => [...whole, ...parts.flat(), ...characters, ...joined]);
  // "C++" is found by "C++" and by "C".
  const bare = forms.map((form) => form.replace(SIGNS, ''));
  return [...new Set([...forms, ...bare].map(codeOf))].join(' ');
}

/**
 * The boolean full-text query for texts in which all words of `query` occur, the last perhaps only begun; undefined
 * when there is no word in it, and nothing to be found.
 */
export function wordQuery(query: string): string | undefined {
  // Signs that a word follows are between two words: "AI+Data".
  const tokens = tokensOf(query.replace(/[+#]{1,3}(?=[\p{L}\p{N}])/gu, ' '));
  const groups = tokens.flatMap(({ whole, parts, joined }) => {
    // Whatever has the word has it as one, or has all its parts, or it and a neighbour as one.
    return (parts.length === 0 ? [[]] : parts).map((part) => [...whole, ...part, ...joined]);
  });
  const terms = groups.map((forms, index) => termOf(forms, index === groups.length - 1));
  return terms.length === 0 ? undefined : [...new Set(terms)].join(' ');
}

/** What must occur, in any of its forms. */
function termOf(forms: readonly string[], isLast: boolean): string {
  const codes = forms.map((form) => codeOf(form) + (isLast && form.length >= SHORTEST_BEGINNING ? '*' : ''));
  const [code, ...others] = new Set(codes);
  return others.length === 0 ? `+${code}` : `+(${code} ${others.join(' ')})`;
}

function tokensOf(text: string): Token[] {
  const parted = text.replace(NON_JOINER, '-');
  const [plain, spelled = plain] = foldings(parted).map((folded) => folded.replace(RUN, ' $& ').match(TOKEN) ?? []);
  // They differ in letters alone, so they have the same words.
  const tokens = (plain ?? []).map((word, index) =>
    BEGINS_RUN.test(word) ? run(word) : compound([word, spelled?.[index] ?? word]),
  );
  for (const [index, token] of tokens.entries()) joinNeighbours(token, tokens[index + 1]);
  return tokens;
}

function joinNeighbours(one: Token, next: Token | undefined): void {
  const [first = ''] = one.whole;
  const [second = ''] = next?.whole ?? [];
  if (!next || !IS_ARABIC.test(first) || !IS_ARABIC.test(second)) return;
  one.joined.push(first + second);
  next.joined.push(first + second);
}

function run(text: string): Token {
  const characters = text.match(CLUSTER) ?? [];
  const pairs = characters.slice(1).map((character, index) => [`${characters[index]}${character}`]);
  return { whole: pairs.length === 0 ? characters : [], parts: pairs, characters, joined: [] };
}

function compound(forms: readonly string[]): Token {
  const divided = forms.map((form) => form.match(PART) ?? []);
  const [first = []] = divided;
  return {
    whole: unique(forms.map((form, index) => (divided[index] ?? []).join('') + (SIGNS.exec(form)?.[0] ?? ''))),
    parts: first.length === 1 ? [] : first.map((part, at) => unique(divided.map((parts) => parts[at] ?? part))),
    characters: [],
    joined: [],
  };
}

function unique(forms: readonly string[]): string[] {
  return [...new Set(forms)];
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
