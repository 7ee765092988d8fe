/** Looks, sets right, and looks again until nothing differs. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RowDifference } from './row-difference.ts';

/** A batch that still differs after so many turns is changed by somebody all the time. */
const TURNS = 5;
/** What is on its way gets here within so long, as a rule. */
const LAG_MS = 1_000;

export interface Settled {
  /** What differed, each once. */
  found: RowDifference[];
  /** What differs still. */
  left: RowDifference[];
}

/**
 * Settles what `look` finds. It looks again after it has written: a true event that came between its reading and its writing may
 * have been passed over for a row that seemed newer, and will not come again.
 * @param look reads the rows first and then the truth
 */
export async function settle(look: () => Promise<RowDifference[]>, dryRun: boolean): Promise<Settled> {
  let differences = await look();
  if (dryRun) {
    if (differences.some(({ behind }) => behind)) {
      await sleep(LAG_MS);
      differences = await look();
    }
    return { found: differences, left: [] };
  }
  const found = new Map<string, RowDifference>();
  for (let turn = 0; turn < TURNS && differences.length > 0; turn += 1) {
    for (const difference of differences) {
      if (!found.has(difference.what)) found.set(difference.what, difference);
      await difference.mend();
    }
    differences = await look();
  }
  for (const difference of differences) found.set(difference.what, difference);
  return { found: [...found.values()], left: differences };
}
