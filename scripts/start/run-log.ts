/** The log of a run: everything into a file, what a person wants to see onto the terminal. */
import { createWriteStream, renameSync, statSync } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A log being written. */
export interface RunLog {
  file: string;
  write: (line: Record<string, unknown>) => void;
  /** Resolves when everything is in the file, or cannot be. */
  close(): Promise<void>;
}

/** A log that has grown beyond this is put aside at the next start; one such is kept. */
const KEEP_BYTES = 64 * 1024 * 1024;

/** Opens the log. Verbose: the terminal shows everything too. */
export function openRunLog(file: string, verbose: boolean): RunLog {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > KEEP_BYTES) renameSync(file, `${file}.1`);
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  let told = false;
  stream.on('error', (error) => {
    if (!told) console.error(`the log cannot be written (${error.message}); going on without it`);
    told = true;
  });
  return {
    file,
    write: (line) => {
      // A function's own lines are JSON already.
      const text =
        typeof line['line'] === 'string' ? line['line'] : JSON.stringify({ time: new Date().toISOString(), ...line });
      if (stream.writable) stream.write(`${text}\n`);
      if (verbose || isTrouble(line, text)) console.log(text);
    },
    close: async () => {
      stream.end();
      await finished(stream).catch(() => {});
    },
  };
}

/** Whether a line is one that somebody should look at. */
export function isTrouble(line: Record<string, unknown>, text: string): boolean {
  return line['level'] === 'error' || line['stream'] === 'stderr' || /"level":"(error|fatal)"/.test(text);
}
