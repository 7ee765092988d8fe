/** What `npm run bench` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, httpUrl, number, option, text } from '../../cli/options.ts';
import { BY_NAME_ONLY, PARTS, type PartName } from './part-names.ts';

/** The options of one run. */
export interface Options {
  parts: readonly PartName[];
  rounds: number;
  /** How long one variant is measured in one round. */
  seconds: number;
  /** Smaller tables too. */
  quick: boolean;
  /** The scores of Lighthouse too, of the part page. */
  lighthouse: boolean;
  /** Of the shuffling. */
  seed: number;
  /** Where the HTML report goes, the JSON beside it; undefined: below .seatmesh/reports/. */
  out: string | undefined;
  /** A system that runs somewhere, for `whole`; undefined: of this machine, started for it. */
  url: URL | undefined;
  /** A file of its access tokens, one a line. */
  tokens: string | undefined;
  /** Accounts to open there when no tokens are given. */
  accounts: number;
}

const USUAL = { rounds: 5, seconds: 1.5 };
const QUICK = { rounds: 1, seconds: 0.3 };

const COMMAND = {
  usage: 'npm run bench [-- part … options]',
  about: `Measures side by side, in rounds that take every variant once in shuffled order, and reports medians with spread as
ratios. Servers are private and durable; nothing is left behind but the report.

${Object.entries(PARTS)
  .map(([name, what]) => `  ${name.padEnd(14)}${what}`)
  .join('\n')}

Without a part: all of them but moves, page and profile, in about 15 minutes on two cores.`,
  takesWords: true,
  options: {
    rounds: number({
      unit: 'N',
      what: 'so many',
      least: 1,
      most: 100,
      whole: true,
      shown: String(USUAL.rounds),
    }),
    seconds: number({
      unit: 'S',
      what: 'of each variant in each round',
      least: 0.1,
      most: 60,
      shown: String(USUAL.seconds),
    }),
    quick: flag(`one round of ${QUICK.seconds} s, fewer variants, smaller tables: to see that it works, not to quote`),
    lighthouse: flag('page: the scores of Lighthouse, too, which must be installed (LIGHTHOUSE names its program)'),
    seed: number({
      unit: 'N',
      what: 'of the shuffling',
      least: 0,
      most: 999_999_999,
      whole: true,
      shown: 'drawn, and reported',
    }),
    out: option<string>(
      {
        unit: 'FILE.html',
        what: 'the report; its figures go to FILE.json',
        shown: '.seatmesh/reports/bench-<time>.html',
      },
      htmlFile,
    ),
    url: httpUrl({
      what: 'whole orders at a running system, from outside: rate, latency, and how long the record and the browse figure take',
      heading: 'At a deployed system, which must be one that events may be published and cancelled on:',
    }),
    tokens: text({
      unit: 'FILE',
      what: 'its access tokens, one a line. Without: accounts are opened',
      needs: 'the name of a file',
    }),
    accounts: number({
      unit: 'N',
      what: 'how many of those, within the limits of the system',
      least: 2,
      most: 10_000,
      whole: true,
      usual: 40,
    }),
  },
  notes: `On an otherwise idle machine with two cores or more: server programs run on core 0, callers on core 1, databases where
the system puts them. Exit code: 0 when everything asked for was measured, 1 when a part or a variant of one failed or
measured nothing, 2 for a wrong option, 130 when it was stopped.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { quick, lighthouse, seed, out, url, tokens, accounts, ...asked } = given.values;
  const usual = quick ? QUICK : USUAL;
  const parts = [...new Set(given.words.map(partOf))];
  if (url && parts.some((name) => name !== 'whole'))
    throw new Fault('--url measures whole orders: the part whole alone');
  if (!url && tokens !== undefined) throw new Fault('--tokens needs --url: a system of its own makes its own');
  const all = (Object.keys(PARTS) as PartName[]).filter((name) => !BY_NAME_ONLY.includes(name));
  return {
    parts: url ? ['whole'] : parts.length > 0 ? parts : all,
    rounds: asked.rounds ?? usual.rounds,
    seconds: asked.seconds ?? usual.seconds,
    quick,
    lighthouse,
    seed: seed ?? Math.floor(Math.random() * 1e9),
    out,
    url,
    tokens,
    accounts,
  };
}

function partOf(name: string): PartName {
  if (Object.hasOwn(PARTS, name)) return name as PartName;
  throw new Fault(`There is no part ${name}; there are: ${Object.keys(PARTS).join(', ')}`);
}

function htmlFile(name: string): string {
  if (/[^/]\.html$/.test(name)) return name;
  throw new Fault(`--out takes the name of an HTML file, such as bench.html, not ${name || 'nothing'}`);
}
