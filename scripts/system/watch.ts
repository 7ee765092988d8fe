/**
 * `npm start -- --watch`: builds the functions anew that hold a changed file, and has their processes replaced. While something cannot be
 * built or does not start, what ran before goes on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundled, bundleFunctions } from './build/bundle.ts';
import { watchFolder } from './watched-folder.ts';

export interface WatchOptions {
  /** The folder of the project. */
  root: string;
  /** As they are running. */
  bundles: ReadonlyMap<string, Bundled>;
  /** Replaces the processes of a function; false when the new ones do not come up. */
  renew: (name: string) => Promise<boolean>;
  /** Gets a line for each thing that happens. */
  say: (line: string) => void;
}

const SOURCES = ['functions', 'events'];
/** What is read at the start alone. */
const AT_START = ['knative', 'istio', 'migrations'];
/** An editor saves in several steps, and a checkout many files. */
const QUIET_MS = 100;

/** Watches until it is stopped. */
export function watchSources({ root, bundles, renew, say }: WatchOptions): { stop(): Promise<void> } {
  const filesOf = new Map([...bundles].map(([name, { files }]) => [name, new Set(files)]));
  /** What could not be built: perhaps for want of a file that is in no bundle yet. */
  const broken = new Set<string>();
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  const rebuild = async (name: string): Promise<void> => {
    const from = performance.now();
    let bundle: Bundled | undefined;
    try {
      bundle = (await bundleFunctions({ root, functions: [name] })).get(name);
    } catch (error) {
      broken.add(name);
      return say(`${name} is not built, what ran before goes on: ${buildErrors(error)}`);
    }
    filesOf.set(name, new Set(bundle?.files));
    const wasBroken = broken.delete(name);
    if (!bundle?.isNew) return wasBroken ? say(`${name} is built, and as it runs`) : undefined;
    const isUp = await renew(name);
    const ms = Math.round(performance.now() - from);
    say(isUp ? `${name} is built and runs (${ms} ms)` : `${name} does not start, see the log: what ran before goes on`);
  };
  const work = async (): Promise<void> => {
    const files = changed;
    changed = new Set();
    const due = [...filesOf].filter(([name, its]) => broken.has(name) || [...files].some((file) => its.has(file)));
    for (const [name] of due) await rebuild(name);
  };
  const onChange = (folder: string) => (file: string) => {
    if (/(?:^|\/)\.|~$/.test(file)) return;
    const path = join(folder, file);
    if (AT_START.includes(folder)) return say(`${path} has changed: a restart takes it`);
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(work).catch((error: Error) => say(error.message));
    }, QUIET_MS);
  };
  const watchers = [...SOURCES, ...AT_START]
    .filter((folder) => existsSync(join(root, folder)))
    .map((folder) => watchFolder(join(root, folder), onChange(folder)));
  return {
    stop: async () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await working;
    },
  };
}

/** Where and what, as esbuild says it. */
function buildErrors(error: unknown): string {
  const { errors = [], message } = error as {
    message: string;
    errors?: { text: string; location: { file: string; line: number; column: number } | null }[];
  };
  if (errors.length === 0) return message;
  return errors
    .map(({ text, location }) =>
      location ? `\n  ${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
    )
    .join('');
}
