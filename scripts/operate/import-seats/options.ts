/** What `npm run import-seats` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { path } from '../../cli/options.ts';

export interface Options {
  file: string;
  /** Undefined: on the terminal. */
  out: string | undefined;
  seats: string | undefined;
}

const COMMAND = {
  takesWords: true,
  usage: 'npm run import-seats -- FILE [options]',
  about: `Makes a chart and a plan of a seating plan of pretix (JSON) or a table of seats (CSV: section, row and seat, and what there
is of id, category, x, y, accessible, companion, restricted, section name), as an event is published with them. Every price is 0: they
are to be said. What was left out is told.`,
  options: {
    out: path({
      unit: 'FILE',
      what: 'for chart, plan and price categories, as JSON',
      shown: 'on the terminal',
      needs: 'the name of a file',
    }),
    seats: path({
      unit: 'FILE',
      what: 'for a table (CSV) of which seat of the file has which label',
      needs: 'the name of a file',
    }),
  },
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const [file, ...others] = given.words;
  if (file === undefined || others.length > 0) throw new Fault('name one file (see --help)');
  return { file, ...given.values };
}
