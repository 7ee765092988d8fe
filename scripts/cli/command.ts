/** A script's command line: its arguments are read, and its help is made, from one description. */
import { parseArgs } from 'node:util';
import { Fault } from './fault.ts';
import type { OptionTable, ValuesOf } from './options.ts';

/** What a script takes. */
export interface CommandLine<Table extends OptionTable> {
  /** As it is typed. */
  usage: string;
  /** What it does, between the usage and the options. */
  about: string;
  options: Table;
  /** Below the options: environment, exit codes. */
  notes?: string;
  /** Whether it takes words beside options. */
  takesWords?: boolean;
  /** Whether one of them may be empty. */
  takesEmptyWords?: boolean;
}

/** What was typed. */
export interface Given<Table extends OptionTable> {
  values: ValuesOf<Table>;
  words: string[];
}

/**
 * Reads a command line; undefined when only help is asked for, whatever stands beside that.
 * @throws Fault that says in a line what does not fit: an option that there is not, or not twice, or a value
 */
export function readArguments<Table extends OptionTable>(
  args: readonly string[],
  { options, takesWords = false, takesEmptyWords = false }: CommandLine<Table>,
): Given<Table> | undefined {
  const { values, positionals } = parsed(args, options, takesWords);
  if (values['help']) return undefined;
  if (!takesEmptyWords && positionals.some((word) => word === ''))
    throw new Fault('an argument is empty: a variable that has no value? (see --help)');
  const entries = Object.entries(options).map(([name, { unit, isRepeatable, read }]) => {
    const given = values[name] ?? [];
    if (given.length > 1 && !isRepeatable) throw new Fault(`--${name} is given twice (see --help)`);
    return [name, read(unit === undefined ? given.map(String) : (given as string[]), name)];
  });
  return { values: Object.fromEntries(entries) as ValuesOf<Table>, words: positionals };
}

function parsed(args: readonly string[], options: OptionTable, allowPositionals: boolean) {
  const declared = Object.entries(options).map(([name, { unit }]) => [
    name,
    { type: unit === undefined ? ('boolean' as const) : ('string' as const), multiple: true as const },
  ]);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals,
      options: { ...Object.fromEntries(declared), help: { type: 'boolean', short: 'h', multiple: true } },
    });
    return { values: values as Record<string, (string | boolean)[] | undefined>, positionals };
  } catch (error) {
    // The first sentence says what; what follows are hints for who writes parsers.
    throw new Fault(`${(error as Error).message.split(/\. |\.?\n/)[0]} (see --help)`, { cause: error });
  }
}

/** The first word of a command line, whatever stands before it; a value of one of these options is none. */
export function firstWord(args: readonly string[], options: OptionTable): string | undefined {
  const declared = Object.entries(options).map(([name, { unit }]) => [
    name,
    { type: unit === undefined ? ('boolean' as const) : ('string' as const) },
  ]);
  const { positionals } = parseArgs({
    args: [...args],
    strict: false,
    options: Object.fromEntries(declared) as Record<string, { type: 'boolean' | 'string' }>,
  });
  return positionals[0];
}

const WIDTH = 122;
const GAP = 2;

/** The help of a script. */
export function helpOf<Table extends OptionTable>({ usage, about, options, notes }: CommandLine<Table>): string {
  const entries = Object.entries(options).map(([name, { unit, what, limits = [], heading }]) => ({
    label: `--${name}${unit === undefined ? '' : ` ${unit}`}`,
    meaning: limits.length === 0 ? what : `${what} (${limits.join('; ')})`,
    heading,
  }));
  const width = Math.max(...entries.map(({ label }) => label.length)) + GAP;
  const lines = entries.flatMap(({ label, meaning, heading }) => [
    ...(heading === undefined ? [] : ['', heading]),
    ...wrapped(meaning, WIDTH - GAP - width).map(
      (line, index) => `${' '.repeat(GAP)}${(index === 0 ? label : '').padEnd(width)}${line}`,
    ),
  ]);
  const help = `${' '.repeat(GAP)}--help`;
  return [usage, about, [...lines, help].join('\n'), ...(notes === undefined ? [] : [notes])].join('\n\n');
}

/** Lines of a text, broken at blanks. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
