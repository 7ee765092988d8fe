/** A small function written for a test file, run from source on the real framework or bundled on what stands in for parts of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../system/build/bundle.ts';
import { releasePort, takePort } from '../servers/ports.ts';
import { until } from './until.ts';

/** The ways to run a program. */
export const KINDS = ['source', 'bundle'] as const;

/** A program that is up. */
export interface RunningProgram {
  child: ChildProcess;
  port: number;
  stop(): void;
}

const ROOT = join(import.meta.dirname, '../..');
const HOST = '127.0.0.1';

/** The path of a module of functions/shared, as a program's import takes it. */
export const shared = (file: string): string => JSON.stringify(join(ROOT, 'functions/shared', file));

/** Writes and bundles a program. Remove it in `afterAll`. */
export async function writeProgram(source: string) {
  // Below the project, where packages are found.
  await mkdir(join(ROOT, '.build'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.build', 'program-'));
  const files = { source: join(folder, 'program.ts'), bundle: join(folder, 'bundle', 'index.cjs') };
  await writeFile(files.source, source);
  await bundle(files.source, join(folder, 'bundle'), ROOT);
  return {
    /** Starts it and waits until it answers. */
    start: async (kind: (typeof KINDS)[number], env: Record<string, string> = {}): Promise<RunningProgram> => {
      const port = await takePort(HOST);
      const child = spawn(process.execPath, [files[kind]], {
        env: { LOG_LEVEL: 'fatal', PORT: String(port), HOST, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await until('it listens', () =>
        fetch(`http://${HOST}:${port}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const stop = (): void => {
        child.kill('SIGKILL');
        releasePort(port);
      };
      return { child, port, stop };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
