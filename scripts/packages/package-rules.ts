/** What may be in package-lock.json: licences that ask for no more than a notice, and nothing that npm cannot check. Pure. */
import { isAccepted } from './licence-expression.ts';

/** As much of a lock file as the rules look at. */
export interface Lock {
  packages: Record<
    string,
    { version?: string; integrity?: string; license?: string; hasInstallScript?: boolean; link?: boolean }
  >;
}

/** As much of package.json. */
export interface PackageManifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  allowScripts?: Record<string, boolean>;
}

/** Permissive licences. Anything else is refused, and so is a package that does not say. */
export const PERMISSIVE: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
]);

/**
 * Packages with another licence, each looked at: MPL-2.0 asks for changes to its own files only, and they are used as they are.
 * The licence is part of the exception: a new one is looked at anew.
 */
const LOOKED_AT: readonly { name: RegExp; licence: string; why: string }[] = [
  { name: /^ical\.js$/, licence: 'MPL-2.0', why: 'reads iCalendar files for npm run import; in no function' },
  { name: /^axe-core$/, licence: 'MPL-2.0', why: 'looks for barriers in pages under test; never shipped' },
  { name: /^lightningcss(-[a-z0-9-]+)?$/, licence: 'MPL-2.0', why: 'comes with the test runner; never shipped' },
  {
    name: /^argparse$/,
    licence: 'Python-2.0',
    why: 'asks for a notice; comes with a generator of clients, used in a test',
  },
  { name: /^spdx-exceptions$/, licence: 'CC-BY-3.0', why: 'a list of names, with its source stated in it' },
];

/** What does not hold in a lock file, a line each; none is good. */
export function violations(lock: Lock, manifest: PackageManifest): string[] {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  return [
    ...Object.entries(wanted)
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name}: ${version} is no exact version`),
    ...Object.entries(lock.packages)
      .filter(([path]) => path !== '')
      .flatMap(([path, entry]) => faultsOf(path, entry, manifest.allowScripts ?? {})),
  ];
}

function faultsOf(path: string, entry: Lock['packages'][string], allowed: Record<string, boolean>): string[] {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const id = `${name}@${entry.version ?? '?'}`;
  const faults: string[] = [];
  if (!/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? ''))
    faults.push(`${id}: no SHA-512 to check what is downloaded`);
  // Said by name either way: an install script is somebody else's program on this machine.
  if (entry.hasInstallScript && allowed[id] === undefined)
    faults.push(`${id}: has an install script on which allowScripts does not decide`);
  const licence = entry.license ?? '';
  const known = LOOKED_AT.some((one) => one.licence === licence && one.name.test(name));
  if (!known && !isAccepted(licence, PERMISSIVE))
    faults.push(`${id}: licence ${licence || 'unknown'} is not permissive`);
  return faults;
}
