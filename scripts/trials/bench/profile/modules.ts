/** Which module each line of a bundle comes from: esbuild puts a comment with its path before each. */

const BEGINS = /^\/\/ (\S+\.(?:[cm]?[jt]sx?|json)|[\w-]+:\S+)$/;

/** Finds the module of a line (0-based); undefined before the first. */
export type ModuleOf = (line: number) => string | undefined;

/**
 * Reads a bundle.
 * @returns paths as npm packages (`mysql2`, `@scope/name`), or below the project's folder (`functions/book/commit/group-commit.ts`)
 */
export function modulesOf(bundle: string): ModuleOf {
  let current: string | undefined;
  const modules = bundle.split('\n').map((line) => {
    const path = BEGINS.exec(line)?.[1];
    if (path !== undefined) current = shortPath(path);
    return current;
  });
  return (line) => modules[line];
}

function shortPath(path: string): string {
  const inPackage = path.lastIndexOf('node_modules/');
  if (inPackage < 0) return path;
  const [first = '', second = ''] = path.slice(inPackage + 'node_modules/'.length).split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
