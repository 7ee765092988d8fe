/** The log of a run: everything into a file, what a person wants to see onto the terminal. */
import { withoutSecrets } from '../../functions/shared/secrets-in-text.ts';
import { LogFile } from './log-file.ts';

/** A log being written. */
export interface RunLog {
  file: string;
  write: (line: Record<string, unknown>) => void;
  /** Resolves when everything is in the file, or cannot be. */
  close(): Promise<void>;
}

const LIMITS = { rotateBytes: 64 * 1024 * 1024, keep: 3, waitingBytes: 16 * 1024 * 1024, retryMs: 1_000 };

/** Opens the log. Verbose: the terminal shows everything too. */
export function openRunLog(file: string, verbose: boolean): RunLog {
  const lines = new LogFile({ ...LIMITS, file, say: (line) => console.error(line) });
  return {
    file,
    write: (line) => {
      const text = textOf(line);
      lines.write(text);
      if (verbose || isTrouble(line, text)) console.log(text);
    },
    close: () => lines.close(),
  };
}

/** A function's own lines are JSON already, with nothing secret in them; what a process says as it fails is anybody's words. */
function textOf(line: Record<string, unknown>): string {
  const { line: said } = line;
  if (typeof said !== 'string') return withoutSecrets(JSON.stringify({ time: new Date().toISOString(), ...line }));
  return line['stream'] === 'stderr' || !said.startsWith('{') ? withoutSecrets(said) : said;
}

/** Whether a line is one that somebody should look at. */
export function isTrouble(line: Record<string, unknown>, text: string): boolean {
  return line['level'] === 'error' || line['stream'] === 'stderr' || /"level":"(error|fatal)"/.test(text);
}
