/**
 * What every function runs on: the pinned Node, the shared libraries that it is linked with, and what the C library reads. Nothing else is in
 * an image: no shell, no package manager. The libraries are this machine's own (glibc and libstdc++; of Debian 12 as a rule).
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../cli/fault.ts';
import { linkedWith } from './elf.ts';
import type { TarEntry } from './tar.ts';

/** A user of no other image, and of no machine: nobody's files are its own. */
export const USER = 65_532;

/** A shared library of this machine, and the package that brought it, where dpkg knows. */
export interface Library {
  path: string;
  sha256: string;
  package?: { name: string; version: string; architecture: string };
}

/** The files of the lowest layer. */
export interface Runtime {
  entries: TarEntry[];
  libraries: Library[];
  node: { version: string; sha256: string; package: string };
}

/** Node's name of a processor, and that of images. */
export const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
/** Where loaders look without being told to. */
const TRUSTED: Readonly<Record<string, readonly string[]>> = {
  x64: ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64'],
  arm64: ['/lib/aarch64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/lib64', '/usr/lib64', '/lib', '/usr/lib'],
};
const NODE = 'usr/local/bin/node';
const LIMIT_MS = 20_000;

/**
 * @param alsoFor files with native code that are in images, too: what they are linked with
 * @param withLibraries whether the libraries are to be in it; a base image brings its own
 * @throws Fault when a library is not here
 */
export async function runtimeFiles(
  root: string,
  alsoFor: readonly Uint8Array[],
  withLibraries: boolean,
): Promise<Runtime> {
  const name = `node-linux-${process.arch}`;
  const folder = join(root, 'node_modules', name);
  const node = await readFile(join(folder, 'bin/node'));
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const entries: TarEntry[] = [
    { path: NODE, mode: 0o755, content: node },
    { path: 'usr/share/doc/node/LICENSE', content: await readFile(join(folder, 'LICENSE')) },
    { path: 'app' },
  ];
  const found = withLibraries ? await librariesFor([node, ...alsoFor.map((file) => Buffer.from(file))]) : [];
  const libraries = await Promise.all(found.map(({ place, file }) => libraryOf(place, file)));
  if (withLibraries) entries.push(...ETC, ...found.map(({ place, file }) => libraryEntry(place, file)));
  for (const path of withLibraries ? await copyrights(libraries) : [])
    entries.push({ path: path.slice(1), content: await readFile(path) });
  return { entries, libraries, node: { version, sha256: sha256(node), package: name } };
}

const ETC: readonly TarEntry[] = [
  { path: 'tmp', mode: 0o1777 },
  {
    path: 'etc/passwd',
    content: Buffer.from(`root:x:0:0:root:/:/nologin\nseatmesh:x:${USER}:${USER}:seatmesh:/tmp:/nologin\n`),
  },
  { path: 'etc/group', content: Buffer.from(`root:x:0:\nseatmesh:x:${USER}:\n`) },
  { path: 'etc/nsswitch.conf', content: Buffer.from('passwd: files\ngroup: files\nhosts: files dns\n') },
];

interface Found {
  /** Where a program finds it. */
  place: string;
  file: Buffer;
}

/** The libraries of programs, those of these, and so on; by path. */
async function librariesFor(programs: readonly Buffer[]): Promise<Found[]> {
  const found = new Map<string, Buffer>();
  const names = new Set<string>();
  const look = async (file: Buffer): Promise<void> => {
    const { loader, needed } = linkedWith(file);
    if (loader !== undefined && !found.has(loader)) {
      found.set(loader, await readFile(loader));
      names.add(basename(loader));
    }
    for (const name of needed) {
      if (names.has(name)) continue;
      names.add(name);
      const place = (TRUSTED[process.arch] ?? []).map((folder) => join(folder, name)).find((path) => existsSync(path));
      if (place === undefined) throw new Fault(`${name}, which Node is linked with, is not on this machine`);
      const library = await readFile(place);
      found.set(place, library);
      await look(library);
    }
  };
  for (const program of programs) await look(program);
  return [...found].map(([place, file]) => ({ place, file })).toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

const libraryEntry = (place: string, content: Buffer): TarEntry => ({ path: place.slice(1), mode: 0o755, content });

async function libraryOf(path: string, file: Buffer): Promise<Library> {
  const owner = await packageOf(path);
  return { path, sha256: sha256(file), ...(owner && { package: owner }) };
}

/** By which package a file was installed; undefined where there is no dpkg, or it does not know. */
async function packageOf(path: string): Promise<Library['package']> {
  const real = await realpath(path);
  // Packages name files by where they stood before /lib became a part of /usr, or since.
  const names = new Set([real, real.replace(/^\/usr/, ''), path, join('/usr', real)]);
  for (const name of names) {
    const owner = await asked('dpkg-query', ['-S', name]);
    const owners = owner?.split(':').slice(0, -1).join(':');
    if (owners === undefined) continue;
    const shown = await asked('dpkg-query', ['-W', '-f', '${Package} ${Version} ${Architecture}', owners]);
    const [own, version, architecture] = shown?.split(' ') ?? [];
    if (own && version && architecture) return { name: own, version, architecture };
  }
  return undefined;
}

/** The notices that go with the libraries. */
async function copyrights(libraries: readonly Library[]): Promise<string[]> {
  const names = new Set(libraries.flatMap((library) => library.package?.name ?? []));
  const paths = [...names].toSorted().map((name) => `/usr/share/doc/${name}/copyright`);
  return paths.filter((path) => existsSync(path));
}

async function asked(program: string, args: readonly string[]): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: LIMIT_MS }).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
