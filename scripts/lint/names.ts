/** What files, exported types and, among functions, exported values are called: one name, one thing; and documents name what is there. */
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

/** Values that each function has its own of, by the forms: what `capability.ts`, `api.ts`, `examples.ts` and `visit.ts` export. */
const VALUES_OF_EACH: ReadonlySet<string> = new Set(['capability', 'routes', 'examples', 'visit']);

const TYPE = /^export (?:declare |abstract )*(?:interface|type|class) (\w+)/gm;
const VALUE = /^export (?:declare |async )*(?:function\*?|const|let) (\w+)/gm;
/** `export type { A, B as C } from '…'`; what another file of the project declares is no second thing when it is passed on. */
const LIST = /^export (type )?\{([^}]{1,1000})\}(?: from '([^']{1,200})')?/gm;

interface Exported {
  types: string[];
  values: string[];
}

/** What a file exports by name: what it declares, and what it passes on from a package. */
export function exportsOf(text: string): Exported {
  const types = [...text.matchAll(TYPE)].map(([, name = '']) => name);
  const values = [...text.matchAll(VALUE)].map(([, name = '']) => name);
  for (const [, onlyTypes, list = '', from = ''] of text.matchAll(LIST)) {
    if (from.startsWith('.')) continue;
    for (const item of list.split(',').map((part) => part.trim())) {
      const isType = onlyTypes !== undefined || item.startsWith('type ');
      const name = item.split(' ').at(-1);
      if (name) (isType ? types : values).push(name);
    }
  }
  return { types, values };
}

/** The names of exported types that are declared more than once, each with its files. */
export function namedTwice(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  return exportedTwice(texts, ({ types }) => types, OF_EACH);
}

/** The names of exported functions and constants that are declared more than once, each with its files. */
export function valuesNamedTwice(texts: ReadonlyMap<string, string>): Map<string, string[]> {
  return exportedTwice(texts, ({ values }) => values, VALUES_OF_EACH);
}

function exportedTwice(
  texts: ReadonlyMap<string, string>,
  kind: (exported: Exported) => string[],
  ofEach: ReadonlySet<string>,
): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const [file, text] of texts)
    for (const name of new Set(kind(exportsOf(text)))) files.set(name, [...(files.get(name) ?? []), file]);
  return new Map([...files].filter(([name, places]) => places.length > 1 && !ofEach.has(name)));
}

const HANDLED = /\bon\(\s{0,40}(\w+),\s{0,40}/;
const GIVEN = /^(\w+)[,)]/;
const CALLED = /\b(\w+)\(context, call\)/;
/** Handlers ask it whose account it is. */
const ASKED_BY_HANDLERS = 'holder';

/** What answers which route in a function's `index.ts`: a handler given by name, or what an arrow hands its call to. */
export function handlersOf(text: string): { route: string; handler: string }[] {
  return text.split(/(?=\bon\()/).flatMap((part) => {
    const [begin = '', route] = HANDLED.exec(part) ?? [];
    const rest = part.slice(begin.length);
    const handler = GIVEN.exec(rest)?.[1] ?? CALLED.exec(rest)?.[1];
    return route !== undefined && handler !== undefined && handler !== ASKED_BY_HANDLERS ? [{ route, handler }] : [];
  });
}

/** What the handler of a route is called. */
export function handlerName(route: string): string {
  return `answer${route.slice(0, 1).toUpperCase()}${route.slice(1)}`;
}

/** A project's own sources, tests left out. */
export function sourceTexts(root: string): Map<string, string> {
  const files = globSync('{functions,events,migrations,scripts}/**/*.{ts,tsx}', { cwd: root });
  // The texts of each language are the same by name.
  const sources = files.filter((file) => !/\.test\.tsx?$|\/texts\/compiled\//.test(file));
  return new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

/** The files, of all those given, that have another's name and are no form. */
export function filesOfOneName(files: readonly string[]): string[][] {
  const byName = Map.groupBy(files, (file) => basename(file));
  return [...byName].filter(([name, places]) => places.length > 1 && !FORMS.has(name)).map(([, places]) => places);
}

/** Whatever is written by hand to be run, tests as well. */
export function programFiles(root: string): string[] {
  return globSync('{functions,events,migrations,scripts}/**/*.{ts,tsx,mjs,lua,py}', { cwd: root });
}

const FILE_IN_TEXT = /`([\w./-]{1,200}\.(?:tsx?|mjs|lua))`/g;

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
