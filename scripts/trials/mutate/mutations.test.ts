import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { mutated } from './mutation.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('there are at least 40, each with a name of its own', () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
});

test.each(MUTATIONS)('"$name" can be made as the sources stand', (mutation) => {
  const text = readFileSync(join(ROOT, mutation.file), 'utf8');
  expect(mutated(text, mutation)).not.toBe(text);
  const files = 'tests' in mutation.caughtBy ? mutation.caughtBy.tests : [];
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('what is there twice, not at all, or replaced by itself cannot be made', () => {
  const mutation = { name: 'x', file: 'f', from: 'a', to: 'b', breaks: '', caughtBy: { tests: [] } };
  expect(() => mutated('a a', mutation)).toThrow('f has 2 times, not once: a');
  expect(() => mutated('c', mutation)).toThrow('f has 0 times, not once: a');
  expect(() => mutated('a', { ...mutation, to: 'a' })).toThrow('replaced by itself');
});
