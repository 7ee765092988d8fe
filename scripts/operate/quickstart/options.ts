/** What `npm run quickstart` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, option, readableFile } from '../../cli/options.ts';
import { readRepository, type Repository } from '../../images/registry/reference.ts';
import { clusterOptions } from '../cluster/cluster-options.ts';
import { releaseFolder } from '../cluster/install/options.ts';

export interface Options {
  context: string | undefined;
  namespace: string;
  registry: Repository | undefined;
  isLoaded: boolean;
  plainHttp: boolean;
  installs: boolean;
  from: string | undefined;
  istioctl: string | undefined;
  isDryRun: boolean;
}

const COMMAND = {
  usage: 'npm run quickstart -- --registry REGISTRY [options], or scripts/start.sh with the same options',
  about: `Everything on the cluster one is logged in to, for trying it out: what the system needs (npm run cluster -- install), databases in the cluster, keys and
secrets made here, images, and the system itself (scripts/overlays/trial). In the end an account is opened, an event is published and a seat is booked, and
it is said how to do that oneself. Repeats safely: what is there stays, and keys and passwords stay what they are.`,
  takesWords: true,
  options: {
    ...clusterOptions,
    registry: option(
      {
        unit: 'REGISTRY',
        what: 'where images are pushed to, and the cluster fetches them from: registry.example.com/seatmesh',
      },
      (given) => readRepository(given),
    ),
    loaded: flag(
      'images of the names in knative/ are on the nodes already (ctr images import, kind load image-archive); nothing is pushed',
    ),
    'plain-http': flag('speaks to the registry without TLS'),
    'no-install': flag('leaves alone what the cluster has'),
    from: releaseFolder('release files, as of npm run cluster -- install'),
    istioctl: readableFile({ unit: 'FILE', what: 'as of npm run cluster -- install', needs: 'the name of a program' }),
    'dry-run': flag('says the steps, and does nothing'),
  },
  notes:
    'Exit code: 0 when a seat was booked; 1 when a step failed, with the reason: the same command goes on from there; 2 when it was typed wrong; 3 with --dry-run; 130 after Ctrl-C.',
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { values, words } = given;
  if (words.length > 0) throw new Fault(`${words[0]} is not taken (see --help)`);
  if (values.registry === undefined && !values.loaded)
    throw new Fault('say where images come from: --registry REGISTRY, or --loaded (see --help)');
  if (values.registry && values.loaded)
    throw new Fault('--registry or --loaded? Images are pushed, or on the nodes already (see --help)');
  return {
    context: values.context,
    namespace: values.namespace,
    registry: values.registry,
    isLoaded: values.loaded,
    plainHttp: values['plain-http'],
    installs: !values['no-install'],
    from: values.from,
    istioctl: values.istioctl,
    isDryRun: values['dry-run'],
  };
}
