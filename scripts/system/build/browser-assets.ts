/**
 * Builds what browsers are sent with the pages: each island of a function (`functions/<name>/islands/*.ts*`) once for every language, with the
 * texts of that language alone, and its style sheets (`functions/<name>/style/*.css`). Names have a hash, bytes are compressed as well as can be.
 */
import { existsSync, globSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build, type OutputFile, type Plugin } from 'esbuild';
import type { BuiltAssets, BuiltFile } from '../../../functions/web/assets/built.ts';
import { textsOf } from './page-texts.ts';

/** What has been built for a function. */
export interface AssetBuild {
  plugin: Plugin;
  /** Compressed, by name. */
  files: Map<string, Buffer>;
  /** The sources, as paths from the project's root. */
  inputs: Set<string>;
}

const PLACE = /functions\/web\/assets\/built\.ts$/;
/**
 * Scripts that are never on a page with others than these are built by themselves: what visitors load is not cut to pieces along what the
 * organizer's desk, or other people's sites, have of it. Each has the frame of its pages.
 */
const APART: readonly (readonly string[])[] = [
  ['account-frame', 'account'],
  ['desk-frame', 'organize', 'hall'],
  ['embed', 'embed-loader'],
];
/** Where seats are chosen it is there before all that is loaded later. */
const PICKER = 'picker/mount.tsx';
/** What is chosen is there before these. */
const CHOOSING = 'picker/list/choosing/choosing-script.ts';
const AFTER_CHOOSING = /(?:inside-section|checkout-script)\.tsx$/;
const SHEET_TEXT = /embed\/sheet-text\.ts$/;
const MOST = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const toBrotli = promisify(brotliCompress);

/** Replaces the list of built files in a bundle, and keeps the files to be written beside it. */
export function browserAssets(root: string): AssetBuild {
  const files = new Map<string, Buffer>();
  const inputs = new Set<string>();
  const plugin: Plugin = {
    name: 'browser-assets',
    setup: (bundling) => {
      bundling.onLoad({ filter: PLACE }, async ({ path }) => {
        const folder = dirname(dirname(path));
        const list = await buildAssets(root, folder, files, inputs);
        const rest = JSON.stringify({ files: list.files, entries: list.entries });
        return { contents: `export const built = { folder: __dirname + '/assets', ...${rest} };`, loader: 'js' };
      });
    },
  };
  return { plugin, files, inputs };
}

async function buildAssets(
  root: string,
  folder: string,
  written: Map<string, Buffer>,
  inputs: Set<string>,
): Promise<Omit<BuiltAssets, 'folder'>> {
  const islands = globSync('islands/*.{ts,tsx}', { cwd: folder }).filter((file) => !/\.test\.tsx?$/.test(file));
  const styles = globSync('style/*.css', { cwd: folder });
  const compiled = join(folder, 'texts/compiled');
  const languages = existsSync(compiled) ? readdirSync(compiled).map((file) => basename(file, '.ts')) : [];
  const files: Record<string, BuiltFile> = {};
  const entries: Record<string, Record<string, string>> = {};
  for (const language of languages.toSorted()) {
    const own: Record<string, string> = (entries[language] = {});
    for (const sources of [...together(islands), styles]) {
      if (sources.length === 0) continue;
      const { outputFiles, metafile } = await buildFor(root, folder, sources.toSorted(), language);
      const contents = new Map(outputFiles.map((file) => [relative(root, file.path), file]));
      // What has a name of a build's own is not a file.
      for (const input of Object.keys(metafile.inputs)) if (existsSync(join(root, input))) inputs.add(input);
      inputs.add(relative(root, join(compiled, `${language}.ts`)));
      for (const [path, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
        const name = basename(path);
        if (entryPoint !== undefined) own[nameOfEntry(entryPoint)] ??= name;
        const bytes = await compressed(contents.get(path), written.get(name));
        written.set(name, bytes);
        const asked = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
        files[name] = { type: typeOf(name), imports: asked.map((one) => basename(one.path)), size: bytes.length };
      }
    }
  }
  return { files, entries };
}

const nameOf = (file: string): string => basename(nameOfEntry(file), '.js');

/** Scripts, by which of them may be on a page together. */
function together(islands: readonly string[]): string[][] {
  const apart = new Set(APART.flat());
  return [
    islands.filter((file) => !apart.has(nameOf(file))),
    ...APART.map((names) => islands.filter((file) => names.includes(nameOf(file)))),
  ];
}

function buildFor(root: string, folder: string, sources: readonly string[], language: string) {
  return build({
    absWorkingDir: root,
    entryPoints: sources.map((file) => join(folder, file)),
    outdir: join(root, '.build/assets'),
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    // What all engines have since 2023; `light-dark()` in style sheets stays as it is.
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    write: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [
      textsOf(join(folder, 'texts/compiled', `${language}.ts`)),
      sheetTextOf(root, folder),
      ...(sources.some((file) => file.endsWith(join('/', 'picker.tsx')))
        ? [besideWhat(join(folder, PICKER), join(folder, CHOOSING))]
        : []),
    ],
  });
}

/**
 * What is loaded later finds a part there, and says that it uses all of it: else what both have would be cut into a file for each of the ways in which
 * it is shared, and small files compress badly.
 */
function besideWhat(part: string, choosing: string): Plugin {
  return {
    name: 'beside what',
    setup: (bundling) => {
      // It may be asked for here before it is by a script that loads it later.
      const later = new Set<string>([choosing]);
      bundling.onResolve({ filter: /^\..*\.tsx?$/ }, ({ kind, path, resolveDir }) => {
        if (kind === 'dynamic-import') later.add(join(resolveDir, path));
        return undefined;
      });
      bundling.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (!later.has(path)) return undefined;
        const there = AFTER_CHOOSING.test(path) ? [part, choosing] : [part];
        const imports = there.map((one) => `import ${JSON.stringify(one)};`);
        const contents = [await readFile(path, 'utf8'), ...imports].join('\n');
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
      });
    },
  };
}

/** The style sheet of what stands in pages of other sites, within the script that brings it there. */
function sheetTextOf(root: string, folder: string): Plugin {
  return {
    name: 'sheet text',
    setup: (bundling) => {
      bundling.onLoad({ filter: SHEET_TEXT }, async () => {
        const sheet = join(folder, 'style/embed.css');
        const { outputFiles } = await build({
          absWorkingDir: root,
          entryPoints: [sheet],
          bundle: true,
          minify: true,
          charset: 'utf8',
          write: false,
          logLevel: 'silent',
        });
        // Tokens stand at the root of a page; a shadow root has its host.
        const text = (outputFiles[0]?.text ?? '').replaceAll(':root', ':host');
        return { contents: `export const sheetText = ${JSON.stringify(text)};`, loader: 'js' };
      });
    },
  };
}

/** The same content has the same name, and is compressed once. */
async function compressed(file: OutputFile | undefined, known: Buffer | undefined): Promise<Buffer> {
  return known ?? toBrotli(file?.contents ?? Buffer.alloc(0), MOST);
}

function nameOfEntry(path: string): string {
  return basename(path).replace(/\.tsx?$/, '.js');
}

function typeOf(name: string): string {
  return name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
}
