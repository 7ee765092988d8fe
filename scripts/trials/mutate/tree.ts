/** A copy of the project to be made wrong in: the one that people work in is never touched. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Mutation, mutated } from './mutation.ts';

/** What is made anew, or belongs to somebody else. */
const LEFT_OUT = /^(?:node_modules|\.git|\.build|\.seatmesh)(?:\/|$)/;

/** A copy with room for temporary files beside it. */
export interface Tree {
  root: string;
  temporary: string;
  /** Makes a file wrong, until what it returns is called. @throws Fault when the text is not there exactly once */
  mutate(mutation: Mutation): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Copies a project. Its packages are linked one by one, so that what tools leave in node_modules stays in the copy. */
export async function copyTree(from: string): Promise<Tree> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-mutate-'));
  const root = join(folder, 'tree');
  const temporary = join(folder, 't');
  try {
    await cp(from, root, { recursive: true, filter: (path) => !LEFT_OUT.test(relative(from, path)) });
    await Promise.all([temporary, join(root, 'node_modules'), join(root, '.build')].map((path) => mkdir(path)));
    for (const name of await readdir(join(from, 'node_modules')))
      if (name !== '.vite' && name !== '.vite-temp')
        await symlink(join(from, 'node_modules', name), join(root, 'node_modules', name));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    root,
    temporary,
    mutate: async (mutation) => {
      const file = join(root, mutation.file);
      const text = await readFile(file, 'utf8');
      await writeFile(file, mutated(text, mutation));
      return () => writeFile(file, text);
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
