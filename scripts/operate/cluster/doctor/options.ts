/** What `npm run cluster` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../../cli/command.ts';
import { Fault } from '../../../cli/fault.ts';
import { clusterOptions, overlayOption } from '../cluster-options.ts';

export interface Options {
  context: string | undefined;
  namespace: string;
  overlay: string | undefined;
}

export const COMMAND = {
  usage: 'npm run cluster -- doctor [options]',
  about: `Looks at a cluster for what the system needs, and changes nothing: versions, kinds and their controllers, the way to functions, storage, clocks of
the nodes, network plugin, and with --overlay every Secret that its functions read, whether keys fit together, where its host's name leads, issuer and
store. Each finding stands with its mend; npm run cluster -- install brings what is missing.`,
  takesWords: true,
  options: {
    ...clusterOptions,
    overlay: overlayOption('the overlay that is to be deployed'),
  },
  notes:
    'What begins with · is good to know, and nothing depends on it.\nExit code: 0 when nothing is to be mended; 1 when the cluster does not answer; 2 when it was typed wrong; 3 when something is to be mended.',
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const [verb, surplus] = given.words;
  if (verb !== 'doctor' || surplus !== undefined)
    throw new Fault('say what to do: npm run cluster -- doctor, or install (see --help)');
  const { context, namespace, overlay } = given.values;
  return { context, namespace, overlay };
}
