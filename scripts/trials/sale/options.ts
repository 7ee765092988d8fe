/** What `npm run sale` takes: its arguments, checked, and its help. */
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';
import { type SettingName, SETTINGS, type Settings } from './settings.ts';

/** The options of one sale. */
export interface Options {
  seed: number;
  settings: Settings;
  /** A running system; undefined: one of its own. */
  url: URL | undefined;
  /** A file of access tokens, one a line, for `--url`. */
  tokens: string | undefined;
  /** Accounts to open at `--url` when no tokens are given. */
  accounts: number;
  /** Processes of each Service that sells or shows, of a system of its own. */
  processes: number;
  sockets: number;
  timeoutMs: number;
  out: string | undefined;
}

const names = Object.keys(SETTINGS) as SettingName[];
const NUMBERS = {
  seed: [0, 2 ** 31 - 1],
  accounts: [1, 10_000],
  processes: [1, 64],
  sockets: [1, 10_000],
  'timeout-seconds': [1, 60],
} as const;

const line = (name: string, what: string) => `  ${`--${name}`.padEnd(24)} ${what}`;

export const HELP = `npm run sale [-- options]

An on-sale as people behave: a crowd comes at T0 whether or not the system answers, tries the seats it wants most, sweeps
on, abandons holds, comes back when they expire. Runs against a system of its own, started for it and thrown away, and
ends with what was sold, what was refused and why, false refusals, latencies counted from when a request was due, and
checks against the database. Writes an HTML report and a JSON file.

${line('seed N', 'decides everything the people do (default: drawn, and reported)')}
${line('out FILE.html|DIR', 'where the report goes, the JSON beside it (default .seatmesh/reports)')}
${line('url URL', 'a running system instead of its own')}
${line('tokens FILE', 'its access tokens, one a line; the first publishes. Without: accounts are opened')}
${line('accounts N', 'how many of those, within the limits of the system (default 40)')}
${line('processes N', 'of each Service that sells or shows, in its own system (default 2)')}
${line('sockets N', 'that callers share (default 512); a request that waits for one is late by that')}
${line('timeout-seconds N', 'a caller waits (default 15)')}
${line('help', '')}

The people; all times are those of life, before they are compressed:
${names.map((name) => line(name, `${SETTINGS[name].what} (default ${SETTINGS[name].usual})`)).join('\n')}

Exit code: 0 when the sale went as promised (nothing oversold, every acknowledged order there once, sold out if so many
came), 1 when not or when it could not run, 2 for a wrong option, 130 when it was stopped (with a report of what was).`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @param drawn the seed when none is given
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[], drawn: number): Options | undefined {
  const values = parsed(args);
  if (values['help']) return undefined;
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const number = (name: keyof typeof NUMBERS, usual: number) =>
    numberOf(name, text(name), { least: NUMBERS[name][0], most: NUMBERS[name][1], whole: true }, usual);
  const settings = Object.fromEntries(
    names.map((name) => [name, numberOf(name, text(name), SETTINGS[name], SETTINGS[name].usual)]),
  ) as Settings;
  if (settings['party-of-one'] + settings['party-of-two'] > 1)
    throw new Fault('--party-of-one and --party-of-two are more than 1 together');
  if (settings['two-devices'] + settings['three-devices'] > 1)
    throw new Fault('--two-devices and --three-devices are more than 1 together');
  if (settings['think-least'] > settings['think-most']) throw new Fault('--think-least is more than --think-most');
  const url = urlOf(text('url'));
  if (!url && values['tokens'] !== undefined) throw new Fault('--tokens needs --url: its own system makes its own');
  if (text('tokens') === '' || text('out') === '') throw new Fault('--tokens and --out take the name of a file');
  return {
    settings,
    url,
    seed: number('seed', drawn),
    tokens: text('tokens'),
    accounts: number('accounts', 40),
    processes: number('processes', 2),
    sockets: number('sockets', 512),
    timeoutMs: number('timeout-seconds', 15) * 1_000,
    out: text('out'),
  };
}

/** The command that repeats a sale, as far as the people go. */
export function commandOf({ seed, settings, url, processes }: Options): string {
  const changed = names.filter((name) => settings[name] !== SETTINGS[name].usual);
  return [
    'npm run sale --',
    `--seed ${seed}`,
    ...changed.map((name) => `--${name} ${settings[name]}`),
    ...(url ? [`--url ${url.origin}`] : [`--processes ${processes}`]),
  ].join(' ');
}

function parsed(args: readonly string[]): Record<string, string | boolean | undefined> {
  const texts = [...names, ...Object.keys(NUMBERS), 'out', 'url', 'tokens'];
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(texts.map((name) => [name, { type: 'string' as const }])),
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new Fault(`${(error as Error).message.split(/[.\n]/)[0]} (see --help)`, { cause: error });
  }
}

function urlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Fault(`--url ${text} is not an http:// or https:// URL`);
  return url;
}

function numberOf(
  name: string,
  text: string | undefined,
  { least, most, whole }: { least: number; most: number; whole?: boolean },
  usual: number,
): number {
  if (text === undefined) return usual;
  const number = (whole ? /^\d{1,10}$/ : /^\d{1,10}(\.\d{1,6})?$/).test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Fault(
    `--${name} takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${text || 'nothing'}`,
  );
}
