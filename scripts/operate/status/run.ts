/** Shows how a system is, once or again and again. */
import { Fault } from '../../cli/fault.ts';
import { withDatabases } from '../cluster/database-way.ts';
import { Kubectl } from '../cluster/kubectl.ts';
import { pause } from '../cluster/pause.ts';
import { gatherThere } from './look-at-cluster.ts';
import { gatherHere } from './look-at-system.ts';
import type { Options } from './options.ts';
import { screenOf, type SystemState, troubleIn } from './status-screen.ts';

/** Something is not as it should be. */
const TROUBLE = 3;
const UNSEEN = 1;
const CLEAR = '\u001B[H\u001B[2J';

/** @returns the exit code: of the last look, where there were several */
export async function showStatus(options: Options, signal: AbortSignal): Promise<number> {
  if (!options.isCluster) return showAgain(options, () => gatherHere(options), signal);
  const cluster = new Kubectl(options);
  let isOpen = false;
  try {
    return await withDatabases(cluster, process.env, (env) => {
      isOpen = true;
      return showAgain(options, () => gatherThere(cluster, options, env), signal);
    });
  } catch (error) {
    if (isOpen || !(error instanceof Fault)) throw error;
    const { message: why } = error;
    return showAgain(options, () => gatherThere(cluster, options, { why }), signal);
  }
}

async function showAgain(options: Options, look: () => Promise<SystemState>, signal: AbortSignal): Promise<number> {
  for (;;) {
    const state = await look();
    signal.throwIfAborted(); // Ctrl-C ends kubectl, too: what was seen of the cluster then is nothing
    console.log(`${options.isWatching && process.stdout.isTTY ? CLEAR : ''}${screenOf(state)}`);
    const code = troubleIn(state).length > 0 ? TROUBLE : state.unseen.length > 0 ? UNSEEN : 0;
    if (!options.isWatching) return code;
    await pause(options.everySeconds * 1_000, signal);
  }
}
