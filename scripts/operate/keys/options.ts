/** What `npm run keys` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { text } from '../../cli/options.ts';

export interface Options {
  out: string;
  /** A file of the public keys in use, where the new one is to follow another. */
  current: string | undefined;
}

const COMMAND = {
  usage: 'npm run keys -- [options]',
  about: `Makes a signing key for an installation: files that only you can read, and the commands that bring them into the
cluster. With --current it is a rotation: old tokens stay good until they expire.`,
  options: {
    out: text({
      unit: 'DIR',
      what: 'for the files; no key is written over another',
      usual: 'keys',
      needs: 'the name of a folder',
    }),
    current: text({ unit: 'FILE', what: 'the public keys in use, a JWK set', needs: 'the name of a file' }),
  },
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(args: readonly string[]): Options | undefined {
  return readArguments(args, COMMAND)?.values;
}
