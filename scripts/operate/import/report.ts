/** The account of an import that is given at its end. */
import type { Outcome } from './publish.ts';
import type { Skipped } from './source-event.ts';

/** What an import did, in lines. */
export function reportLines(outcome: Outcome, skipped: readonly Skipped[], seconds: number): string[] {
  const { published, alreadyThere, failed, left } = outcome;
  return [
    ...skippedLines(skipped),
    ...failed.map(({ entry, reason }) => `failed ${entry}: ${reason}`),
    `${published} published, ${alreadyThere} already there, ${skipped.length} skipped, ${failed.length} failed` +
      `${left > 0 ? `, ${left} not tried` : ''} in ${seconds.toFixed(1)} s`,
  ];
}

/** Which entries were skipped, and why. */
export function skippedLines(skipped: readonly Skipped[]): string[] {
  return skipped.map(({ entry, reason }) => `skipped ${entry}: ${reason}`);
}
