/** What `npm run mutate` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, number, path, text, repeatedText } from '../../cli/options.ts';

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

const COMMAND = {
  usage: 'npm run mutate -- [options]',
  about: `Makes single lines of the product wrong, one at a time, in copies of the project, and sees that the tests beside the code, or a
proof, notice. First the tree as it is must pass the same tests. Without options all mutations are tried, in about a quarter of
an hour on two cores.`,
  options: {
    list: flag('shows them, and runs nothing'),
    only: repeatedText({ unit: 'NAME', what: 'only this one', needs: 'the name of a mutation' }),
    sample: number({
      unit: 'N',
      what: 'only so many of those that tests catch, drawn by the seed',
      least: 1,
      most: 1_000,
      whole: true,
    }),
    seed: text({
      unit: 'TEXT',
      what: 'of the sample, such as a commit',
      shown: 'a fresh one, which is printed',
      needs: 'a text',
    }),
    within: number({
      unit: 'SECONDS',
      what: 'begins none after so long; those that are left are named',
      least: 1,
      most: 86_400,
      whole: true,
      shown: 'no end',
    }),
    lanes: number({ unit: 'N', what: 'so many at a time', least: 1, most: 2, whole: true, usual: 2 }),
    from: path({
      unit: 'FILE',
      what:
        'mutations of a JSON file instead: ' +
        '[{"name", "file", "from", "to", "breaks", "caughtBy": {"tests": [file, …]}}]',
      needs: 'the name of a file',
    }),
  },
  notes: `Exit code: 0 when every mutation that was tried was caught; 1 when one survived, its text is not in its file exactly once, it
could not be run in time, or the tree as it is does not pass; 2 for options that do not fit; 3 when none was tried; 130 when it
was stopped.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { only, seed, lanes, within = Infinity, ...others } = given.values;
  if (only && others.sample !== undefined) throw new Fault('--only and --sample exclude each other');
  return {
    ...others,
    only: only ?? [],
    seed: seed ?? Math.random().toString(36).slice(2, 10),
    copies: lanes,
    withinSeconds: within,
  };
}
