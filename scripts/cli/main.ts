/** How a script runs: reads its arguments, does its work, and ends with a code; what a person can act on is one line. */
import { Fault } from './fault.ts';
import { onSignals } from './signals.ts';

/**
 * How a script ends, one meaning each for all of them: 0, it is as it should be; 1, it could not be done; 2, it was typed wrong, and nothing was
 * done; 3, it was looked, and what was found is not as it should be, or nothing was there; 130, a person ended it.
 */
export const WRONG_OPTION = 2;
export const SOMETHING_FOUND = 3;
export const STOPPED = 130;

export interface Script<Options> {
  help: string;
  /** @returns undefined when only help is asked for; @throws Fault for what does not fit */
  read: (args: readonly string[]) => Options | undefined | Promise<Options | undefined>;
  /**
   * For a run that can be stopped. The first signal aborts the run with this, the next one, a second or more later, ends the
   * process by force.
   */
  stop?: { reason: Error; say: string };
  /** Does the work. @returns the exit code; nothing: 0, or what it has set */
  run: (options: Options, signal: AbortSignal) => Promise<number | void>;
}

/** Runs a script; its process may end afterwards. */
export async function main<Options>({ help, read, stop, run }: Script<Options>): Promise<void> {
  let options: Options | undefined;
  try {
    options = await read(process.argv.slice(2));
  } catch (error) {
    sayWhy(error);
    process.exitCode = WRONG_OPTION;
    return;
  }
  if (options === undefined) return console.log(help);
  const stopping = new AbortController();
  if (stop)
    onSignals(
      () => {
        console.error(`\n${stop.say}`);
        stopping.abort(stop.reason);
      },
      () => process.exit(STOPPED),
    );
  try {
    const code = await run(options, stopping.signal);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    sayWhy(error);
    process.exitCode = stopping.signal.aborted ? STOPPED : 1;
  }
}

/** In a line what a person can act on; anything else is a bug, and is shown with its stack. */
export function sayWhy(error: unknown): void {
  console.error(error instanceof Fault ? error.message : error);
}
