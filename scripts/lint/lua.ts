/**
 * Faults in Lua scripts, as they are composed: each call of `luaFiles` names the files of one script. A file that is part of several
 * is judged by all of them: what one uses is used.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SEAT_CONSTANTS } from '../../functions/shared/seats/seat-keys.ts';
import { filesIn, LUA_FILES } from '../system/build/sources.ts';
import { namesOf } from './lua-scopes.ts';

/** A file of a script. */
export interface Part {
  file: string;
  text: string;
}

/** A script: its files in order, and the constants that it is given. */
export interface Composition {
  parts: readonly Part[];
  constants: ReadonlySet<string>;
}

/** What Redis gives every script. */
const GIVEN = new Set(
  'KEYS ARGV redis bit struct cjson math string table error ipairs pairs pcall tonumber tostring type unpack'.split(
    ' ',
  ),
);

/** All scripts of a project's functions. */
export function compositionsOf(root: string): Composition[] {
  const modules = globSync('functions/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  const sources = modules.map((module) => readFileSync(join(root, module), 'utf8'));
  const tables = tablesIn(sources);
  return modules.flatMap((module, place) => {
    const source = sources[place] ?? '';
    return [...source.matchAll(LUA_FILES)].map(({ 0: call, 1: list, index }) => ({
      parts: filesIn(list ?? '').map((name) => {
        const file = join(dirname(module), name);
        return { file, text: readFileSync(join(root, file), 'utf8') };
      }),
      constants: constantsIn(source.slice(index + call.length), tables),
    }));
  });
}

/** The constants of a call, from what follows its list: a name, or `{ ...NAME, NAME }`. */
function constantsIn(rest: string, tables: ReadonlyMap<string, readonly string[]>): Set<string> {
  const given = /^,\s*(\{[^}]*\}|\w+)/.exec(rest)?.[1] ?? '';
  const names = given.match(/\w+/g) ?? [];
  return new Set(names.flatMap((name) => tables.get(name) ?? [name]));
}

/** What tables of constants name, by the name of the table. */
function tablesIn(sources: readonly string[]): Map<string, readonly string[]> {
  const tables = sources.flatMap((source) =>
    [...source.matchAll(/\bconst ([A-Z_]+) = \{([A-Z_:\d,\s]*)\}/g)].map(
      ([, name = '', entries = '']) => [name, entries.match(/[A-Z_]+/g) ?? []] as const,
    ),
  );
  return new Map<string, readonly string[]>([...tables, ['SEAT_CONSTANTS', Object.keys(SEAT_CONSTANTS)]]);
}

/** `file:line: what`, for every fault. */
export function faultsOf(compositions: readonly Composition[]): string[] {
  const faults = new Set<string>();
  /** By `file:line: name`, whether any script uses it. */
  const locals = new Map<string, boolean>();
  for (const { parts, constants } of compositions) {
    const at = placesIn(parts);
    try {
      const names = namesOf(parts.map(({ text }) => text).join(''));
      for (const { name, line } of names.undeclared)
        if (!GIVEN.has(name) && !constants.has(name)) faults.add(`${at(line)}: ${name} is nowhere declared`);
      for (const { name, line, isUsed } of names.locals) {
        const local = `${at(line)}: ${name}`;
        locals.set(local, isUsed || locals.get(local) === true);
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.add(`${at((error as SyntaxError & { line: number }).line)}: ${error.message}`);
    }
  }
  for (const [local, isUsed] of locals) if (!isUsed) faults.add(`${local} is never used`);
  return [...faults].toSorted();
}

/** Where a line of a script stands. */
function placesIn(parts: readonly Part[]): (line: number) => string {
  const lines = parts.flatMap(({ file, text }) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((_, index) => `${file}:${index + 1}`),
  );
  return (line) => lines[line - 1] ?? lines.at(-1) ?? '';
}
