/** The names under which pages ask for scripts and styles. */
import { built } from './built.ts';

const FOLDER = '/assets';

/** The path of a script or style for pages of a language. @param entry `page.css`, `picker.js` */
export function assetPath(language: string, entry: string): string {
  return `${FOLDER}/${built.entries[language]?.[entry] ?? entry}`;
}

/** Whether there is such a script or style. */
export function isBuilt(language: string, entry: string): boolean {
  return built.entries[language]?.[entry] !== undefined;
}

/** What the browser is to load together with these scripts: all that they import, once. */
export function importedPaths(language: string, entries: readonly string[]): string[] {
  const found = new Set<string>();
  const follow = (name: string | undefined): void => {
    for (const imported of (name === undefined ? undefined : built.files[name])?.imports ?? []) {
      if (found.has(imported)) continue;
      found.add(imported);
      follow(imported);
    }
  };
  for (const entry of entries) follow(built.entries[language]?.[entry]);
  return [...found].map((name) => `${FOLDER}/${name}`);
}

/** What is loaded after these scripts, with all that it imports and they do not. */
export function laterPaths(language: string, entries: readonly string[], after: readonly string[]): string[] {
  const known = new Set(importedPaths(language, after));
  const paths = entries.filter((name) => isBuilt(language, name)).map((name) => assetPath(language, name));
  return [...paths, ...importedPaths(language, entries)].filter((path) => !known.has(path));
}
