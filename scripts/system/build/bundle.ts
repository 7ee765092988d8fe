/**
 * Bundles functions: one file each with everything it imports, and nothing it does not. Beside it stands a loader that
 * runs the file from V8's code cache when there is one.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, stop } from 'esbuild';
import { capabilities } from '../../../functions/capabilities.ts';
import type { Command } from '../../platform/spec/options.ts';
import { browserAssets } from './browser-assets.ts';
import { type Alter, sources } from './sources.ts';
import { standIns } from './stand-ins.ts';
import { trimmedPackages } from './trimmed-packages.ts';

/** What to bundle, and where to. */
export interface BundleOptions {
  /** The folder of the project. */
  root: string;
  /** Gets `<function>/index.cjs` and `function.js`; default: `.build` below the project's folder, which git does not see. */
  outDir?: string;
  /** Default: all that are listed in functions/capabilities.ts. */
  functions?: readonly string[];
  /** Changes sources, for test builds. */
  alter?: Alter;
}

/** What became of a bundle. */
export interface Bundled {
  /** The files it is made of, as paths from the project's root. */
  files: readonly string[];
  /** Those of which something is left in it; the rest is not reached. */
  contents: readonly string[];
  /** The packages with native code that it loads when it runs. */
  loads: readonly string[];
  /** Whether it differs from what was there. */
  isNew: boolean;
}

/** The names of all functions. */
export const FUNCTIONS: readonly string[] = capabilities.map(({ name }) => name);

const BUNDLES = '.build';
/** Native code cannot be in a bundle: it is loaded from node_modules, in an image from a copy of that package alone. */
export const NATIVE: readonly string[] = ['@node-rs/argon2'];

/**
 * Writes the bundles, and returns them by name; what has not changed keeps its code cache.
 * @throws Error that names what cannot be resolved or parsed
 */
export async function bundleFunctions(options: BundleOptions): Promise<Map<string, Bundled>> {
  const { root, outDir = join(root, BUNDLES), functions: names = FUNCTIONS, alter } = options;
  building += 1;
  try {
    const bundled = names.map(async (name) => {
      const made = await bundle(join('functions', name, 'index.ts'), join(outDir, name), root, alter);
      return [name, made] as const;
    });
    return new Map(await Promise.all(bundled));
  } finally {
    building -= 1;
    if (building === 0) await stop(); // esbuild's own process, which all that build at a moment share
  }
}

/** How many calls are at work. */
let building = 0;

/** How the process of a bundled function is run; the first to end well leaves its code cache to the next. */
export function bundleCommand(root: string, folder: string, outDir = join(root, BUNDLES)): Command {
  return {
    file: process.execPath,
    args: [join(outDir, folder, 'index.cjs')],
    cwd: root,
    env: { WARM_CODE_CACHE: 'true' },
  };
}

/** Bundles one program into a folder, in which `index.cjs` then runs it. */
export async function bundle(entry: string, folder: string, root: string, alter?: Alter): Promise<Bundled> {
  const assets = browserAssets(root);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [entry],
    outfile: join(folder, 'function.js'),
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: [...NATIVE],
    // Names and lines stay as they are, for the sake of stack traces; with a code cache their length costs nothing.
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'silent',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [assets.plugin, sources(root, alter), trimmedPackages(root), standIns],
  });
  await mkdir(folder, { recursive: true });
  let isNew = false;
  // Before the function that names them.
  if (assets.files.size > 0) await mkdir(join(folder, 'assets'), { recursive: true });
  for (const [name, bytes] of assets.files) await writeChanged(join(folder, 'assets', `${name}.br`), bytes);
  for (const file of outputFiles) isNew = (await writeChanged(file.path, wrap(file.text))) || isNew;
  await writeChanged(join(folder, 'index.cjs'), await readFile(join(import.meta.dirname, 'loader.cjs')));
  const outputs = Object.values(metafile.outputs);
  const left = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const loads = NATIVE.filter((name) => outputs.some(({ imports }) => imports.some(({ path }) => path === name)));
  return {
    files: [...Object.keys(metafile.inputs), ...assets.inputs],
    contents: [...left, ...assets.inputs],
    loads,
    isNew,
  };
}

/** As Node wraps a CommonJS module, behind the bundle's hash: V8 itself tells sources apart by their length only. */
function wrap(bundled: string): Buffer {
  const source = plainAscii(bundled);
  const hash = createHash('sha256').update(source).digest('hex');
  return Buffer.from(`/*${hash}*/(function (exports, require, module, __filename, __dirname) {${source}\n})`);
}

/**
 * The loader takes a bundle byte by byte. esbuild has escaped what is in strings and names; what it leaves as it is stands in
 * regular expressions, where the escape means the same, and in comments.
 */
function plainAscii(source: string): string {
  return source.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whole or not at all: a process may be starting from it. @returns whether it has changed */
async function writeChanged(file: string, content: Uint8Array): Promise<boolean> {
  const before = await readFile(file).catch(() => undefined);
  if (before?.equals(content)) return false;
  const aside = join(dirname(file), `.${process.pid}.tmp`);
  await writeFile(aside, content);
  await rename(aside, file);
  return true;
}
