/**
 * What a bundle has in place of some packages. The Functions Framework works on every request with node:domain, Express and
 * five body parsers, which together cost several times what a function does; a function needs none of them, because it
 * reads its body before the framework does, routes by its own table and is written in promises. So the framework stays the host,
 * and what it calls per request is replaced by the little of it that it uses. From source, functions run on the real ones.
 */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Package or built-in module → file in the folder of the stand-ins. */
const STAND_INS: Record<string, string> = {
  domain: 'domain.ts',
  express: 'express.ts',
  'body-parser': 'body-parser.ts',
};
const NAMESPACE = 'stand-in';

/** Resolves the framework's imports to the stand-ins, and nobody else's. */
export const standIns: Plugin = {
  name: 'stand-ins',
  setup: (build) => {
    build.onResolve({ filter: new RegExp(`^(${Object.keys(STAND_INS).join('|')})$`) }, ({ path, importer }) =>
      importer.includes(join('@google-cloud', 'functions-framework')) ? { path, namespace: NAMESPACE } : undefined,
    );
    // The framework is CommonJS: what it requires is the default export itself.
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require('./${STAND_INS[path]}').default;`,
      resolveDir: join(import.meta.dirname, 'stand-ins'),
    }));
  },
};
