/** The log of a run: everything into a file, what a person wants to see onto the terminal. */
import { createWriteStream } from 'node:fs';

/** A log being written. */
export interface RunLog {
  file: string;
  write: (line: Record<string, unknown>) => void;
  close(): void;
}

/** Opens the log. Verbose: the terminal shows everything too. */
export function openRunLog(file: string, verbose: boolean): RunLog {
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
      stream.write(`${text}\n`);
      if (verbose || isTrouble(line, text)) console.log(text);
    },
    close: () => stream.end(),
  };
}

function isTrouble(line: Record<string, unknown>, text: string): boolean {
  return line['level'] === 'error' || line['stream'] === 'stderr' || /"level":"(error|fatal)"/.test(text);
}
