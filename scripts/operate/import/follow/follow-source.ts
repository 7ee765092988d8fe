/** Makes everything that was published from a source what the source says, several events at a time. */
import type { Importer } from '../importer-account.ts';
import type { ImportTask } from './import-task.ts';
import { type Decisions, perform, type PublishResult, type Verb } from './publish.ts';

/** What became of the events. */
export interface ImportOutcome {
  results: PublishResult[];
  /** Not tried, since the import was stopped. */
  left: number;
  /** Why it was stopped; undefined when it was not, or by the person at the terminal. */
  stoppedBy: unknown;
}

/** Goes on until nothing is left, a call throws, or `signal` says stop; what is under way is finished in any case. */
export async function followSource(
  tasks: readonly ImportTask[],
  organizer: Importer,
  options: Decisions & { concurrency: number; signal: AbortSignal; onDone: (verb: Verb) => void },
): Promise<ImportOutcome> {
  const results: (PublishResult | undefined)[] = [];
  const outcome: ImportOutcome = { results: [], left: tasks.length, stoppedBy: undefined };
  const waiting = tasks.entries();
  const work = async (): Promise<void> => {
    for (const [index, task] of waiting) {
      if (options.signal.aborted || outcome.stoppedBy !== undefined) return;
      try {
        const result = await perform(task, organizer, options);
        results[index] = result;
        outcome.left--;
        options.onDone(result.verb);
      } catch (error) {
        outcome.stoppedBy ??= error;
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return { ...outcome, results: results.filter((result) => result !== undefined) };
}
