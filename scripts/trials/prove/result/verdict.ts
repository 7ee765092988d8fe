/** What a run comes to, and how its process ends. Pure: a run proves something only when it did all that it set out to do. */
import { CONTROLS } from '../rounds/controls.ts';
import { FORGETFUL_MOVE } from '../rounds/forgetful-move.ts';
import type { ProofOutcome } from './outcome.ts';
import { plural } from '../../../../functions/shared/plural.ts';

/** How a run's process ends. */
export const EXIT = {
  proven: 0,
  /** Something was found, or what was to be shown was not. */
  failed: 1,
  /** Nothing was tried, or nothing was there to be checked. */
  nothing: 3,
  /** Ended from outside before it was done, with nothing found by then. */
  stopped: 130,
} as const;

export interface ProofVerdict {
  code: (typeof EXIT)[keyof typeof EXIT];
  line: string;
  /** Why it is not a proof, a line each; violations are counted, not repeated. */
  why: string[];
}

/** Judges a run. @param outcome of what was asked for: sales, controls or both */
export function verdictOf(outcome: ProofOutcome): ProofVerdict {
  const { rounds, controls, asked, seconds } = outcome;
  const broken = rounds.reduce((sum, { violations }) => sum + violations.length, 0);
  const orders = rounds.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  const missed = controls.filter(({ isCaught }) => !isCaught);
  const why = [
    ...(broken > 0 ? [plural(broken, 'violation')] : []),
    ...missed.map(({ guard }) => `without ${guard} no harm was found`),
    ...(outcome.undetected ?? []).map((invariant) => `a history falsified in "${invariant}" was taken for a true one`),
    ...(outcome.failure === undefined ? [] : [outcome.failure]),
  ];
  const done = `${plural(rounds.length, 'round')}, ${plural(orders, 'order')} and ${plural(controls.length, 'control')} in ${seconds} s`;
  if (why.length > 0) return { code: EXIT.failed, line: `NOT PROVEN: ${why.join('; ')}`, why };
  if (outcome.endedEarly) {
    const what = orders + controls.length === 0 ? 'proved nothing' : 'NOT PROVEN';
    return { code: EXIT.stopped, line: `${what}: stopped after ${done}`, why: [`stopped after ${done}`] };
  }
  const short = shortcomings(outcome);
  if (orders === 0 && controls.length === 0)
    return { code: EXIT.nothing, line: `proved nothing: ${[done, ...short].join('; ')}`, why: short };
  if (short.length > 0) return { code: EXIT.failed, line: `NOT PROVEN: ${short.join('; ')}`, why: short };
  return {
    code: EXIT.proven,
    line: `proven: ${asked.controls || asked.reshard ? done : `${plural(rounds.length, 'round')}, ${plural(orders, 'order')}`}`,
    why,
  };
}

/** What was to happen and did not. */
function shortcomings({ rounds, controls, asked, faultTotals, undetected }: ProofOutcome): string[] {
  const idle = faultTotals.filter(({ times }) => times === 0).map(({ kind }) => kind);
  return [
    ...(asked.sales && rounds.length === 0 ? ['no round was run'] : []),
    ...rounds.flatMap(({ name, shortcomings: own }) => own.map((what) => `${name}: ${what}`)),
    // In a run of many rounds each kind has to strike in some round, if not in each.
    ...(idle.length > 0 ? [`never struck: ${idle.join(', ')}`] : []),
    ...(asked.controls && controls.length < CONTROLS.length
      ? [`${controls.length} of ${plural(CONTROLS.length, 'control')} were run`]
      : []),
    ...(asked.reshard && !controls.some(({ guard }) => guard === FORGETFUL_MOVE.guard)
      ? ['no move that forgets was tried']
      : []),
    ...((asked.controls || asked.reshard) && asked.sales && undetected === undefined
      ? ['no falsified history was tried']
      : []),
  ];
}
