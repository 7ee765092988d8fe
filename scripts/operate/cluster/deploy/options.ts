/** What `npm run deploy` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../../cli/command.ts';
import { Fault } from '../../../cli/fault.ts';
import { flag, number, text } from '../../../cli/options.ts';
import { clusterOptions, edgeOptions, requireOverlay } from '../cluster-options.ts';

export interface Options {
  overlay: string;
  context: string | undefined;
  namespace: string;
  isDryRun: boolean;
  /** The newest revisions' share of the traffic while they are looked at; 100: all. */
  canaryPercent: number;
  bakeSeconds: number;
  timeoutMinutes: number;
  migrates: boolean;
  smokeTests: boolean;
  /** A public key that may go though tokens of it are good. */
  dropKey: string | undefined;
  /** The host by which the system is called from now on, where it was another. */
  newHost: string | undefined;
  edge: { to: string | undefined; ca: string | undefined; insecure: boolean };
}

const COMMAND = {
  usage: 'npm run deploy -- OVERLAY [options]',
  about: `Brings an overlay (scripts/overlays/eks, scripts/overlays/in-cluster or a copy of yours) to a cluster, in this order: what functions stand
on; the databases to the newest schema, by a Job; the functions, until all are ready; routes, deliveries and ticks; a smoke test through the
ingress. Traffic goes back to the revisions of before when functions do not become ready, or the smoke test or too many requests fail.
Repeat it as you like: what is as it should be stays as it is, and each step that was cut short is taken up again.`,
  takesWords: true,
  options: {
    ...clusterOptions,
    'dry-run': flag('changes nothing; prints what would be different, as kubectl diff has it'),
    canary: number({
      unit: 'PERCENT',
      what: 'gives the new revisions this share of the traffic first, for as long as --bake says',
      least: 1,
      most: 50,
      whole: true,
      shown: 'all of it, once they are ready',
    }),
    bake: number({
      unit: 'SECONDS',
      what: 'so long requests are sent and counted after the smoke test; of those to one function more than 1 % that fail are too many',
      least: 0,
      most: 3_600,
      whole: true,
      shown: '60 with --canary, else 0',
    }),
    timeout: number({
      unit: 'MINUTES',
      what: 'how long a step may take',
      least: 0.05,
      most: 360,
      usual: 15,
    }),
    'no-migrate': flag('leaves the databases as they are'),
    'no-smoke': flag('asks nothing through the ingress, and no new revision what it reaches'),
    'drop-key': text({
      unit: 'KID',
      what: 'a public key that is to go from the edge at once, with all tokens of it: one that has leaked',
      needs: 'the kid of a key',
    }),
    'new-host': text({
      unit: 'HOST',
      what: 'the overlay has another host than the cluster, or another address for everybody, and that is meant',
      needs: 'the host that the overlay has',
    }),
    ...edgeOptions,
  },
  notes: `Needs kubectl (KUBECTL names another program), and who is logged in must be able to make namespaces.
Exit code: 0 when it is deployed (or, with --dry-run, nothing would be different); 1 when a step failed, and traffic is where it was; 2 when
it was typed wrong; 3 with --dry-run when something would be different.`,
};

export const HELP = helpOf(COMMAND);

/** Undefined when only help is asked for. @throws Fault that says what does not fit */
export function readOptions(args: readonly string[]): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { values, words } = given;
  const [overlay, surplus] = words;
  if (overlay === undefined || surplus !== undefined)
    throw new Fault('say which overlay: npm run deploy -- scripts/overlays/in-cluster (see --help)');
  const { canary, to, ca, insecure } = values;
  return {
    overlay: requireOverlay(overlay),
    context: values.context,
    namespace: values.namespace,
    isDryRun: values['dry-run'],
    canaryPercent: canary ?? 100,
    bakeSeconds: values.bake ?? (canary === undefined ? 0 : 60),
    timeoutMinutes: values.timeout,
    migrates: !values['no-migrate'],
    smokeTests: !values['no-smoke'],
    dropKey: values['drop-key'],
    newHost: values['new-host'],
    edge: { to, ca, insecure },
  };
}
