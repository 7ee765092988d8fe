/**
 * Texts in the scripts of pages: each is a module of its own, of the language that is built for, so that a text is where it is used, and in what
 * several scripts share only what several of them say.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** As they are imported, also from beside them. */
const OF_PAGES = /(?:texts|^\.)\/of-[a-z]+\.ts$/;
/** What renders as `web` does is handed all texts, and names none. */
const OF_ALL = /texts\/of-preview\.ts$/;
/** The texts that a script names, for it alone. */
const OF_SCRIPT = 'texts of a script';
const ONE = 'text';
const DECLARED = /^export const ([A-Za-z_]\w*)/;

/** @param file the compiled texts of a language */
export function textsOf(file: string): Plugin {
  return {
    name: 'texts',
    setup: (bundling) => {
      const resolveDir = dirname(file);
      const { imports, texts } = compiledTexts(readFileSync(file, 'utf8'));
      bundling.onResolve({ filter: OF_ALL }, () => ({ path: file }));
      bundling.onResolve({ filter: OF_PAGES }, ({ importer }) => ({ path: importer, namespace: OF_SCRIPT }));
      bundling.onLoad({ filter: /./, namespace: OF_SCRIPT }, async ({ path }) => {
        const words = new Set((await readFile(path, 'utf8')).match(/[A-Za-z_]\w*/g));
        const named = [...texts.keys()].filter((name) => words.has(name));
        const contents = named.map((name) => `export { ${name} } from '${ONE}:${name}';`).join('\n');
        // What is named and not there fails the build, as it would of the whole file.
        return { contents: contents || 'export {};', loader: 'js', resolveDir, watchFiles: [file] };
      });
      bundling.onResolve({ filter: /^text:/ }, ({ path }) => ({
        path: path.slice(ONE.length + 1),
        namespace: ONE,
        sideEffects: false,
      }));
      bundling.onLoad({ filter: /./, namespace: ONE }, ({ path }) => ({
        contents: `${imports}\n${texts.get(path) ?? ''}`,
        loader: 'ts',
        resolveDir,
      }));
    },
  };
}

/** A file of compiled texts (`functions/web/texts/compiled/`), taken apart. */
export function compiledTexts(source: string): { imports: string; texts: ReadonlyMap<string, string> } {
  const [head = '', ...declared] = source.split(/^(?=export const )/m);
  const texts = new Map<string, string>();
  for (const text of declared) {
    const name = DECLARED.exec(text)?.[1];
    if (name !== undefined) texts.set(name, text);
  }
  return { imports: head, texts };
}
