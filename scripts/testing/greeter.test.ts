import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GREETER } from './greeter.ts';

const FOLDER = join(import.meta.dirname, '../../functions/greet');
const IMPORT = /^import (?:type )?(?:\* as \w+|\{([^}]+)\}) from '(\.\.?\/[^']+)';$/gm;

/** What the function imports of the project: where from, and which names. */
const imports = Object.entries(GREETER).flatMap(([file, text]) =>
  [...text.matchAll(IMPORT)].map(([, names = '', from = '']) => ({
    file,
    from,
    names: names.split(',').map((name) => name.trim().replace(/^type /, '')),
  })),
);

function textOf(from: string): string {
  const path = join(FOLDER, from);
  return GREETER[from.replace('./', '')] ?? (existsSync(path) ? readFileSync(path, 'utf8') : '');
}

function isExported(text: string, name: string): boolean {
  return new RegExp(String.raw`^export [a-z ]*\b${name}\b`, 'm').test(text);
}

test('what the new function imports is there, under the name by which it is imported', () => {
  expect(imports.length).toBeGreaterThan(15);
  const gone = imports.flatMap(({ file, from, names }) =>
    names.filter((name) => !isExported(textOf(from), name)).map((name) => `${file}: ${name} of ${from}`),
  );
  expect(gone).toEqual([]);
});
