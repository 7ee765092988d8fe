import { expect, it } from 'vitest';
import { wordsOf } from '../../shared/event/buyer-words.ts';
import { pageQuery } from './store.ts';

/** What the database does with the forms of a word: one of them must be there. */
function finds(word: string, name: string): boolean {
  const { values = [] } =
    pageQuery('evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F', { q: word, status: 'confirmed', limit: 1 }) ?? {};
  return values.slice(2).some((form) => (wordsOf({ name, email: null }) ?? '').includes(String(form)));
}

it.each([
  ['Müller', 'Jörg Mueller'],
  ['Mueller', 'Jörg Müller'],
  ['muller', 'Jörg Müller'],
  ['Đoković', 'Novak Djokovic'],
  ['djokovic', 'Novak Đoković'],
  ["O'Brien", 'Pat O’Brien'],
  ['obrien', "Pat O'Brien"],
  ['山田太郎', '山田 太郎'],
  ['محمدعلی', 'محمد علي'],
  ['김철수', '김 철수'],
  ['Երևան', 'ԵՐԵՎԱՆ'],
])('%s finds %s', (word, name) => {
  expect(finds(word, name)).toBe(true);
});

const findsMail = (word: string, email: string): boolean => {
  const { values = [] } =
    pageQuery('evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F', { q: word, status: 'confirmed', limit: 1 }) ?? {};
  return values.slice(2).some((form) => (wordsOf({ name: null, email }) ?? '').includes(String(form)));
};

it.each([
  ['bücher.example', 'ada@xn--bcher-kva.example'],
  ['BÜCHER', 'ada@xn--bcher-kva.example'],
  ['buecher.example', 'ada@xn--bcher-kva.example'],
  ['bucher.example', 'ada@xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ['XN--BCHER-KVA', 'ada@xn--bcher-kva.example'],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada@', 'ada@xn--bcher-kva.example'],
  ['ada', 'ada@example.com'],
  ['example.com', 'ada@example.com'],
  ['пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
  ['jörg@', 'jörg@example.com'],
  ['"a@b"@example.com', '"a@b"@example.com'],
  ['a@b', '"a@b c"@example.com'],
])('%s finds %s', (word, email) => {
  expect(findsMail(word, email)).toBe(true);
});

it.each([
  ['bücher.example', 'ada@xn--bcher-kva.com'],
  ['xn--bcher', 'ada@bucher.example'],
])('%s does not find the address %s', (word, email) => {
  expect(findsMail(word, email)).toBe(false);
});

it.each([
  ['Miller', 'Jörg Müller'],
  ['adal', 'Ada Lovelace'],
])('%s does not find %s', (word, name) => {
  expect(finds(word, name)).toBe(false);
});
