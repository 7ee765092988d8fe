/** Holds the history of an earlier run against the invariants once more. */
import { check } from '../checks/invariants.ts';
import { CONTROLS } from '../rounds/controls.ts';
import { struckIn } from '../evidence/evidence.ts';
import { readHistory } from '../evidence/history.ts';
import { countRound } from './outcome.ts';
import { FORGETFUL_MOVE } from '../rounds/forgetful-move.ts';
import { GUARD_OFF } from '../rounds/run-controls.ts';
import { Tally } from '../faults/tally.ts';
import { faultTotals, totalLines, type Totals } from './totals.ts';
import { EXIT, type ProofVerdict } from './verdict.ts';
import { plural } from '../../../../functions/shared/plural.ts';

/**
 * Checks every round: all invariants must hold, but for what was to break with a guard off.
 * @throws Fault when the file is no whole history
 */
export async function checkAgain(file: string, say: (line: string) => void): Promise<ProofVerdict> {
  const tally = new Tally();
  const total: Totals = { acknowledged: 0, violations: 0, faults: [], controls: { run: 0, caught: 0 } };
  const why: string[] = [];
  for await (const { round, evidence } of readHistory(file)) {
    const violations = check(evidence);
    const { acknowledged } = countRound(evidence);
    say(`${round}: ${plural(acknowledged, 'order')}, ${plural(violations.length, 'violation')}`);
    for (const { invariant, what } of violations.slice(0, 10)) say(`  ${invariant}: ${what}`);
    if (round.startsWith(GUARD_OFF)) {
      const due = [...CONTROLS, FORGETFUL_MOVE].find(({ guard }) => round === `${GUARD_OFF}${guard}`)?.caughtBy;
      total.controls.run += 1;
      if (violations.some(({ invariant }) => due === undefined || invariant === due)) total.controls.caught += 1;
      else why.push(`${round}: no harm was found`);
    } else {
      if (acknowledged === 0) why.push(`${round}: no order was acknowledged`);
      if (violations.length > 0) why.push(`${round}: ${plural(violations.length, 'violation')}`);
      total.acknowledged += acknowledged;
      total.violations += violations.length;
      for (const { kind, where } of struckIn(evidence)) tally.add(kind, where);
    }
  }
  for (const line of totalLines({ ...total, faults: faultTotals(tally) })) say(line);
  if (total.acknowledged + total.controls.run === 0)
    return { code: EXIT.nothing, line: `proved nothing: ${file} has no orders`, why };
  return why.length > 0
    ? { code: EXIT.failed, line: `NOT PROVEN: ${why.join('; ')}`, why }
    : { code: EXIT.proven, line: 'every invariant holds', why };
}
