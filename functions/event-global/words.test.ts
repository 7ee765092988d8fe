import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexedWords, wordQuery } from './words.ts';

/** What a full-text index does with codes: every `+word` must be there, `+word*` as a beginning. */
function finds(query: string, ...texts: string[]): boolean {
  const indexed = indexedWords(texts).split(' ');
  const terms = wordQuery(query)?.split(' ') ?? [];
  return terms.every((term) =>
    term.endsWith('*') ? indexed.some((word) => word.startsWith(term.slice(1, -1))) : indexed.includes(term.slice(1)),
  );
}

describe('words that a full-text index drops', () => {
  it.each([
    ['go', 'Let us Go'],
    ['AI', 'Data + AI Summit'],
    ['C++', 'Modern C++ for all'],
    ['c', 'Modern C++ for all'],
    ['F#', 'An F# evening'],
    ['R', 'R for everybody'],
    ['de', 'Salão de Belém'],
    ['for', 'R for everybody'],
    ['www', 'www'],
    ['.NET', '.NET Days'],
    ['bitcoin', 'bitcoin++ privacy edition'],
    ['#mtpcon', '#mtpcon London'],
  ])('%s is found in "%s"', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it('C++ is not found where only C or C# stands', () => {
    expect(finds('C++', 'C and C#')).toBe(false);
  });
});

describe('words as people write them', () => {
  it.each([
    ['krakow', 'Kraków'],
    ['KRAKÓW', 'krakow'],
    ['strasse', 'Straße'],
    ['oredev', 'Øredev'],
    ['istanbul', 'İSTANBUL'],
    ['ΣΊΣΥΦΟΣ', 'σισυφος'],
    ['елка', 'Ёлка'],
    ['東京', '東京国際フォーラム'],
    ['हिन्दी', 'हिन्दी दिवस'],
    ['서울', '서울 개발자'],
  ])('%s finds %s', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it('all words must occur, in whichever of the texts', () => {
    expect(finds('rust berlin', 'Rust Days', 'Berlin')).toBe(true);
    expect(finds('rust paris', 'Rust Days', 'Berlin')).toBe(false);
  });

  it('the last word may be a beginning of three characters, no earlier one may', () => {
    expect(finds('days kube', 'KubeCon Days')).toBe(true);
    expect(finds('kube days', 'KubeCon Days')).toBe(false);
    expect(finds('ku', 'KubeCon Days')).toBe(false);
  });
});

describe('what can be asked', () => {
  it('is never an operator of the index, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (query) => {
        expect(wordQuery(query) ?? '+none').toMatch(/^\+[a-z0-9]{4,80}( \+[a-z0-9]{4,80})*\*?$/);
      }),
    );
  });

  it('finds every text by its own words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(finds(text, text)).toBe(true);
      }),
    );
  });

  it('different words have different codes', () => {
    const word = fc.stringMatching(/^[a-zα-ωx]{1,12}$/u);
    fc.assert(
      fc.property(word, word, (one, other) => {
        fc.pre(!`${one}${other}`.includes('ς'));
        expect(indexedWords([one]) === indexedWords([other])).toBe(one === other);
      }),
    );
  });

  it('has no word when there is no letter and no digit in it', () => {
    expect(wordQuery('!? -- "*" ()')).toBeUndefined();
  });
});
