/**
 * Test builds: the functions' bundles with single lines of their sources replaced. What is to be replaced must be there
 * exactly once, so a patch that the sources have left behind says so instead of doing nothing.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleCommand, bundleFunctions } from '../../../system/build/bundle.ts';
import type { Alter } from '../../../system/build/sources.ts';
import { EFFECTS_TABLE } from '../evidence/evidence-tables.ts';
import type { Command } from '../../../platform/spec/options.ts';

/** One replacement in a source file. */
export interface Patch {
  /** From the project's folder. */
  file: string;
  from: string;
  to: string;
}

/** The key in Redis that the clock of the live seats is moved by, in seconds; one that every user of live seats may read. */
export const CLOCK_KEY = '{evt_proof}:clock-shift-seconds';

/** What every build of a proof has, so that clocks can be moved and effects be counted. Nothing else is changed. */
export const INSTRUMENTS: readonly Patch[] = [
  {
    file: 'functions/shared/seats/lua/prelude.lua',
    from: "local t = redis.call('TIME')\n",
    to: `local t = redis.call('TIME')\nt[1] = t[1] + (redis.call('GET', '${CLOCK_KEY}') or 0)\n`,
  },
  {
    file: 'functions/shared/messages/inbox.ts',
    from: 'if (isFirst) await effect(connection);',
    to: `if (isFirst) {
      await effect(connection);
      await write(connection, 'INSERT INTO ${EFFECTS_TABLE} (source, event_id) VALUES (?, ?)', [event.source, event.id]);
    }`,
  },
  {
    file: 'functions/shared/messages/inbox.ts',
    from: '...this.#effects.statements(effects),',
    to: `...this.#effects.statements(effects),
      {
        sql: 'INSERT INTO ${EFFECTS_TABLE} (source, event_id) VALUES ' + batch.map(() => '(?, ?)').join(', '),
        values: batch.flatMap(({ event }) => [event.source, event.id]),
      },`,
  },
];

/** With a cluster Redis' clock stays: no script of an event may read the key that moves it. */
export const INSTRUMENTS_ON_A_CLUSTER: readonly Patch[] = INSTRUMENTS.filter(({ to }) => !to.includes(CLOCK_KEY));

/** The bundles of a proof. */
export class TestBuild {
  readonly #root: string;
  readonly #outDir: string;
  readonly #instruments: readonly Patch[];
  /** Functions that are built with more than the instruments. */
  #altered: readonly string[] = [];

  /** @param outDir below the project's folder, for what bundles leave in node_modules is found from there */
  constructor(root: string, outDir: string, instruments = INSTRUMENTS) {
    this.#instruments = instruments;
    this.#root = root;
    this.#outDir = outDir;
  }

  /** How the function of a folder is run. */
  readonly command = (folder: string): Command => {
    const command = bundleCommand(this.#root, folder, this.#outDir);
    return { ...command, args: ['--require', this.#points, ...command.args] };
  };

  get #points(): string {
    return join(this.#outDir, 'fault-points.cjs');
  }

  /** Builds all functions, and what is loaded before them. */
  async build(): Promise<void> {
    await this.#bundle(this.#instruments);
    await build({
      entryPoints: [join(import.meta.dirname, '../inside', 'fault-points.ts')],
      outfile: this.#points,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      logLevel: 'silent',
    });
  }

  /** Builds some functions anew with patches, and those that were so before without. @returns which are new */
  async alter(functions: readonly string[], patches: readonly Patch[]): Promise<string[]> {
    const due = [...new Set([...this.#altered, ...functions])];
    this.#altered = functions;
    if (due.length > 0) await this.#bundle([...this.#instruments, ...patches], due);
    return due;
  }

  async #bundle(patches: readonly Patch[], functions?: readonly string[]): Promise<void> {
    const done = new Set<Patch>();
    await bundleFunctions({
      root: this.#root,
      outDir: this.#outDir,
      alter: patching(patches, done),
      ...(functions && { functions }),
    });
    // What some functions are made of need not have every instrument.
    const stale = patches.filter((patch) => !done.has(patch) && !(functions && this.#instruments.includes(patch)));
    if (stale.length > 0)
      throw new Error(`no function is made of what is to be patched: ${stale.map(({ file }) => file).join(', ')}`);
  }
}

/**
 * Applies patches while sources are read, TypeScript and Lua alike.
 * @throws Error (which ends the build) when what is to be replaced is not there exactly once
 */
export function patching(patches: readonly Patch[], done: Set<Patch> = new Set()): Alter {
  const byFile = Map.groupBy(patches, ({ file }) => file);
  return (file, text) => {
    let changed = text;
    for (const patch of byFile.get(file) ?? []) {
      const parts = changed.split(patch.from);
      if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, not once: ${patch.from}`);
      changed = parts.join(patch.to);
      done.add(patch);
    }
    return changed;
  };
}
