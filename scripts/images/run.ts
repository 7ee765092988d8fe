/** Makes the images, and brings them to where they are wanted. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../cli/fault.ts';
import { useProxy } from '../cli/outgoing-proxy.ts';
import { writeWhole } from '../cli/write-whole.ts';
import type { ShippedPackage } from './contents.ts';
import { imagesComponent } from './deployed-images.ts';
import { type ImageParts, imageParts, makeImages, shippedIn } from './make.ts';
import { MIGRATE } from './migrate-files.ts';
import { archiveOf, blobsOf, type Image, type Layer } from './oci.ts';
import type { Options } from './options.ts';
import { RegistryClient } from './registry/client.ts';
import { credentialsFor } from './registry/registry-login.ts';
import { pullLayers } from './registry/pull.ts';
import { askIfLetIn, pushImages } from './registry/push.ts';
import { ARCHITECTURES, sha256 } from './runtime-files.ts';
import { imageBill, provenance } from './image-statements.ts';
import type { TarEntry } from './tar.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUNDLES = join(ROOT, '.build/images');

/** @throws Fault that says what could not be made, written or pushed */
export async function makeAll(options: Options): Promise<void> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Fault(`there are no images for ${process.arch}`);
  const { functions } = options;
  if (functions.length === 0) throw new Fault('there is nothing to make an image of');
  const restore = useProxy(process.env);
  try {
    await makeThese(options, architecture);
  } finally {
    restore();
  }
}

async function makeThese(options: Options, architecture: string): Promise<void> {
  const { base, out, push, folder, compression, functions, overlay } = options;
  if (overlay !== undefined && !existsSync(join(overlay, 'kustomization.yaml')))
    throw new Fault(`${overlay} is no overlay: it has no kustomization.yaml`);
  const registry = push && (await clientFor(push.host, options));
  if (push && registry) await askIfLetIn(registry, `${push.path}/${functions[0] ?? ''}`);
  const below = base && (await pullLayers(await clientFor(base.host, options), base, architecture));
  const parts = await imageParts(ROOT, BUNDLES, functions, base === undefined);
  if (folder !== undefined) await writeFolders(folder, parts);
  if (out === undefined && !push) return;
  const images = await makeImages(parts, compression, below);
  const tag = options.tag ?? parts.version;
  const place = push ? `${push.host}/${push.path}` : 'seatmesh';
  for (const image of images) console.log(`${image.name} ${image.manifest.descriptor.digest} ${sizesOf(image.layers)}`);
  const blobs = blobsOf(images).filter((blob): blob is Layer => 'diffId' in blob);
  console.log(`all of them, each layer once: ${sizesOf(blobs)}`);
  if (out !== undefined) {
    await writeWhole(
      out,
      archiveOf(images, (name) => `${place}/${name}`, tag),
    );
    await writeStatements(out.replace(/\.tar$/, ''), parts, images, options);
    console.log(out);
  }
  if (!push || !registry) return;
  await pushImages(registry, push.path, images, tag, console.log);
  if (out === undefined) await writeStatements(join(BUNDLES, 'seatmesh'), parts, images, options);
  if (overlay !== undefined) await writeComponent(overlay, place, images);
}

const sizesOf = (layers: readonly Layer[]): string => {
  const sum = (of: (layer: Layer) => number) => (layers.reduce((total, one) => total + of(one), 0) / 1e6).toFixed(1);
  return `${sum(({ bytes }) => bytes.length)} MB, unpacked ${sum(({ unpackedBytes }) => unpackedBytes)} MB`;
};

async function clientFor(host: string, { plainHttp }: Options): Promise<RegistryClient> {
  return new RegistryClient({ host, plainHttp, credentials: await credentialsFor(host, process.env) });
}

async function writeFolders(folder: string, { functions, migrate, native, runtime }: ImageParts): Promise<void> {
  await writeEntries(join(folder, 'runtime'), runtime.entries);
  for (const { name, entries } of functions)
    await writeEntries(join(folder, name), [...entries, ...(native.get(name) ?? [])]);
  if (migrate) await writeEntries(join(folder, MIGRATE), migrate.entries);
}

/** As they would be in a layer, with modes and without times: an engine that copies them keeps both. */
async function writeEntries(folder: string, entries: readonly TarEntry[]): Promise<void> {
  for (const { path, content, mode = content ? 0o644 : 0o755 } of entries) {
    const file = join(folder, path);
    await mkdir(content ? dirname(file) : file, { recursive: true });
    if (content) await writeFile(file, content);
    await chmod(file, mode);
    if (content) await utimes(file, 0, 0);
  }
}

async function writeComponent(overlay: string, place: string, images: readonly Image[]): Promise<void> {
  const deployed = images.map(({ name, manifest: { descriptor } }) => ({
    function: name,
    name: `${place}/${name}`,
    digest: descriptor.digest,
  }));
  const file = join(overlay, 'images/kustomization.yaml');
  await writeWhole(file, imagesComponent(deployed));
  console.log(file);
}

async function writeStatements(
  stem: string,
  parts: ImageParts,
  images: readonly Image[],
  options: Options,
): Promise<void> {
  const shipped = await shippedIn(ROOT, parts);
  await writeWhole(`${stem}.sbom.cdx.json`, imageBill(parts.version, images, shipped));
  const { base, compression, functions } = options;
  const parameters = {
    functions,
    compression,
    architecture: ARCHITECTURES[process.arch],
    ...(base && { base: `${base.host}/${base.path}` }),
  };
  const materials = [...(await sources()), ...(base ? [baseMaterial(base)] : []), ...packageMaterials(parts, shipped)];
  await writeWhole(`${stem}.provenance.json`, provenance(images, { parameters, materials }));
}

const baseMaterial = ({ host, path, digest }: NonNullable<Options['base']>) => ({
  uri: `pkg:oci/${path.split('/').at(-1)}?repository_url=${host}/${path}`,
  digest: { sha256: digest.slice('sha256:'.length) },
});

function packageMaterials({ runtime }: ImageParts, shipped: readonly ShippedPackage[]) {
  const packages = shipped.flatMap(({ purl, hash }) =>
    hash ? [{ uri: purl, digest: { [hash.algorithm.replace('-', '').toLowerCase()]: hash.hex } }] : [],
  );
  return [
    ...packages,
    { uri: `file:node_modules/${runtime.node.package}/bin/node`, digest: { sha256: runtime.node.sha256 } },
    ...runtime.libraries.map((library) => ({ uri: `file:${library.path}`, digest: { sha256: library.sha256 } })),
  ];
}

/** The commit, where there is one and nothing was changed since; and the lock file. */
async function sources(): Promise<{ uri: string; digest: Record<string, string> }[]> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: ROOT, timeout: 20_000 })).stdout.trim();
  const lock = {
    uri: 'file:package-lock.json',
    digest: { sha256: sha256(await readFile(join(ROOT, 'package-lock.json'))) },
  };
  try {
    const [commit, changed] = [await git('rev-parse', 'HEAD'), await git('status', '--porcelain')];
    return changed === '' ? [{ uri: 'git+file:.', digest: { gitCommit: commit } }, lock] : [lock];
  } catch {
    return [lock]; // sources without their history
  }
}
