/** npm run build: one file per function below .build/, each with a warm code cache beside it. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunctions, FUNCTIONS } from './system/build/bundle.ts';
import { warmBundles } from './system/warm-bundles.ts';

const ROOT = join(import.meta.dirname, '..');

async function sizeOf(name: string, file: string): Promise<string> {
  return `${((await stat(join(ROOT, '.build', name, file))).size / 1e6).toFixed(1)} MB`;
}

try {
  await bundleFunctions({ root: ROOT });
  await warmBundles(ROOT, (line) => console.log(line));
  for (const name of FUNCTIONS) {
    const [code, cache] = await Promise.all([sizeOf(name, 'function.js'), sizeOf(name, 'function.cache')]);
    console.log(`.build/${name}: ${code}, code cache ${cache}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
