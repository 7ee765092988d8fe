/**
 * npm run check [-- --fix]: formatting, lint (type-aware), types, and the rules for packages; says which failed and ends non-zero. With
 * --fix, what formatter and linter can mend by themselves is mended first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Lock, type Manifest, violations } from './packages/rules.ts';

const isToFix = readArguments();
const lint = ['oxlint', '--type-aware', '--deny-warnings', ...(isToFix ? ['--fix'] : []), '.'];
const checks = [
  // The linter's changes are formatted, so it comes first when there are any.
  ...(isToFix ? [{ name: 'lint', command: lint }] : []),
  { name: 'format', command: ['oxfmt', ...(isToFix ? [] : ['--check']), '.'] },
  ...(isToFix ? [] : [{ name: 'lint', command: lint }]),
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

/** Whether to mend; another argument ends the run. */
function readArguments(): boolean {
  try {
    return parseArgs({ options: { fix: { type: 'boolean', default: false } } }).values.fix;
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}: npm run check takes --fix alone`);
    process.exit(1);
  }
}
