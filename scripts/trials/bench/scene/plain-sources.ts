/** The functions as plain JavaScript in single files: unbundled, but without types that Node would have to strip. */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';

const FOLDERS = ['functions', 'events'];
const RELATIVE_TS = /(from\s+|import\s+|import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

/** Writes them below a folder, with a way to the packages. */
export async function writePlainSources(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  for (const top of FOLDERS) {
    const files = await readdir(join(root, top), { recursive: true, withFileTypes: true });
    for (const file of files) {
      if (!file.isFile()) continue;
      const from = join(file.parentPath, file.name);
      const to = join(folder, from.slice(root.length));
      if (!file.name.endsWith('.ts')) await mkdir(dirname(to), { recursive: true }).then(() => cp(from, to));
      else if (!file.name.endsWith('.test.ts')) await writePlain(from, to.replace(/\.ts$/, '.js'));
    }
  }
}

async function writePlain(from: string, to: string): Promise<void> {
  const options = {
    loader: 'ts',
    format: 'esm',
    target: 'node24',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  } as const;
  const { code } = await transform(await readFile(from, 'utf8'), options);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, code.replaceAll(RELATIVE_TS, '$1$2$3.js$2'));
}
