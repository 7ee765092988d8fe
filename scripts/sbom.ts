/** npm run sbom [-- FILE]: writes the bill of materials (CycloneDX JSON) of what package-lock.json brings; `--help` says everything. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { helpOf, readArguments } from './cli/command.ts';
import { Fault } from './cli/fault.ts';
import { main } from './cli/main.ts';
import { sbomOf } from './packages/bill-of-materials.ts';

const ROOT = join(import.meta.dirname, '..');
const USUAL = '.seatmesh/sbom.cdx.json';

const COMMAND = {
  usage: 'npm run sbom [-- FILE]',
  about: `Writes the bill of materials (CycloneDX JSON) of every npm package in package-lock.json, Node itself among them, to FILE (default ${USUAL}).`,
  options: {},
  takesWords: true,
};

/** Undefined when only help is asked for. */
function read(args: readonly string[]): string | undefined {
  const given = readArguments(args, COMMAND);
  if (given && given.words.length > 1) throw new Fault('one FILE is enough (see --help)');
  return given && resolve(given.words[0] ?? join(ROOT, USUAL));
}

await main({
  help: helpOf(COMMAND),
  read,
  run: async (file) => {
    const { name } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { name: string };
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, await sbomOf(ROOT, name));
    console.log(file);
  },
});
