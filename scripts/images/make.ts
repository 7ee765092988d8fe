/**
 * Makes the images of functions: one for each, on layers that they share. The lowest has Node and its libraries, a middle one what has native
 * code, and the uppermost the function. So a node of a cluster fetches Node once, a changed function is a few MB, and one that has not
 * changed has the digest it had, and keeps its revision.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NATIVE } from '../system/build/bundle.ts';
import { libraryPackages, type LockedPackages, npmPackages, type ShippedPackage } from './contents.ts';
import { APP, type FunctionFiles, functionFiles, nativeFiles } from './function-files.ts';
import { type Compression, type Image, imageOf, type Layer, layerOf } from './oci.ts';
import { MIGRATE, type MigrateFiles, migrateFiles } from './migrate-files.ts';
import { ARCHITECTURES, type Runtime, runtimeFiles, USER } from './runtime-files.ts';
import type { TarEntry } from './tar.ts';

/** What images are to be made of. */
export interface ImageParts {
  version: string;
  functions: FunctionFiles[];
  /** Of the image of the migrations, where it is wanted. */
  migrate: MigrateFiles | undefined;
  /** Of each function that loads native code, by its name. */
  native: Map<string, TarEntry[]>;
  runtime: Runtime;
}

/** Bundles the functions and gathers what is in their images. @param outDir gets the bundles; @param names of images, `migrate` among them */
export async function imageParts(
  root: string,
  outDir: string,
  names: readonly string[],
  withLibraries = true,
): Promise<ImageParts> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const functions = await functionFiles(
    root,
    outDir,
    names.filter((name) => name !== MIGRATE),
  );
  const migrate = names.includes(MIGRATE) ? await migrateFiles(root) : undefined;
  const loading = functions.filter(({ bundled }) => bundled.loads.length > 0);
  const native = new Map(
    await Promise.all(
      loading.map(async ({ name, bundled }) => [name, await nativeFiles(root, bundled.loads)] as const),
    ),
  );
  // Of all packages, so that the lowest layer is the same for whichever functions.
  const libraries = (await nativeFiles(root, NATIVE)).filter(({ path }) => path.endsWith('.node'));
  const contents = libraries.flatMap(({ content }) => content ?? []);
  return { version, functions, migrate, native, runtime: await runtimeFiles(root, contents, withLibraries) };
}

/** How an image is run. */
export const IN_IMAGE = {
  folder: `/${APP}`,
  command: ['/usr/local/bin/node', `/${APP}/index.cjs`],
  env: { PATH: '/usr/local/bin', HOME: '/tmp', NODE_ENV: 'production' },
} as const;

/** @param base layers below ours, of a base image */
export async function makeImages(
  { version, functions, migrate, native, runtime }: ImageParts,
  compression: Compression,
  base: readonly Layer[] = [],
): Promise<Image[]> {
  const lowest = await layerOf(runtime.entries, compression);
  const images: Image[] = [];
  const all = migrate ? [...functions, { name: MIGRATE, entries: migrate.entries }] : functions;
  for (const { name, entries } of all) {
    const middle = native.has(name) ? [await layerOf(native.get(name) ?? [], compression)] : [];
    const layers = [...base, lowest, ...middle, await layerOf(entries, compression)];
    images.push(
      imageOf({
        name,
        architecture: ARCHITECTURES[process.arch] ?? process.arch,
        layers,
        user: USER,
        ...IN_IMAGE,
        labels: {
          'org.opencontainers.image.title': `seatmesh/${name}`,
          'org.opencontainers.image.version': version,
          'org.opencontainers.image.licenses': 'Apache-2.0',
        },
      }),
    );
  }
  return images;
}

/** Every package of which something is in the images. */
export async function shippedIn(
  root: string,
  { functions, migrate, native, runtime }: ImageParts,
): Promise<ShippedPackage[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as LockedPackages;
  const files = functions.map(({ name, bundled }) => {
    const loaded = (native.get(name) ?? []).map(({ path }) => path.slice(APP.length + 1));
    return [name, [...bundled.contents, ...loaded, `node_modules/${runtime.node.package}/bin/node`]] as const;
  });
  if (migrate) files.push([MIGRATE, [...migrate.contents, `node_modules/${runtime.node.package}/bin/node`]]);
  const names = files.map(([name]) => name);
  return [...npmPackages(new Map(files), lock), ...libraryPackages(runtime, names)];
}
