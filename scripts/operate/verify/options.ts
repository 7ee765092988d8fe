/** What `npm run verify-cluster` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, httpUrl, text, writtenFile } from '../../cli/options.ts';
import { clusterOptions, edgeOptions } from '../cluster/cluster-options.ts';
import { CLUSTER_CHECKS } from './cluster-checks.ts';
import { EDGE_CHECKS } from './edge-checks.ts';

export interface Options {
  /** A system that is asked as its callers do, without a way to its cluster. */
  url: URL | undefined;
  context: string | undefined;
  namespace: string;
  only: ReadonlySet<string> | undefined;
  lists: boolean;
  disturbs: boolean;
  out: string | undefined;
  edge: { to: string | undefined; ca: string | undefined; insecure: boolean };
}

const NAMES = [...EDGE_CHECKS, ...CLUSTER_CHECKS].map(({ name }) => name);

const COMMAND = {
  usage: 'npm run verify-cluster -- [options]',
  about: `Checks a deployed system through its ingress, and with kubectl what stands behind it. It opens an account, publishes an event and sells seats of
it, under names of its own, and cancels the event in the end. --list names the checks.`,
  options: {
    ...clusterOptions,
    url: httpUrl({ what: 'a system that is asked through its ingress alone, as that of npm start' }),
    only: text({ unit: 'NAMES', what: 'some checks, parted by commas', needs: 'names of checks' }),
    list: flag('names the checks, and does nothing'),
    disturb: flag(
      'also those that kill pods, delete a node of RabbitMQ, roll out new revisions, and wait until the broker gives up',
    ),
    out: writtenFile({ unit: 'FILE', what: 'a report as JSON', needs: 'the name of a file' }),
    ...edgeOptions,
  },
  notes:
    'Exit code: 0 when all is as it should be; 1 when something could not be asked; 2 when it was typed wrong; 3 when a check failed; 130 after Ctrl-C.',
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { url, context, namespace, only, list, disturb, out, to, ca, insecure } = given.values;
  const names = only?.split(',').map((name) => name.trim());
  const wrong = names?.find((name) => !NAMES.includes(name));
  if (wrong !== undefined) throw new Fault(`there is no check ${wrong}; there are ${NAMES.join(', ')}`);
  const disturbing = CLUSTER_CHECKS.filter((check) => check.disturbs && names?.includes(check.name));
  if (disturbing.length > 0 && !disturb)
    throw new Fault(`${disturbing.map(({ name }) => name).join(', ')}: only with --disturb`);
  if (url && (context ?? to ?? ca ?? (insecure || undefined)) !== undefined)
    throw new Fault(
      'with --url there is no cluster to look at, and no other way: leave out --context, --to, --ca, --insecure',
    );
  return {
    url,
    context,
    namespace,
    only: names && new Set(names),
    lists: list,
    disturbs: disturb,
    out,
    edge: { to, ca, insecure },
  };
}
