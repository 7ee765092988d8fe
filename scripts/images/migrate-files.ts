/**
 * What the image of the migrations is made of: the sources of `npm run migrate`, the migrations, and of the packages what these load. It is no
 * bundle: Knex finds migrations as files, and a Job's start may take its time.
 */
import { existsSync, globSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { FUNCTIONS } from '../system/build/bundle.ts';
import { readBytes } from '../system/build/reading.ts';
import { APP } from './function-files.ts';
import type { TarEntry } from './tar.ts';

/** The image beside those of the functions. */
export const MIGRATE = 'migrate';

/** Every image there is. */
export const IMAGES: readonly string[] = [...FUNCTIONS, MIGRATE];

/** What is in the image, and where it comes from. */
export interface MigrateFiles {
  entries: TarEntry[];
  /** As paths from the project's root. */
  contents: string[];
}

const ENTRY = 'scripts/migrate.ts';
/** Drivers of other databases, which Knex asks for where it is told to use them. */
const OTHER_DRIVERS = [
  'better-sqlite3',
  'mariadb/callback',
  'mysql',
  'oracledb',
  'pg',
  'pg-native',
  'pg-query-stream',
  'sqlite3',
  'tedious',
];

/** Gathers the files, in the order of their paths. */
export async function migrateFiles(root: string): Promise<MigrateFiles> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outfile: 'migrate.js',
    external: OTHER_DRIVERS,
    logLevel: 'silent',
  });
  await stop();
  const loaded = Object.keys(metafile.inputs);
  const migrations = globSync('migrations/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|\/fixtures\//.test(file),
  );
  const packages = [...new Set(loaded.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []))];
  const beside = await Promise.all(packages.map((folder) => saidOf(root, folder)));
  const contents = [
    ...new Set([...loaded, ...migrations, ...beside.flat(), 'package.json', 'knative/shards.yaml']),
  ].toSorted();
  const entries = await Promise.all(
    contents.map(async (file) => ({ path: `${APP}/${file}`, content: await readBytes(join(root, file)) })),
  );
  const start = { path: `${APP}/index.cjs`, content: Buffer.from(`import('./${ENTRY}');\n`) };
  return { entries: [...entries, start].toSorted((a, b) => (a.path < b.path ? -1 : 1)), contents };
}

/** What a package says of itself: how its files are to be read, and its notice. */
async function saidOf(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder));
  const said = names.filter((name) => name === 'package.json' || /^licen[cs]e/i.test(name));
  // Folders within may say that their files are of another kind.
  const within = globSync('**/package.json', { cwd: join(root, folder), exclude: (name) => name === 'node_modules' });
  return [...new Set([...said, ...within])]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(join(root, file)));
}
