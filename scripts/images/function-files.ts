/** What a function's own layers are made of: its bundle with the code cache, and the packages with native code that it loads. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bundled, bundleFunctions } from '../system/build/bundle.ts';
import { readBytes } from '../system/build/reading.ts';
import { codeCacheOf } from './code-cache.ts';
import { noticesOf } from './notices.ts';
import type { TarEntry } from './tar.ts';

/** One function, as it goes into its image. */
export interface FunctionFiles {
  name: string;
  /** Below /app, but for native packages. */
  entries: TarEntry[];
  bundled: Bundled;
}

/** Where it stands in an image; the process starts there. */
export const APP = 'app';

/** Bundles functions, and makes their code caches. @param outDir gets the bundles */
export async function functionFiles(
  root: string,
  outDir: string,
  functions: readonly string[],
): Promise<FunctionFiles[]> {
  const bundles = await bundleFunctions({ root, outDir, functions });
  const made: FunctionFiles[] = [];
  // One after the other: each takes a core or two by itself.
  for (const [name, bundled] of bundles) {
    const files = await entriesBelow(join(outDir, name), APP, (path) => !path.endsWith('.cache'));
    const cache = await codeCacheOf(await readFile(join(outDir, name, 'function.js')));
    const own = [
      { path: `${APP}/function.cache`, content: cache },
      { path: `${APP}/NOTICES`, content: await noticesOf(root, bundled.contents) },
    ];
    made.push({ name, bundled, entries: [...files, ...own] });
  }
  return made;
}

/** A package with native code, and the part of it that is for this processor and the C library of Debian. */
export async function nativeFiles(root: string, packages: readonly string[]): Promise<TarEntry[]> {
  const folders = packages.flatMap((name) => [name, `${name}-linux-${process.arch}-gnu`]);
  const entries = await Promise.all(
    folders.map((name) => entriesBelow(join(root, 'node_modules', name), `${APP}/node_modules/${name}`, isRead)),
  );
  return entries.flat();
}

/** What a process reads, and the notice that goes with it. */
function isRead(path: string): boolean {
  return /\.(c?js|json|node)$|\/LICENSE[^/]*$/.test(path) && !/\.d\.ts$|\/browser\.js$/.test(path);
}

async function entriesBelow(folder: string, at: string, wanted: (path: string) => boolean): Promise<TarEntry[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  return Promise.all(
    paths
      .filter((path) => wanted(path))
      .toSorted()
      .map(async (path) => ({ path: join(at, path.slice(folder.length + 1)), content: await readBytes(path) })),
  );
}
