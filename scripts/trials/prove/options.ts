/** What `npm run prove` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, number, option, path, text } from '../../cli/options.ts';
import { SLOTS, TARGETS, type FaultTarget, type RedisKind } from './faults/fault-kind.ts';

/** A run. */
export interface Options {
  seed: string;
  /** Undefined: a short run, in which every kind of fault strikes at least once. */
  minutes: number | undefined;
  targets: readonly FaultTarget[];
  redis: RedisKind;
  /** Whether slots move to another shard and back meanwhile. */
  reshard: boolean;
  /** Which parts: sales under faults, and guards switched off. */
  sales: boolean;
  controls: boolean;
  callers: number;
  /** Where the report and the history go. */
  out: string;
  /** Only checks this history. */
  history: string | undefined;
}

/** A short run is to be short: fewer orders have to come to rest. */
const CALLERS = { long: 96, short: 32 };

const COMMAND = {
  usage: 'npm run prove [-- options]',
  about: `Sells while things break, and checks afterwards that what clients were answered, what MySQL has and what the broker delivered
agree. It runs the manifests' own system on servers of its own: callers hold, order, cancel and repeat, while functions'
processes are killed and stopped between any two steps, Redis, MySQL and RabbitMQ are killed, paused, emptied, slow or cut
off, events come twice, late or in another order, and clocks jump. Then it switches off one guard after the other in a test
build, and must find the harm.`,
  options: {
    minutes: number({
      unit: 'N',
      what: 'goes on for so long, and strikes most what has struck least so far',
      least: 0.1,
      most: 1_440,
      shown: 'until every kind of fault has struck, about a minute',
    }),
    seed: text({
      unit: 'TEXT',
      what: 'repeats the schedule of a run',
      shown: 'a fresh one, which is printed',
      needs: 'a text',
    }),
    faults: option<readonly FaultTarget[]>(
      { unit: 'A,B', what: `only on these: ${TARGETS.join(', ')}; or none`, shown: 'on all; with --reshard none' },
      targetsOf,
    ),
    reshard: flag(
      'moves slots to another shard and back while their events sell, killing the movers at each step; then one forgets rows, which must be found',
    ),
    redis: option<RedisKind>(
      {
        unit: 'KIND',
        what: 'one server, or a cluster of three masters with a replica each (then without controls)',
        usual: 'server',
      },
      redisKindOf,
    ),
    controls: flag('only the guards that are switched off'),
    'no-controls': flag('only sales'),
    callers: number({
      unit: 'N',
      what: 'how many buy',
      least: 1,
      most: 256,
      whole: true,
      shown: `${CALLERS.long}, ${CALLERS.short} in a short run`,
    }),
    out: path({
      unit: 'DIR',
      what: 'for the report (HTML, JSON), the history, and a JSON line for each round as it ends',
      usual: '.seatmesh/reports',
      needs: 'the name of a folder',
    }),
    history: path({
      unit: 'FILE',
      what: 'checks the history of an earlier run again and counts its faults, and runs nothing',
      needs: 'the name of a file',
    }),
  },
  notes: `Exit code: 0 when every invariant held, every switched-off guard was found out, and all that was to happen did; 1 when not (also
when a kind of fault did not strike, a request was never answered, or something did not come to rest); 2 for options that do
not fit; 3 when nothing was proven, for there was nothing to be checked; 130 when it was stopped before it was done.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { seed, minutes, faults, redis, controls, 'no-controls': noControls, callers, out, history } = given.values;
  const { reshard } = given.values;
  if (controls && noControls) throw new Fault('--controls and --no-controls leave nothing to do');
  if (controls && redis === 'cluster') throw new Fault('--controls are run on one server: leave out --redis cluster');
  if (reshard && (controls || redis === 'cluster'))
    throw new Fault('--reshard is a run of its own, on one server of Redis: leave out --controls and --redis cluster');
  return {
    seed: seed ?? Math.random().toString(36).slice(2, 10),
    minutes,
    targets: [...(faults ?? (reshard ? [] : TARGETS)), ...(reshard ? [SLOTS] : [])],
    redis,
    reshard,
    sales: !controls,
    controls: !noControls && redis === 'server' && !reshard,
    callers: callers ?? (minutes === undefined ? CALLERS.short : CALLERS.long),
    out,
    history,
  };
}

function targetsOf(names: string): readonly FaultTarget[] {
  if (names === 'none') return [];
  const all = names.split(',');
  const unknown = all.find((name) => !TARGETS.some((one) => one === name));
  if (unknown !== undefined) throw new Fault(`--faults knows no "${unknown}"; there are: ${TARGETS.join(', ')}`);
  return all as FaultTarget[];
}

function redisKindOf(name: string): RedisKind {
  if (name === 'server' || name === 'cluster') return name;
  throw new Fault(`--redis knows no "${name}"; there are: server, cluster`);
}
