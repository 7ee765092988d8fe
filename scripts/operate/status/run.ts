/** Shows how a system is, once or again and again. */
import { pause } from '../cluster/pause.ts';
import { gatherHere, gatherThere } from './look-at-system.ts';
import type { Options } from './options.ts';
import { screenOf, troubleIn } from './status-screen.ts';

/** Something is not as it should be. */
const TROUBLE = 3;
const UNSEEN = 1;
const CLEAR = '\u001B[H\u001B[2J';

/** @returns the exit code: of the last look, where there were several */
export async function showStatus(options: Options, signal: AbortSignal): Promise<number> {
  for (;;) {
    const state = await (options.isCluster ? gatherThere(options) : gatherHere(options));
    console.log(`${options.isWatching && process.stdout.isTTY ? CLEAR : ''}${screenOf(state)}`);
    const code = troubleIn(state).length > 0 ? TROUBLE : state.unseen.length > 0 ? UNSEEN : 0;
    if (!options.isWatching) return code;
    await pause(options.everySeconds * 1_000, signal);
  }
}
