/** npm run check: formatting, lint (type-aware) and types; says which failed and ends non-zero. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

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
if (failed.length > 0) console.error(`to be mended: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
