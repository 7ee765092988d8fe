/** What `npm run mutate` takes: its arguments, checked, and its help. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';

export interface Options {
  list: boolean;
  /** Names of mutations; empty: all. */
  only: readonly string[];
  /** So many of them, drawn by the seed. */
  sample: number | undefined;
  seed: string;
  /** So many at a time, each in a copy of the project. */
  copies: number;
  withinSeconds: number;
  /** A file of mutations instead of the project's own. */
  from: string | undefined;
}

export const HELP = `npm run mutate -- [options]

Makes single lines of the product wrong, one at a time, in copies of the project, and sees that the tests beside the code, or a
proof, notice. First the tree as it is must pass the same tests. Without options all mutations are tried, in about a quarter of
an hour on two cores.

  --list             shows them, and runs nothing
  --only NAME        only this one; may be repeated
  --sample N         only so many of those that tests catch, drawn by the seed
  --seed TEXT        of the sample, such as a commit (default: a fresh one, which is printed)
  --within SECONDS   begins none after so long; those that are left are named (default: no end)
  --lanes N          so many at a time, 1 or 2 (default 2)
  --from FILE        mutations of a JSON file instead: [{"name", "file", "from", "to", "breaks", "caughtBy": {"tests": [file, …]}}]
  --help

Exit code: 0 when every mutation that was tried was caught; 1 when one survived, its text is not in its file exactly once, it
could not be run in time, or the tree as it is does not pass; 2 for options that do not fit; 3 when none was tried; 130 when it
was stopped.`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  if (values.only && values.sample !== undefined) throw new Fault('--only and --sample exclude each other');
  return {
    list: values.list,
    only: values.only ?? [],
    sample: values.sample === undefined ? undefined : numberOf('sample', values.sample, 1, 1_000),
    seed: values.seed ?? Math.random().toString(36).slice(2, 10),
    copies: numberOf('lanes', values.lanes, 1, 2),
    withinSeconds: values.within === undefined ? Infinity : numberOf('within', values.within, 1, 86_400),
    from: values.from === undefined ? undefined : resolve(values.from),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        sample: { type: 'string' },
        seed: { type: 'string' },
        within: { type: 'string' },
        lanes: { type: 'string', default: '2' },
        from: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]} (see --help)`, { cause: error });
  }
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Fault(`--${name} takes a whole number from ${least} to ${most}, not ${text}`);
}
