import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { linkedWith } from './elf.ts';

test('Node asks for the loader and the libraries that the loader itself names', () => {
  const { loader, needed } = linkedWith(readFileSync(process.execPath));
  const told = execFileSync(loader ?? '', ['--list', process.execPath]).toString();
  expect(needed).toContain('libc.so.6');
  expect(needed.filter((name) => !told.includes(name))).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['a script', '#!/bin/sh\n'.repeat(20)],
  ['a 32-bit program', `\u007fELF\u0001\u0001${'\0'.repeat(99)}`],
])('%s is refused', (_, text) =>
  expect(() => linkedWith(Buffer.from(text, 'latin1'))).toThrow('no 64-bit little-endian ELF file'),
);
