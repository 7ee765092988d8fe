/** What becomes of somebody who asks more than a network may: he is told so before a function is woken, and is let in again. */
import { Fault } from '../../cli/fault.ts';
import { pause } from '../cluster/pause.ts';
import { ask, requireProblem, shown } from './asking.ts';
import type { ClusterCheck } from './verify-check.ts';

/** Every pod of the edge takes 3,000 at once (istio/limits.yaml), and there may be ten. */
const MOST = 40_000;
const AT_ONCE = 64;
const AGAIN_TRIES = 20;
/** No function is asked for it. */
const NOWHERE = '/v1/nowhere';

export const FLOOD_CHECK: ClusterCheck = {
  name: 'flood',
  about: 'who asks more than a network may is told so by the edge (429 with Retry-After), and is let in again',
  disturbs: true,
  run: async ({ place, signal }) => {
    let asked = 0;
    let seconds = Number.NaN;
    const worker = async (): Promise<void> => {
      while (asked < MOST && Number.isNaN(seconds)) {
        asked += 1;
        const answer = await ask(place, NOWHERE, { signal });
        if (answer.status === 404) continue;
        requireProblem('beyond what a network may ask', answer, 429, 'too_many_requests');
        seconds = Number(answer.headers['retry-after']);
        if (!(seconds >= 1)) throw new Fault(`no Retry-After: ${shown(answer)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (Number.isNaN(seconds)) throw new Fault(`${MOST} requests at once, and none was refused`);
    for (let tries = 1; ; tries += 1) {
      await pause(seconds * 1_000, signal);
      const { status } = await ask(place, NOWHERE, { signal });
      if (status === 404) return `refused after ${asked} requests; let in again after ${tries * seconds} s`;
      if (tries === AGAIN_TRIES) throw new Fault(`still ${status} ${tries * seconds} s after the last request`);
    }
  },
};
