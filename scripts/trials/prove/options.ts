/** What `npm run prove` takes: its arguments, checked, and its help. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';
import { TARGETS, type Target } from './faults/kinds.ts';

/** A run. */
export interface Options {
  seed: string;
  /** Undefined: a short run, in which every kind of fault strikes at least once. */
  minutes: number | undefined;
  targets: readonly Target[];
  /** Which parts: sales under faults, and guards switched off. */
  sales: boolean;
  controls: boolean;
  callers: number;
  /** Where the report and the history go. */
  out: string;
  /** Only checks this history. */
  history: string | undefined;
}

export const HELP = `npm run prove [-- options]

Sells while things break, and checks afterwards that what clients were answered, what MySQL has and what the broker delivered
agree. It runs the manifests' own system on servers of its own: callers hold, order, cancel and repeat, while functions'
processes are killed and stopped between any two steps, Redis, MySQL and RabbitMQ are killed, paused, emptied, slow or cut
off, events come twice, late or in another order, and clocks jump. Then it switches off one guard after the other in a test
build, and must find the harm.

  --minutes N        goes on for so long, and strikes most what has struck least so far
                     (default: until every kind of fault has struck, about a minute)
  --seed TEXT        repeats the schedule of a run (default: a fresh one, which is printed)
  --faults A,B       only on these: ${TARGETS.join(', ')}; or none
  --controls         only the guards that are switched off
  --no-controls      only sales
  --callers N        1 to 256 (default 96; 32 in a short run)
  --out DIR          for the report (HTML, JSON), the history, and a JSON line for each round as it ends
                     (default .seatmesh/reports)
  --history FILE     checks the history of an earlier run again and counts its faults, and runs nothing
  --help

Exit code: 0 when every invariant held, every switched-off guard was found out, and all that was to happen did; 1 when not (also
when a kind of fault did not strike, a request was never answered, or something did not come to rest); 2 for options that do
not fit; 3 when nothing was proven, for there was nothing to be checked; 130 when it was stopped before it was done.`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  if (values.controls && values['no-controls']) throw new Fault('--controls and --no-controls leave nothing to do');
  return {
    seed: values.seed ?? Math.random().toString(36).slice(2, 10),
    minutes: values.minutes === undefined ? undefined : numberOf('minutes', values.minutes, 0.1, 1_440),
    targets: targetsOf(values.faults),
    sales: !values.controls,
    controls: !values['no-controls'],
    callers:
      values.callers === undefined
        ? callersFor(values.minutes)
        : Math.round(numberOf('callers', values.callers, 1, 256)),
    out: resolve(values.out),
    history: values.history === undefined ? undefined : resolve(values.history),
  };
}

/** A short run is to be short: fewer orders have to come to rest. */
function callersFor(minutes: string | undefined): number {
  return minutes === undefined ? 32 : 96;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        controls: { type: 'boolean', default: false },
        'no-controls': { type: 'boolean', default: false },
        callers: { type: 'string' },
        out: { type: 'string', default: join('.seatmesh', 'reports') },
        history: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Fault(`${(error as Error).message.split('. ')[0]} (see --help)`, { cause: error });
  }
}

function targetsOf(text: string | undefined): readonly Target[] {
  if (text === undefined) return TARGETS;
  if (text === 'none') return [];
  const names = text.split(',');
  const unknown = names.find((name) => !TARGETS.includes(name as Target));
  if (unknown !== undefined) throw new Fault(`--faults knows no "${unknown}"; there are: ${TARGETS.join(', ')}`);
  return names as Target[];
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Fault(`--${name} takes a number from ${least} to ${most}, not ${text}`);
}
