/** Holds the history of an earlier run against the invariants once more. */
import { check } from './checks.ts';
import { CONTROLS } from './controls.ts';
import { readHistory } from './history.ts';
import { countRound } from './outcome.ts';
import { GUARD_OFF } from './run-controls.ts';
import { Tally } from './tally.ts';
import { faultTotals, totalLines, type Totals } from './totals.ts';

/** @returns whether every invariant held, but for what was to break with a guard off */
export async function checkAgain(file: string, say: (line: string) => void): Promise<boolean> {
  const tally = new Tally();
  const total: Totals = { acknowledged: 0, violations: 0, faults: [], controls: { run: 0, caught: 0 } };
  for await (const { round, evidence } of readHistory(file)) {
    const violations = check(evidence);
    const { acknowledged } = countRound(evidence);
    say(`${round}: ${acknowledged} orders, ${violations.length} violations`);
    for (const { invariant, what } of violations.slice(0, 10)) say(`  ${invariant}: ${what}`);
    if (round.startsWith(GUARD_OFF)) {
      const due = CONTROLS.find(({ guard }) => round === `${GUARD_OFF}${guard}`)?.caughtBy;
      total.controls.run += 1;
      if (violations.some(({ invariant }) => due === undefined || invariant === due)) total.controls.caught += 1;
    } else {
      total.acknowledged += acknowledged;
      total.violations += violations.length;
      for (const { kind, where } of evidence.faults) tally.add(kind, where);
    }
  }
  for (const line of totalLines({ ...total, faults: faultTotals(tally) })) say(line);
  return total.violations === 0 && total.controls.caught === total.controls.run;
}
