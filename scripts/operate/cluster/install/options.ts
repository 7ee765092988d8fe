/** What `npm run cluster -- install` takes: its arguments, checked, and its help. */
import { existsSync } from 'node:fs';
import { helpOf, readArguments } from '../../../cli/command.ts';
import { Fault } from '../../../cli/fault.ts';
import { flag, httpUrl, number, option, readableFile, repeatedText, text } from '../../../cli/options.ts';
import { clusterOptions } from '../cluster-options.ts';
import { CLUSTER_PARTS } from './cluster-parts.ts';

export interface Options {
  context: string | undefined;
  namespace: string;
  isDryRun: boolean;
  /** Of parts that are left out otherwise. */
  with: ReadonlySet<string>;
  /** Parts that are not touched. */
  without: ReadonlySet<string>;
  from: string | undefined;
  checksums: string;
  istioctl: string | undefined;
  collector: string | undefined;
  timeoutMinutes: number;
}

/** Where files of releases lie, a folder or a mirror. */
export const releaseFolder = (what: string) =>
  option<string>({ unit: 'DIR|URL', what }, (given) => {
    if (!/^https?:\/\//.test(given) && !existsSync(given)) throw new Fault(`--from ${given}: there is no such folder`);
    return given;
  });

const NAMES = CLUSTER_PARTS.map(({ name }) => name);

export const COMMAND = {
  usage: 'npm run cluster -- install [options]',
  about: `Brings what the system needs to the cluster one is logged in to, in this order: ${CLUSTER_PARTS.map(
    ({ title, version, isOptional }) => `${title} ${version}${isOptional ? ' (only --with)' : ''}`,
  ).join(
    ', ',
  )}. What is there in the same version or a newer one is left as it is; nothing is downgraded, and nothing else is touched. Each part is
waited for before the next one comes, and what was changed is said. Repeats safely.`,
  takesWords: true,
  options: {
    ...clusterOptions,
    'dry-run': flag('says what would be done, and does nothing; exit 3 if anything'),
    with: repeatedText({ unit: 'PART', what: 'also external-secrets', needs: 'the name of a part' }),
    without: repeatedText({
      unit: 'PART',
      what: `leaves a part to others: ${NAMES.join(', ')}`,
      needs: 'the name of a part',
    }),
    from: releaseFolder(
      'a folder with the files of the releases, or a mirror (http, https), for machines without a way to them; names are those that --dry-run says',
    ),
    checksums: text({
      unit: 'FILE',
      what: 'the SHA-256 of these files: what is in it is held to, what is not is written down at the first use',
      usual: '.seatmesh/cluster-checksums',
      needs: 'the name of a file',
    }),
    istioctl: readableFile({
      unit: 'FILE',
      what: 'istioctl; otherwise that of the release is fetched',
      needs: 'the name of a program',
    }),
    collector: httpUrl({
      what: 'where Istio tells its traces (OTLP over gRPC): http://collector.observability.svc.cluster.local:4317',
    }),
    'timeout-minutes': number({
      unit: 'N',
      what: 'for each part to be ready',
      least: 1,
      most: 60,
      usual: 10,
      whole: true,
    }),
  },
  notes:
    "A proxy: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. CAs of one's own: NODE_EXTRA_CA_CERTS.\nExit code: 0 when all is there; 1 when something could not be done, with the reason; 2 when it was typed wrong; 3 with --dry-run when something would be done; 130 after Ctrl-C.",
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const [verb, surplus] = given.words;
  if (verb !== 'install' || surplus !== undefined) throw new Fault(`${surplus ?? verb} is not taken (see --help)`);
  const { context, namespace, from, checksums, istioctl, collector } = given.values;
  return {
    context,
    namespace,
    isDryRun: given.values['dry-run'],
    with: named(given.values.with),
    without: named(given.values.without),
    from,
    checksums,
    istioctl,
    collector: collector?.href,
    timeoutMinutes: given.values['timeout-minutes'],
  };
}

function named(names: readonly string[] = []): Set<string> {
  const wrong = names.find((name) => !NAMES.includes(name));
  if (wrong !== undefined) throw new Fault(`there is no part ${wrong}; there are ${NAMES.join(', ')}`);
  return new Set(names);
}
