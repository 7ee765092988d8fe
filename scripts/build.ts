/** npm run build: one file per function below .build/, each with a warm code cache beside it; `--help` says everything. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { helpOf, readArguments } from './cli/command.ts';
import { main } from './cli/main.ts';
import { bundleFunctions, FUNCTIONS } from './system/build/bundle.ts';
import { warmBundles } from './system/warm-bundles.ts';

const ROOT = join(import.meta.dirname, '..');

const COMMAND = {
  usage: 'npm run build',
  about: `Makes what runs in a cluster: below .build/ one file for each function, with a warm code cache beside it. To warm them, a system of its own
is started for a moment.`,
  options: {},
};

async function sizeOf(name: string, file: string): Promise<string> {
  return `${((await stat(join(ROOT, '.build', name, file))).size / 1e6).toFixed(1)} MB`;
}

await main({
  help: helpOf(COMMAND),
  read: (args) => readArguments(args, COMMAND),
  run: async () => {
    await bundleFunctions({ root: ROOT });
    await warmBundles(ROOT, (line) => console.log(line));
    for (const name of FUNCTIONS) {
      const [code, cache] = await Promise.all([sizeOf(name, 'function.js'), sizeOf(name, 'function.cache')]);
      console.log(`.build/${name}: ${code}, code cache ${cache}`);
    }
  },
});
