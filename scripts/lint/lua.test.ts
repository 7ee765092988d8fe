import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compositionsOf, faultsOf } from './lua.ts';

const ROOT = join(import.meta.dirname, '../..');
const compositions = compositionsOf(ROOT);

test('the scripts of the functions have no fault, and every Lua file is part of one', () => {
  expect(faultsOf(compositions)).toEqual([]);
  const used = new Set(compositions.flatMap(({ parts }) => parts.map(({ file }) => file)));
  expect(globSync('functions/**/*.lua', { cwd: ROOT }).filter((file) => !used.has(file))).toEqual([]);
});

const faultsIn = (...texts: string[]) =>
  faultsOf([{ parts: texts.map((text, index) => ({ file: `${index}.lua`, text })), constants: new Set(['LIMIT_MS']) }]);

test('an undeclared name, an unused local and a syntax error are named with file and line', () => {
  expect(faultsIn('local a = 1\n', 'local b = a\nreturn c + LIMIT_MS + OTHER_MS + #KEYS\n')).toEqual([
    '1.lua:1: b is never used',
    '1.lua:2: OTHER_MS is nowhere declared',
    '1.lua:2: c is nowhere declared',
  ]);
  expect(faultsIn('local a = 1\nif a then\n')).toEqual([expect.stringMatching(/^0\.lua:\d: .*expected/)]);
});

test('names end with their block; what is only written is not used; a name in a table or after a dot is none', () => {
  expect(faultsIn('do local a = 1; print = a end\nreturn a\n')).toEqual([
    '0.lua:1: print is nowhere declared',
    '0.lua:2: a is nowhere declared',
  ]);
  expect(faultsIn('local a\na = 1\n')).toEqual(['0.lua:1: a is never used']);
  expect(faultsIn('for _, x in ipairs(KEYS) do local t = {y = x}; t.z = math.max(t.y, 1) end\n')).toEqual([]);
  expect(faultsIn('local function f(n) if n > 0 then return f(n - 1) end end\nreturn f(1)\n')).toEqual([]);
});

test('a part that several scripts have is judged by all of them', () => {
  const part = { file: 'part.lua', text: 'local a, b = 1, 2\n' };
  const uses = (name: string) => ({
    parts: [part, { file: `${name}.lua`, text: `return ${name}\n` }],
    constants: new Set<string>(),
  });
  expect(faultsOf([uses('a')])).toEqual(['part.lua:1: b is never used']);
  expect(faultsOf([uses('a'), uses('b')])).toEqual([]);
});
