/**
 * Names of cities and categories, which are looked for as a whole: by keys, which all ways to write a name have in common. Punctuation is no
 * part of a key, an apostrophe within a word is left out: St. John's is found by `st johns`. So are spaces where a script puts them as one likes.
 */
import { foldings, withoutGaps } from '../shared/folding.ts';

/** What a column has room for; longer keys are cut alike in index and query. */
const KEY_LENGTH = 191;
/** Of a name, so many places are tried where an umlaut may have been spelled out. */
const MOST_SPELLED = 3;

const APOSTROPHE = /(?<=[\p{L}\p{N}\p{M}])'(?=[\p{L}\p{N}])|(?<=\p{sc=Hebr})"(?=\p{sc=Hebr})/gu;
const NO_LETTERS = /[^\p{L}\p{N}\p{M}+#]+/gu;
const HAS_LETTER = /[\p{L}\p{N}]/u;

/** The keys that a name is kept with. */
export interface NameKeys {
  key: string;
  /** With the umlauts spelled out; null when there is none. */
  spelled: string | null;
}

/** How a name is looked for: any of `keys`, or one of `unspelled` where `spelled` is the other spelling. */
export interface NameQuery {
  keys: string[];
  unspelled: string[];
  spelled: string;
}

/** The keys of a name. */
export function nameKeys(name: string): NameKeys {
  const [key = '', spelled] = foldings(name).map(keyOf);
  return { key, spelled: spelled === undefined || spelled === key ? null : spelled };
}

/** How a name is looked for; undefined when there is no letter in it, so that nothing can be found. */
export function nameQuery(name: string): NameQuery | undefined {
  const { key, spelled } = nameKeys(name);
  if (!HAS_LETTER.test(key)) return undefined;
  // A listing from before there were keys has its name in place of one, which the collation compares without case and accents.
  const isPlain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase() === key;
  return {
    keys: [...new Set([key, ...(spelled === null ? [] : [spelled]), ...(isPlain ? [] : [name])])],
    unspelled: unspelledOf(key),
    spelled: key,
  };
}

function keyOf(folded: string): string {
  const key = withoutGaps(folded.replace(APOSTROPHE, '').replace(NO_LETTERS, ' ').trim());
  return Array.from(key).slice(0, KEY_LENGTH).join('');
}

/** The keys of names with umlauts that a key may be another spelling of: muenchen of munchen. */
function unspelledOf(key: string): string[] {
  const at = [...key.matchAll(/ae|oe|ue|aa|dj/g)].map(({ index }) => index).slice(0, MOST_SPELLED);
  let forms = [key];
  for (const index of at.toReversed())
    forms = forms.flatMap((form) => [form, form.slice(0, index + 1) + form.slice(index + 2)]);
  return forms.slice(1);
}
