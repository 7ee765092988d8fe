/** What files and exported types are called: one name, one thing; and documents name what is there. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What each function, or each script, has its own of, so that nobody expects another's. */
export const OF_EACH: ReadonlySet<string> = new Set(['Context', 'Options']);

/** The forms: files that each function, or each script, has its own of. Every other file has a name of its own. */
export const FORMS: ReadonlySet<string> = new Set([
  // A function:
  'index.ts',
  'capability.ts',
  'api.ts',
  'examples.ts',
  'context.ts',
  'store.ts',
  'visit.ts',
  // A script:
  'options.ts',
  'options.test.ts',
  'run.ts',
]);

const TYPE = /^export (?:declare |abstract )*(?:interface|type|class) (\w+)/gm;

/** The names of exported types that are declared more than once, each with its files. */
export function namedTwice(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const [file, text] of texts)
    for (const [, name = ''] of text.matchAll(TYPE)) files.set(name, [...(files.get(name) ?? []), file]);
  return new Map([...files].filter(([name, places]) => new Set(places).size > 1 && !OF_EACH.has(name)));
}

/** A project's own sources, tests left out. */
export function sourceTexts(root: string): Map<string, string> {
  const files = globSync('{functions,events,migrations,scripts}/**/*.ts', { cwd: root });
  const sources = files.filter((file) => !file.endsWith('.test.ts'));
  return new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

/** The files, of all those given, that have another's name and are no form. */
export function filesOfOneName(files: readonly string[]): string[][] {
  const byName = Map.groupBy(files, (file) => basename(file));
  return [...byName].filter(([name, places]) => places.length > 1 && !FORMS.has(name)).map(([, places]) => places);
}

/** Whatever is written by hand to be run, tests as well. */
export function programFiles(root: string): string[] {
  return globSync('{functions,events,migrations,scripts}/**/*.{ts,mjs,lua,py}', { cwd: root });
}

const FILE_IN_TEXT = /`([\w./-]{1,200}\.(?:ts|mjs|lua))`/g;

/** The files that a document names and that are not there, by the end of their path: `orders/place-order.ts` may be anywhere. */
export function filesNotThere(markdown: string, files: readonly string[]): string[] {
  const named = [...markdown.matchAll(FILE_IN_TEXT)].map(([, name = '']) => name.replace(/^(?:\.\.?\/){1,9}/, ''));
  return named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)));
}

/** The project's documents, by name. */
export function documents(root: string): Map<string, string> {
  const found = globSync('{*.md,.github/*.md,{functions,events,migrations,scripts,knative,istio}/**/*.md}', {
    cwd: root,
  });
  return new Map(found.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}
