/** What exported types are called: one name, one thing. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each function, or each script, has its own of, so that nobody expects another's. */
export const OF_EACH: ReadonlySet<string> = new Set(['Context', 'Options']);

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
