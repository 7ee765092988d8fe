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

it.each([
  ['Miller', 'Jörg Müller'],
  ['adal', 'Ada Lovelace'],
])('%s does not find %s', (word, name) => {
  expect(finds(word, name)).toBe(false);
});
