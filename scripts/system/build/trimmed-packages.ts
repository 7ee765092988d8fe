/** Packages that do at every start what hardly a function comes to need: in a bundle they do less of it, or later. */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'trimmed';

/** @param root the folder of the project */
export function trimmedPackages(root: string): Plugin {
  return {
    name: 'trimmed-packages',
    setup: (build) => {
      build.onResolve({ filter: /^@ioredis\/commands$/ }, ({ path, importer }) =>
        isIn(importer, 'ioredis', 'Commander.js') ? { path, namespace: NAMESPACE, pluginData: importer } : undefined,
      );
      build.onResolve({ filter: /\/constants\/errors\.js$/ }, ({ path, importer, namespace }) =>
        namespace === 'file' && isIn(importer, 'mysql2', '.js')
          ? { path: join(dirname(importer), path), namespace: NAMESPACE, pluginData: importer }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path, pluginData: importer }) => ({
        contents: path === '@ioredis/commands' ? await namedCommands(root, importer) : later(path),
        resolveDir: dirname(importer),
      }));
    },
  };
}

function isIn(importer: string, name: string, end: string): boolean {
  return importer.includes(join('node_modules', name, '/')) && importer.endsWith(end);
}

/** Names for 5,000 errors, of which the first to occur asks: a module that is run when something is first read from it. */
function later(path: string): string {
  return `let whole; module.exports = new Proxy({}, { get: (_, name) => (whole ??= require(${JSON.stringify(path)}))[name] });`;
}

/** ioredis defines two methods for each of some 300 commands, on four classes. Those stay that a function or ioredis itself names. */
async function namedCommands(root: string, importer: string): Promise<string> {
  const { list } = createRequire(importer)('@ioredis/commands') as { list: readonly string[] };
  const texts = await Promise.all([join(root, 'functions'), join(dirname(importer), '..')].map(textsBelow));
  const words = new Set(texts.join('\n').match(/(?<=[.'"`])[a-z]+/g));
  const named = list.filter((name) => words.has(name));
  return `module.exports = { ...require('@ioredis/commands'), list: ${JSON.stringify(named)} };`;
}

async function textsBelow(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => /(?<!\.test|\.d)\.[jt]s$/.test(file));
  return (await Promise.all(sources.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}
