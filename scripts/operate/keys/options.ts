/** What `npm run keys` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, readableFile, text } from '../../cli/options.ts';
import { clusterOptions, overlayOption } from '../cluster/cluster-options.ts';
import type { KeyVerb } from './key-steps.ts';

export interface Options {
  out: string;
  /** A file of the public keys in use, where the new one is to follow another. */
  current: string | undefined;
  /** What is to be done on a cluster; undefined: files are made. */
  onCluster: KeyTask | undefined;
}

/** A step of a signing key's life on a cluster. */
export interface KeyTask {
  verb: KeyVerb;
  overlay: string;
  context: string | undefined;
  namespace: string;
  isDryRun: boolean;
}

const COMMAND = {
  usage:
    'npm run keys -- make | rotate | retire --overlay DIR [options], or npm run keys -- [--out DIR] [--current FILE]',
  about: `The key that access tokens are signed with. On a cluster, its private half is the Secret signing-key, its public one jwks.json of the overlay:
  make               makes the first one, in both places; what is there already stays
  rotate             the next step of a rotation, by what is there: adds a key that everybody is to accept; and once all functions do,
                     has login sign with it. npm run deploy between the steps; no session ends
  retire             drops the former key, when no token of it is good any more
Without a verb it makes files that only you can read, and prints the commands that bring them into the cluster or a secret store. With --current
it is a rotation: old tokens stay good until they expire.`,
  takesWords: true,
  options: {
    overlay: overlayOption('the overlay, with a verb'),
    ...clusterOptions,
    'dry-run': flag('with a verb: says the step, and changes nothing'),
    out: text({
      unit: 'DIR',
      what: 'for the files; no key is written over another',
      shown: 'keys',
      needs: 'the name of a folder',
    }),
    current: readableFile({ unit: 'FILE', what: 'the public keys in use, a JWK set', needs: 'the name of a file' }),
  },
  notes:
    'Exit code: 0 when the step is done, or there is none; 1 when it cannot be done, with the reason; 2 when it was typed wrong; 3 with --dry-run when there is a step to be done.',
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const [verb, surplus] = given.words;
  const { out, current, overlay, context, namespace } = given.values;
  if (verb === undefined) {
    if (overlay !== undefined) throw new Fault('--overlay needs a verb: make, rotate or retire (see --help)');
    if (given.values['dry-run']) throw new Fault('--dry-run needs a verb: make, rotate or retire (see --help)');
    return { out: out ?? 'keys', current, onCluster: undefined };
  }
  if (!VERBS.has(verb) || surplus !== undefined)
    throw new Fault(`${surplus ?? verb} is not taken; there are make, rotate and retire (see --help)`);
  if (overlay === undefined) throw new Fault(`${verb} needs --overlay DIR (see --help)`);
  if (out !== undefined || current !== undefined)
    throw new Fault(`--out and --current are for files; ${verb} makes none (see --help)`);
  const isDryRun = given.values['dry-run'];
  return { out: 'keys', current, onCluster: { verb: verb as KeyVerb, overlay, context, namespace, isDryRun } };
}

const VERBS: ReadonlySet<string> = new Set<KeyVerb>(['make', 'rotate', 'retire']);
