/** How a person ends a run. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C may come several times: from the terminal, and handed on by npm and by scripts/run.mjs. */
const SAME_PRESS_MS = 1_000;

/** Calls `stop` at the first signal, and `force` at one that comes when that has not been enough. */
export function onSignals(stop: () => void, force: () => void): void {
  let first: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        stop();
      } else if (now - first > SAME_PRESS_MS) force();
    });
  }
}
