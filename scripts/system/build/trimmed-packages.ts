/** Packages that do at every start what hardly a function comes to need: in a bundle they do less of it, or later. */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { packedJson } from './packed-json.ts';
import { readText } from './reading.ts';

/** @param root the folder of the project */
export function trimmedPackages(root: string): Plugin {
  return {
    name: 'trimmed-packages',
    setup: (build) => {
      build.onLoad({ filter: /@ioredis\/commands\/built\/commands\.json$/ }, async ({ path }) => ({
        contents: await namedCommands(root, path),
        loader: 'json',
      }));
      build.onLoad({ filter: /\/mysql2\/lib\/constants\/errors\.js$/ }, ({ path }) => ({
        contents: packedErrors(path),
      }));
    },
  };
}

/** Numbers and names of 5,000 errors, packed: the first error unpacks them. */
function packedErrors(path: string): string {
  const names: unknown = createRequire(path)(path);
  return [
    "const { brotliDecompressSync } = require('node:zlib');",
    'let whole;',
    `const unpacked = () => JSON.parse(brotliDecompressSync(Buffer.from('${packedJson(names)}', 'base64')).toString());`,
    'module.exports = new Proxy({}, { get: (_, name) => (whole ??= unpacked())[name] });',
  ].join('\n');
}

/** ioredis defines two methods for each of some 300 commands, on four classes. Those stay that a function or ioredis itself names. */
async function namedCommands(root: string, path: string): Promise<string> {
  const client = dirname(createRequire(path).resolve('ioredis'));
  const texts = await Promise.all([join(root, 'functions'), client].map(textsBelow));
  const words = new Set(texts.join('\n').match(/(?<=[.'"`])[a-z]+/g));
  const commands = JSON.parse(await readText(path)) as Record<string, unknown>;
  return JSON.stringify(Object.fromEntries(Object.entries(commands).filter(([name]) => words.has(name))));
}

async function textsBelow(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => /(?<!\.test|\.d)\.[jt]s$/.test(file));
  return (await Promise.all(sources.map((file) => readText(join(folder, file))))).join('\n');
}
