/** What images are made of, by package: for the bill of materials and the statement of where they come from. Pure. */
import { packagePlace } from './notices.ts';
import type { Library, Runtime } from './runtime-files.ts';

/** As much of package-lock.json as is read. */
export interface LockedPackages {
  packages: Record<string, { version?: string; integrity?: string; license?: string }>;
}

/** A package and the images that have something of it. */
export interface ShippedPackage {
  name: string;
  version: string;
  /** A package URL. */
  purl: string;
  licence?: string;
  /** Of what was downloaded, as the lock file has it (npm), or of the file that is shipped. */
  hash?: { algorithm: 'SHA-512' | 'SHA-256'; hex: string };
  functions: string[];
}

/** The npm packages of functions. @param files of each function, as paths from the project's root */
export function npmPackages(files: ReadonlyMap<string, readonly string[]>, lock: LockedPackages): ShippedPackage[] {
  const users = new Map<string, Set<string>>();
  for (const [name, paths] of files)
    for (const path of paths) {
      const place = packagePlace(path);
      if (place !== undefined) users.set(place, (users.get(place) ?? new Set()).add(name));
    }
  return [...users]
    .map(([place, names]) => npmPackage(place, [...names].toSorted(), lock))
    .toSorted((a, b) => (a.purl < b.purl ? -1 : 1));
}

function npmPackage(place: string, functions: string[], lock: LockedPackages): ShippedPackage {
  const entry = lock.packages[place];
  if (entry?.version === undefined) throw new Error(`${place} is not in package-lock.json`);
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const [algorithm, hash] = entry.integrity?.split('-') ?? [];
  return {
    name,
    version: entry.version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${entry.version}`,
    ...(entry.license !== undefined && { licence: entry.license }),
    ...(algorithm === 'sha512' &&
      hash !== undefined && {
        hash: { algorithm: 'SHA-512' as const, hex: Buffer.from(hash, 'base64').toString('hex') },
      }),
    functions,
  };
}

/** The libraries of the lowest layer: by package where dpkg knows, else by file. */
export function libraryPackages({ libraries }: Runtime, functions: readonly string[]): ShippedPackage[] {
  const names = [...functions].toSorted();
  const byPurl = new Map(libraries.map((library) => [purlOf(library), library]));
  return [...byPurl].map(([purl, library]) => ({
    name: library.package?.name ?? library.path,
    version: library.package?.version ?? `sha256:${library.sha256}`,
    purl,
    ...(!library.package && { hash: { algorithm: 'SHA-256' as const, hex: library.sha256 } }),
    functions: names,
  }));
}

function purlOf({ package: owner, path, sha256 }: Library): string {
  if (!owner) return `pkg:generic/${path.slice(path.lastIndexOf('/') + 1)}?checksum=sha256:${sha256}`;
  return `pkg:deb/debian/${owner.name}@${encodeURIComponent(owner.version)}?arch=${owner.architecture}`;
}
