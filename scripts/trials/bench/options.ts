/** What `npm run bench` takes: its arguments, checked, and its help. */
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';
import { PARTS, type PartName } from './part-names.ts';

/** The options of one run. */
export interface Options {
  parts: readonly PartName[];
  rounds: number;
  /** How long one variant is measured in one round. */
  seconds: number;
  /** Smaller tables too. */
  quick: boolean;
  /** Of the shuffling. */
  seed: number;
  /** Where the HTML report goes, the JSON beside it; undefined: below .seatmesh/reports/. */
  out: string | undefined;
}

const USUAL = { rounds: 5, seconds: 1.5 };
const QUICK = { rounds: 1, seconds: 0.3 };

export const HELP = `npm run bench [-- part … options]

Measures side by side, in rounds that take every variant once in shuffled order, and reports medians with spread as
ratios. Servers are private and durable; nothing is left behind but the report.

${Object.entries(PARTS)
  .map(([name, what]) => `  ${name.padEnd(14)}${what}`)
  .join('\n')}

Without a part: all of them but profile, in about 15 minutes on two cores.

  --rounds N         1 to 100 (default ${USUAL.rounds})
  --seconds S        of each variant in each round, 0.1 to 60 (default ${USUAL.seconds})
  --quick            one round of ${QUICK.seconds} s, fewer variants, smaller tables: to see that it works, not to quote
  --seed N           of the shuffling (default: drawn, and reported)
  --out FILE.html    the report; its figures go to FILE.json (default .seatmesh/reports/bench-<time>.html)
  --help

On an otherwise idle machine with two cores or more: server programs run on core 0, callers on core 1, databases where
the system puts them. Exit code: 0 when everything asked for was measured, 1 when a part failed or measured nothing, 2 for a
wrong option, 130 when it was stopped.`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const usual = values.quick ? QUICK : USUAL;
  const all = (Object.keys(PARTS) as PartName[]).filter((name) => name !== 'profile');
  return {
    parts: positionals.length > 0 ? [...new Set(positionals.map(partOf))] : all,
    rounds: numberOf('rounds', values.rounds, /^\d{1,3}$/, [1, 100], usual.rounds),
    seconds: numberOf('seconds', values.seconds, /^\d{1,2}(\.\d{1,3})?$/, [0.1, 60], usual.seconds),
    quick: values.quick ?? false,
    seed: numberOf('seed', values.seed, /^\d{1,9}$/, [0, 999_999_999], Math.floor(Math.random() * 1e9)),
    out: values.out === undefined ? undefined : htmlFile(values.out),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean' },
        seed: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Fault(`${error instanceof Error ? error.message.split('\n')[0] : String(error)} (see --help)`, {
      cause: error,
    });
  }
}

function partOf(name: string): PartName {
  if (Object.hasOwn(PARTS, name)) return name as PartName;
  throw new Fault(`There is no part ${name}; there are: ${Object.keys(PARTS).join(', ')}`);
}

function htmlFile(name: string): string {
  if (/[^/]\.html$/.test(name)) return name;
  throw new Fault(`--out takes the name of an HTML file, such as bench.html, not ${name || 'nothing'}`);
}

function numberOf(
  name: string,
  text: string | undefined,
  shape: RegExp,
  [least, most]: readonly [number, number],
  fallback: number,
): number {
  if (text === undefined) return fallback;
  const number = shape.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Fault(`--${name} takes a number from ${least} to ${most}, not ${text}`);
}
