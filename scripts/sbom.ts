/** npm run sbom [-- FILE]: writes the bill of materials (CycloneDX JSON) of what package-lock.json brings. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { sbomOf } from './packages/sbom.ts';

const ROOT = join(import.meta.dirname, '..');

const file = resolve(process.argv[2] ?? join(ROOT, '.seatmesh', 'sbom.cdx.json'));
const { name } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { name: string };
await mkdir(dirname(file), { recursive: true, mode: 0o700 });
await writeFile(file, await sbomOf(ROOT, name));
console.log(file);
