/**
 * How sources are read for a bundle. Where a module names its Lua files, their texts take the place of the names, so that nothing is
 * read at run time; JSON documents are packed. Test builds change sources on the way.
 */
import { join, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { packedJson } from './packed-json.ts';
import { readText } from './reading.ts';

/** Changes the text of a source; `file` is from the project's folder. @throws Error, which ends the build */
export type Alter = (file: string, text: string) => string;

/** A call of `luaFiles` (`functions/shared/redis/script.ts`) with the names of its files. */
export const LUA_FILES = /\bluaFiles\(\s*import\.meta,\s*\[([^\]]*)\]/g;

/** Reads the functions' own sources. */
export function sources(root: string, alter: Alter = (_, text) => text): Plugin {
  return {
    name: 'sources',
    setup: (build) => {
      build.onLoad({ filter: /\.(?:tsx?|lua)$/ }, async ({ path, namespace }) => {
        const file = relative(root, path);
        if (namespace !== 'file' || !/^(?:functions|events)\//.test(file)) return undefined;
        const text = alter(file, await readText(path));
        if (path.endsWith('.lua')) return { contents: text, loader: 'text' };
        return { contents: withLua(text), loader: path.endsWith('.tsx') ? 'tsx' : 'ts' };
      });
      build.onLoad({ filter: /\.json$/ }, async ({ path, namespace }) => {
        const file = relative(root, path);
        if (namespace !== 'file' || !/^(?:functions|events)\//.test(file)) return undefined;
        return { contents: packed(alter(file, await readText(path))), loader: 'js' };
      });
    },
  };
}

/** A document as a module, packed: documents are large, and asked for now and then. Those that are packed already stay as they are. */
function packed(json: string): string {
  if (json.includes('"brotli"')) return `export default ${json};`;
  return [
    "import { brotliDecompressSync } from 'node:zlib';",
    `export default JSON.parse(brotliDecompressSync(Buffer.from('${packedJson(JSON.parse(json))}', 'base64')).toString());`,
  ].join('\n');
}

/** The Lua files of a call, from the inside of its list. */
export function filesIn(list: string): string[] {
  return [...list.matchAll(/'([^']+)'/g)].map(([, file]) => file ?? '');
}

/** Imports what calls name; the imports come last, so that lines stay where they are. */
function withLua(text: string): string {
  const files: string[] = [];
  const placeOf = (file: string) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1);
  const changed = text.replaceAll(LUA_FILES, (_, list: string) => {
    const names = filesIn(list).map((file) => `luaText${placeOf(file)}`);
    return `luaFiles(undefined, [${names.join(', ')}]`;
  });
  const imports = files.map((file, index) => `import luaText${index} from './${join('.', file)}';`);
  return files.length === 0 ? text : `${changed}\n${imports.join('\n')}\n`;
}
