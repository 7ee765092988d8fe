/** What `npm run undeploy` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../../cli/command.ts';
import { Fault } from '../../../cli/fault.ts';
import { flag } from '../../../cli/options.ts';
import { clusterOptions, requireOverlay } from '../cluster-options.ts';

export interface Options {
  overlay: string;
  context: string | undefined;
  namespace: string;
  isDryRun: boolean;
  isMeant: boolean;
  /** Secrets and namespaces, too. */
  all: boolean;
  /** The shard map, too, whatever it says. */
  forgetsMap: boolean;
}

const COMMAND = {
  usage: 'npm run undeploy -- OVERLAY --yes [options]',
  about: `Takes what an overlay has brought to a cluster away again: ways in first, then functions, then what they stand on, RabbitMQ with the
messages in it among that. Databases are not touched; the shard map, which says where in them slots are, Secrets that were made by hand, and namespaces
stay unless --all says otherwise, and --all is refused while the map says other things than the overlay does, unless the databases go with it (a trial's).`,
  takesWords: true,
  options: {
    ...clusterOptions,
    'dry-run': flag('changes nothing; lists what would go'),
    yes: flag('yes, take it away'),
    all: flag('the namespaces and every Secret in them, too'),
    'forget-map': flag('the shard map, too, even if slots were moved: only where these databases are never used again'),
  },
  notes:
    'Exit code: 0 when all of it is gone, or was not there; 1 when something is left; 2 when it was typed wrong; 3 with --dry-run when something would go.',
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const [overlay, surplus] = given.words;
  const { context, namespace, yes, all } = given.values;
  if (overlay === undefined || surplus !== undefined)
    throw new Fault('say which overlay: npm run undeploy -- scripts/overlays/in-cluster --yes (see --help)');
  const isDryRun = given.values['dry-run'];
  if (!yes && !isDryRun)
    throw new Fault('undeploy ends the system: add --yes if you mean it, or --dry-run to see what would go');
  return {
    overlay: requireOverlay(overlay),
    context,
    namespace,
    isDryRun,
    isMeant: yes,
    all,
    forgetsMap: given.values['forget-map'],
  };
}
