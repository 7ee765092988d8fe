/** What a run has found, as the report has it. */
import { INVARIANTS, type Invariant, type Violation } from '../checks/invariants.ts';
import { type Evidence, struckIn } from '../evidence/evidence.ts';
import { falseRefusals } from '../checks/false-refusals.ts';
import type { Caught } from '../rounds/run-controls.ts';
import { totalLines, type Totals } from './totals.ts';

/** One round. */
export interface RoundResult {
  name: string;
  seed: string;
  seconds: number;
  acknowledged: number;
  refused: number;
  unknown: number;
  falseRefusals: number;
  faults: number;
  violations: Violation[];
  /** What was to happen in it and did not: a kind of fault, an answer, rest, a sale. */
  shortcomings: string[];
}

/** A whole run. */
export interface ProofOutcome {
  seed: string;
  /** Which parts were to be run. */
  asked: { sales: boolean; controls: boolean; reshard: boolean };
  beganAt: string;
  seconds: number;
  rounds: RoundResult[];
  /** How often each kind of fault struck, and where. */
  faults: { kind: string; where: string; times: number }[];
  /** The same without where, least first. */
  faultTotals: Totals['faults'];
  controls: Caught[];
  /** Known-bad histories that the checker took for good ones. */
  undetected: Invariant[] | undefined;
  /** It was ended before it was done. */
  endedEarly: boolean;
  /** What went wrong with the run itself, and ended it. */
  failure?: string;
}

/** Counts what clients were answered in a round. */
export function countRound(
  evidence: Evidence,
): Pick<RoundResult, 'acknowledged' | 'refused' | 'unknown' | 'falseRefusals' | 'faults'> {
  const orders = new Map<string, boolean>();
  let refused = 0;
  let unknown = 0;
  for (const call of evidence.calls) {
    if (call.outcome === 'unknown') unknown += 1;
    if (call.op !== 'order') continue;
    if (call.answer) orders.set(call.answer.id, true);
    if (call.outcome === 'refused') refused += 1;
  }
  const { length: faults } = struckIn(evidence);
  return { acknowledged: orders.size, refused, unknown, falseRefusals: falseRefusals(evidence).length, faults };
}

/** What a run comes to. */
export function totalsOf({ rounds, faultTotals, controls }: ProofOutcome): Totals {
  return {
    acknowledged: rounds.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    violations: rounds.reduce((sum, { violations }) => sum + violations.length, 0),
    faults: faultTotals,
    controls: { run: controls.length, caught: controls.filter(({ isCaught }) => isCaught).length },
  };
}

const SHOWN = 5;

/** The summary in the terminal. */
export function summary(outcome: ProofOutcome): string[] {
  const { rounds } = outcome;
  const sum = (of: (round: RoundResult) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const all = rounds.flatMap(({ violations }) => violations);
  const lines = [
    `${n(sum((round) => round.acknowledged))} orders acknowledged, ${n(sum((round) => round.refused))} refused, ${n(sum((round) => round.unknown))} answers unknown, ${sum((round) => round.falseRefusals)} refused without need`,
  ];
  if (rounds.length > 0) {
    lines.push('');
    for (const invariant of Object.keys(INVARIANTS) as Invariant[]) {
      const broken = all.filter((violation) => violation.invariant === invariant);
      lines.push(
        `${broken.length === 0 ? 'held  ' : 'BROKEN'}  ${invariant}${broken.length > 0 ? ` (${broken.length})` : ''}`,
      );
      for (const { what } of broken.slice(0, SHOWN)) lines.push(`          ${what}`);
    }
  }
  for (const { guard, isCaught, caughtBy } of outcome.controls)
    lines.push(`${isCaught ? 'caught' : 'MISSED'}  without ${guard}: ${caughtBy}`);
  if (outcome.undetected !== undefined)
    lines.push(
      outcome.undetected.length === 0
        ? 'caught  every falsified history'
        : `MISSED  falsified histories: ${outcome.undetected.join(', ')}`,
    );
  return [...lines, '', ...totalLines(totalsOf(outcome))];
}

function n(count: number): string {
  return count.toLocaleString('en');
}
