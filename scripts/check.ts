/** npm run check: formatting, lint (type-aware), types, and the rules for packages; says which failed and ends non-zero. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, type Manifest, violations } from './packages/rules.ts';

const checks = [
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings', '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
];

const failed: string[] = [];
for (const { name, command } of checks) {
  const [program = '', ...args] = command;
  const [code] = await once(spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit');
  console.log(`${name}: ${code === 0 ? 'clean' : 'failed'}`);
  if (code !== 0) failed.push(name);
}
const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8'));
const found = violations(read('package-lock.json') as Lock, read('package.json') as Manifest);
for (const line of found) console.error(line);
console.log(`packages: ${found.length === 0 ? 'clean' : 'failed'}`);
if (found.length > 0) failed.push('packages');
if (failed.length > 0) console.error(`to be mended: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
