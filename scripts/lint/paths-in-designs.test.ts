import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documents, programFiles } from './names.ts';
import { pathsAstray } from './paths-in-designs.ts';

const ROOT = join(import.meta.dirname, '../..');

test('every path in a DESIGN.md begins in its own folder, or says from where', () => {
  const files = new Set(programFiles(ROOT));
  const designs = [...documents(ROOT)].filter(([name]) => /\/(?:DESIGN|MEASURED)\.md$/.test(name));
  expect(designs.length).toBeGreaterThan(7);
  const astray = designs.map(([name, text]) => [name, pathsAstray(name, text, files)] as const);
  expect(astray.filter(([, paths]) => paths.length > 0)).toEqual([]);
});

test.each([
  ['live/hold.ts', true],
  ['book/live/hold.ts', false],
  ['functions/book/live/hold.ts', false],
  ['hold.ts', false],
  ['shared/ids.ts', true],
  ['functions/shared/ids.ts', true],
  ['ids.ts', false],
  ['events/catalog.ts', true],
  ['gone.ts', false],
])('of functions/book/DESIGN.md: %s', (path, isRight) => {
  const files = new Set(['functions/book/live/hold.ts', 'functions/shared/ids.ts', 'events/catalog.ts']);
  expect(pathsAstray('functions/book/DESIGN.md', `see \`${path}\``, files)).toEqual(isRight ? [] : [path]);
});
