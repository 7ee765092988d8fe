/** What `npm run sale` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { httpUrl, number, type Option, text } from '../../cli/options.ts';
import { type SettingName, SETTINGS, type SaleSettings } from './sale-settings.ts';

/** The options of one sale. */
export interface Options {
  seed: number;
  settings: SaleSettings;
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

/** How people behave: every setting is an option. */
const PEOPLE = Object.fromEntries(
  names.map((name, index) => [
    name,
    {
      ...number({ unit: 'N', ...SETTINGS[name] }),
      ...(index === 0 && { heading: 'The people; all times are those of life, before they are compressed:' }),
    },
  ]),
) as Record<SettingName, Option<number>>;

const COMMAND = {
  usage: 'npm run sale [-- options]',
  about: `An on-sale as people behave: a crowd comes at T0 whether or not the system answers, tries the seats it wants most, sweeps
on, abandons holds, comes back when they expire. Runs against a system of its own, started for it and thrown away, and
ends with what was sold, what was refused and why, false refusals, latencies counted from when a request was due, and
checks against the database. Writes an HTML report and a JSON file.`,
  options: {
    seed: number({
      unit: 'N',
      what: 'decides everything the people do',
      least: 0,
      most: 2 ** 31 - 1,
      whole: true,
      shown: 'drawn, and reported',
    }),
    out: text({
      unit: 'FILE.html|DIR',
      what: 'where the report goes, the JSON beside it',
      shown: '.seatmesh/reports',
      needs: 'the name of a file or folder',
    }),
    url: httpUrl({ what: 'a running system instead of its own' }),
    tokens: text({
      unit: 'FILE',
      what: 'its access tokens, one a line; the first publishes. Without: accounts are opened',
      needs: 'the name of a file',
    }),
    accounts: number({
      unit: 'N',
      what: 'how many of those, within the limits of the system',
      least: 1,
      most: 10_000,
      whole: true,
      usual: 40,
    }),
    processes: number({
      unit: 'N',
      what: 'of each Service that sells or shows, in its own system',
      least: 1,
      most: 64,
      whole: true,
      usual: 2,
    }),
    sockets: number({
      unit: 'N',
      what: 'that callers share; a request that waits for one is late by that',
      least: 1,
      most: 10_000,
      whole: true,
      usual: 512,
    }),
    'timeout-seconds': number({ unit: 'N', what: 'a caller waits', least: 1, most: 60, whole: true, usual: 15 }),
    ...PEOPLE,
  },
  notes: `Exit code: 0 when the sale went as promised (nothing oversold, every acknowledged order there once, sold out if so many
came), 1 when not or when it could not run, 2 for a wrong option, 130 when it was stopped (with a report of what was).`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @param drawn the seed when none is given
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[], drawn: number): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { values } = given;
  const { seed = drawn, out, url, tokens, accounts, processes, sockets } = values;
  const settings = settingsOf(values);
  if (!url && tokens !== undefined) throw new Fault('--tokens needs --url: its own system makes its own');
  const timeoutMs = values['timeout-seconds'] * 1_000;
  return { settings, url, seed, tokens, accounts, processes, sockets, timeoutMs, out };
}

/** @throws Fault for shares that are more than all together */
function settingsOf(values: SaleSettings): SaleSettings {
  if (values['party-of-one'] + values['party-of-two'] > 1)
    throw new Fault('--party-of-one and --party-of-two are more than 1 together');
  if (values['two-devices'] + values['three-devices'] > 1)
    throw new Fault('--two-devices and --three-devices are more than 1 together');
  if (values['think-least'] > values['think-most']) throw new Fault('--think-least is more than --think-most');
  return Object.fromEntries(names.map((name) => [name, values[name]])) as SaleSettings;
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
