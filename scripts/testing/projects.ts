/** Divides the test files into those that need servers, or built functions, and those that need neither, by what they import. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsIn } from './imports.ts';

/** Who imports one of these, directly or not, may start servers: the run's, own ones, or those of a script. */
const STARTERS = [
  'scripts/testing/servers/of-run.ts',
  'scripts/servers/start-servers.ts',
  'scripts/testing/run-script.ts',
];
const TESTS = '{functions,events,migrations,knative,istio,scripts}/**/*.test.ts';

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

/** The project's own files that are there when a file runs. */
function importedBy(root: string, file: string): string[] {
  return importsIn(file, readFileSync(join(root, file), 'utf8'))
    .filter((imported) => !imported.isType && existsSync(join(root, imported.file)))
    .map((imported) => imported.file);
}
