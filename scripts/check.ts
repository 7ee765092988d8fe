/** npm run check: formatting, lint (type-aware), types, and the rules for packages; says which failed and ends non-zero. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpOf, readArguments } from './cli/command.ts';
import { main } from './cli/main.ts';
import { flag } from './cli/options.ts';
import { type Lock, type PackageManifest, violations } from './packages/package-rules.ts';

const COMMAND = {
  usage: 'npm run check [-- options]',
  about: 'Formatting, lint (type-aware), types, and the rules for packages.',
  options: { fix: flag('mends what formatter and linter can mend by themselves') },
  notes: 'Exit code: 0 when all is clean; 1 when it is not; 2 when an option is wrong.',
};

/** What is run, in this order: what the linter has mended is formatted. */
function checks(isToFix: boolean) {
  const [lint, format] = isToFix ? [['--fix'], []] : [[], ['--check']];
  return [
    { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings', ...lint, '.'] },
    { name: 'format', command: ['oxfmt', ...format, '.'] },
    { name: 'types', command: ['tsc', '-p', '.'] },
  ];
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8'));

async function run({ fix }: { fix: boolean }): Promise<number> {
  const failed: string[] = [];
  for (const { name, command } of checks(fix)) {
    const [program = '', ...args] = command;
    const [code] = await once(spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit');
    console.log(`${name}: ${code === 0 ? 'clean' : 'failed'}`);
    if (code !== 0) failed.push(name);
  }
  const found = violations(read('package-lock.json') as Lock, read('package.json') as PackageManifest);
  for (const line of found) console.error(line);
  console.log(`packages: ${found.length === 0 ? 'clean' : 'failed'}`);
  if (found.length > 0) failed.push('packages');
  if (failed.length > 0) console.error(`to be mended: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

await main({ help: helpOf(COMMAND), read: (args) => readArguments(args, COMMAND)?.values, run });
