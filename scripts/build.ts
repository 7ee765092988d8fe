/** npm run build: one file per function below .build/. */
import { join } from 'node:path';
import { bundleFunctions, functionNames } from './build/bundle.ts';

const ROOT = join(import.meta.dirname, '..');
const begun = performance.now();
await bundleFunctions({ root: ROOT });
const names = await functionNames(ROOT);
console.log(
  `${names.length} functions bundled in ${((performance.now() - begun) / 1000).toFixed(1)} s: ${names.join(', ')}`,
);
