/** Says what is waited for, once nothing has been said for a while: who waits is to know that something goes on, and what. */

const SILENCE_MS = 5_000;

export interface Waiting {
  /** Says a line. */
  say: (line: string) => void;
  /** Waits for work that takes a while. @param what comes after "waiting for" */
  during: <T>(what: string, work: Promise<T>) => Promise<T>;
}

/** Begins to watch; nothing is left running when nothing is waited for. */
export function waiting(tell: (line: string) => void, silenceMs = SILENCE_MS): Waiting {
  const begun = performance.now();
  const open = new Map<symbol, string>();
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    if (open.size === 0) return;
    timer = setTimeout(() => {
      tell(`waiting for ${listed([...open.values()])}, ${Math.round((performance.now() - begun) / 1000)} s so far`);
      watch();
    }, silenceMs);
    timer.unref();
  };
  return {
    say: (line) => {
      tell(line);
      watch();
    },
    during: async (what, work) => {
      const key = Symbol(what);
      open.set(key, what);
      if (open.size === 1) watch();
      try {
        return await work;
      } finally {
        open.delete(key);
        if (open.size === 0) watch();
      }
    },
  };
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
}
