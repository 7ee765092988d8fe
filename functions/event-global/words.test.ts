import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexedWords, wordQuery } from './words.ts';

/** What a full-text index does with codes: of every `+word` and `+(word word)` one must be there, `word*` as a beginning. */
function finds(query: string, ...texts: string[]): boolean {
  const indexed = indexedWords(texts).split(' ');
  const occurs = (form: string): boolean =>
    form.endsWith('*') ? indexed.some((word) => word.startsWith(form.slice(0, -1))) : indexed.includes(form);
  const terms = wordQuery(query)?.match(/\+(\([^)]*\)|\S+)/g) ?? [];
  return terms.every((term) => term.replace(/[+()]/g, '').split(' ').some(occurs));
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
    ['C++', 'What is new in C++23'],
    ['c', 'What is new in C++23'],
    ['C++23', 'What is new in C++23'],
    ['AI+Data', 'Data, and AI'],
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
    ['Muenchen', 'München'],
    ['München', 'Muenchen'],
    ['münch', 'Muenchener Kammerorchester'],
    ['muen', 'Münchener Kammerorchester'],
    ['محمد', 'مُحَمَّد'],
    ['مُحَمَّد', 'محمد'],
    ['שלום', 'שָׁלוֹם'],
    ['ｎｈｋ', 'NHK'],
  ])('%s finds %s', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it.each([
    ['개발자', '서울개발자대회'],
    ['서울', '2027서울특별시'],
    ['京', '東京国際'],
    ['国際', '東京国際フォーラム'],
    ['タワー', '東京タワー'],
    ['กรุง', 'ที่กรุงเทพมหานคร'],
    ['กรุงเท', 'กรุงเทพมหานคร'],
    ['NHK東京', 'NHK 東京'],
  ])('where no spaces are put, any part finds: %s in %s', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it('and its characters must be neighbours', () => {
    expect([finds('東京', '京東'), finds('京都', '東京都'), finds('京都', '東京、大都市')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it.each([
    ['obrien', 'O’Brien'],
    ["O'Brien", 'OBrien'],
    ["O'Brien", 'O Brien'],
    ['brien', "O'Brien"],
    ['hawaii', 'Hawaiʻi'],
    ['ACDC', 'AC/DC'],
    ['ac/dc', 'AC DC'],
    ['email', 'e-mail'],
    ['e-mail', 'email'],
    ['hip-hop', 'Hip Hop'],
    ['hiphop', 'hip-hop'],
    ['usa', 'U.S.A.'],
    ['U.S.A.', 'USA'],
    ['MASH', 'M*A*S*H'],
    ['rockn', "Rock'n'Roll"],
    ['Küsten-Tänze', 'kuestentaenze'],
  ])('signs within a word may be left out: %s finds %s', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  const PERSIAN = ['می\u200cروم', 'می روم', 'میروم'];
  it.each(PERSIAN.flatMap((query) => PERSIAN.map((text) => [query, text])))(
    'what Persian joins by a sign, a space or nothing is one: %j finds %j',
    (query, text) => {
      expect(finds(query, text)).toBe(true);
      expect(finds(`من ${query} خانه`, `من ${text} خانه`)).toBe(true);
    },
  );
  it.each([
    ['روم', 'می\u200cروم'],
    ['צהל', 'צה״ל'],
    ['צה"ל', 'צהל'],
    ['мята', 'м’ята'],
    ['м’ята', "м'ята"],
    ['rockn', 'Rock´n´Roll'],
    ['हिन्दी', 'हिंदी'],
    ['फिल्म', 'फ़िल्म'],
    ['Đoković', 'Djokovic'],
    ['djokovic', 'Đoković'],
    ['ירושלימ', 'ירושלים'],
    ['ארצ', 'ארצות הברית'],
    ['אלף', 'אלפים'],
  ])('and so are other ways to write a word: %s finds %s', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });
  it('but neighbours are not joined the other way round', () => {
    expect([finds('رومی', 'می روم'), finds('می روم', 'می')]).toEqual([false, false]);
  });

  it('but not a part', () => {
    expect([finds("O'Brien", 'Brien'), finds('hip-hop', 'Hip')]).toEqual([false, false]);
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
  const ONLY_CODES = /^(?:\+(?:[a-z0-9]{4,80}\*?|\([a-z0-9]{4,80}\*?(?: [a-z0-9]{4,80}\*?)+\))(?: |$))+$/;

  it('is never an operator of the index, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (query) => {
        expect(wordQuery(query) ?? '+none').toMatch(ONLY_CODES);
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

  it.each(['!? -- "*" ()', '?', '🎻', '❤️', '++', '\u200d', '\u0301'])('has no word in %j', (query) => {
    expect(wordQuery(query)).toBeUndefined();
  });
});
