/** Divides the test files into those that need servers, or built functions, and those that need neither, by what they import. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Who imports one of these, directly or not, may start servers: the run's, own ones, or those of a script. */
const STARTERS = ['scripts/testing/servers/of-run.ts', 'scripts/servers/start.ts', 'scripts/testing/run-script.ts'];
const TESTS = '{functions,events,migrations,knative,istio,scripts}/**/*.test.ts';
/** What is there when the file runs: types are not. */
const IMPORT = /^(?:import|export) (?!type\b)[^;']*?'(\.[^']+\.ts)'|\bimport\('(\.[^']+\.ts)'\)/gm;

/** Test files, as paths from the project's root. */
export interface Projects {
  pure: string[];
  servers: string[];
}

export function testProjects(root: string): Projects {
  const known = new Map<string, boolean>(STARTERS.map((file) => [file, true]));
  const imports = new Map<string, string[]>();
  const importsOf = (file: string): string[] => {
    let found = imports.get(file);
    if (!found) imports.set(file, (found = importedBy(root, file)));
    return found;
  };
  const needs = (test: string): boolean => {
    const seen = new Set([test]);
    for (const file of seen) {
      const answer = known.get(file);
      if (answer) return true;
      if (answer === undefined) for (const imported of importsOf(file)) seen.add(imported);
    }
    // None of them leads there.
    for (const file of seen) known.set(file, false);
    return false;
  };
  const { pure = [], servers = [] } = Object.groupBy(globSync(TESTS, { cwd: root }).toSorted(), (test) =>
    needs(test) ? 'servers' : 'pure',
  );
  return { pure, servers };
}

/** The project's own files that a file imports. */
function importedBy(root: string, file: string): string[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)]
    .map(([, specifier, dynamic]) => normalize(join(dirname(file), specifier ?? dynamic ?? '')))
    .filter((path) => existsSync(join(root, path)));
}
