/**
 * Rooms: what a folder is divided into, and which room may import which, read from the folders' README.md. Its table has a row a
 * room, those above first:
 *
 *     | Room | What lives here | May import |
 *     | `index.ts` `sweep.ts` | what runs | all below |
 *     | `commit/` | group commit | `store.ts` |
 *
 * A name that ends in `/` is a folder, any other one a file; `*.ts` stands for all files that no row names. Rooms of one row may
 * import each other.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importsIn } from '../testing/imports.ts';

/** A row of a table. */
export interface Room {
  names: readonly string[];
  /** What it may import of its folder: rooms beneath, or all of them. A row may be named by any of its names. */
  mayImport: readonly string[] | 'all below';
}

/** An import of a file by another. */
export interface Arrow {
  from: string;
  to: string;
}

const isSource = (file: string): boolean => !/\.test\.tsx?$|\/fixtures\//.test(file);

/** Every import of a project's own sources, tests left out: they may look into anything. Paths are from the project's root. */
export function arrowsOf(root: string): Arrow[] {
  const files = globSync('{functions,events,migrations,scripts}/**/*.{ts,tsx}', { cwd: root }).filter(isSource);
  return files.flatMap((from) =>
    importsIn(from, readFileSync(join(root, from), 'utf8'))
      .filter(({ file }) => isSource(file))
      .map(({ file }) => ({ from, to: file })),
  );
}

/** The table of a README. @throws Error when it has none, or names a room twice */
export function readRooms(markdown: string): Room[] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => /^\| Rooms? +\|/.test(line));
  if (head === -1) throw new Error('has no table of rooms');
  const rooms: Room[] = [];
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith('|')) break;
    const [, first = '', , last = ''] = line.split(/(?<!\\)\|/);
    rooms.push({ names: codesIn(first), mayImport: last.trim() === 'all below' ? 'all below' : codesIn(last) });
  }
  const names = rooms.flatMap((room) => room.names);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`names ${twice.join(', ')} twice`);
  return rooms;
}

const codesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

/** Why an arrow may not be, by the table of the folder in which both ends are rooms; undefined when it may. */
export function objection(rooms: readonly Room[], from: string, to: string): string | undefined {
  const [above, below] = [rowOf(rooms, from), rowOf(rooms, to)];
  if (above === -1) return `no row names ${from}`;
  if (below === -1) return `no row names ${to}`;
  if (above === below) return undefined;
  if (below < above) return `runs up from ${from} to ${to}`;
  const { mayImport } = rooms[above] as Room;
  const isAllowed =
    mayImport === 'all below' || [to, ...(rooms[below]?.names ?? [])].some((name) => mayImport.includes(name));
  return isAllowed ? undefined : `${from} may not import ${to}`;
}

/** Which row a room is in: its number, or -1. */
export function rowOf(rooms: readonly Room[], name: string): number {
  const row = rooms.findIndex(({ names }) => names.includes(name));
  return row === -1 && /\.tsx?$/.test(name) ? rooms.findIndex(({ names }) => names.includes('*.ts')) : row;
}

/** The folder in which both ends of an arrow are rooms, and which those are; undefined within one file's own folder and name. */
export function meeting({ from, to }: Arrow): { folder: string; from: string; to: string } {
  const [a, b] = [from.split('/'), to.split('/')];
  let depth = 0;
  while (a[depth] === b[depth]) depth++;
  const name = (path: readonly string[]) => `${path[depth] ?? ''}${path.length > depth + 1 ? '/' : ''}`;
  return { folder: a.slice(0, depth).join('/'), from: name(a), to: name(b) };
}

/** Folders that have rooms: those with folders of sources in them. */
export function foldersOfRooms(root: string): string[] {
  const files = globSync('{functions,scripts}/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !file.includes('/fixtures/'),
  );
  const parents = files.map((file) => dirname(dirname(file))).filter((folder) => folder !== '.');
  return [...new Set(parents)].toSorted();
}

/** What every folder says of its rooms. @throws Error of a folder that says nothing */
export function readAllRooms(root: string): Map<string, Room[]> {
  const tables = new Map<string, Room[]>();
  for (const folder of ['', ...foldersOfRooms(root)]) {
    const file = folder === '' ? 'ARCHITECTURE.md' : join(folder, 'README.md');
    if (!existsSync(join(root, file))) throw new Error(`${file} is missing`);
    try {
      tables.set(folder, readRooms(readFileSync(join(root, file), 'utf8')));
    } catch (error) {
      throw new Error(`${file} ${(error as Error).message}`, { cause: error });
    }
  }
  return tables;
}
