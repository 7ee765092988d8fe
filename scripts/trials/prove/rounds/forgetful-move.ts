/** The negative control of moves: one that forgets rows must be found out, or nothing is known of those that do not. */
import { check } from '../checks/invariants.ts';
import type { System } from '../attack/attacked-system.ts';
import type { History } from '../evidence/history.ts';
import { wholeMove } from '../faults/slot-faults.ts';
import { Tally } from '../faults/tally.ts';
import { type Caught, GUARD_OFF, planOf } from './run-controls.ts';
import { runRound, type Watch } from './round.ts';

/** What is switched off, and what must be found then. */
export const FORGETFUL_MOVE: Pick<Caught, 'guard' | 'how' | 'caughtBy'> = {
  guard: 'rows of a slot that is moved',
  how: 'a move forgets whose seats are whose',
  caughtBy: 'orders are whole or not there',
};
const { guard: GUARD, caughtBy: CAUGHT_BY } = FORGETFUL_MOVE;

/** Sells while slots move without the claims of their seats. */
export async function forgetfulMove(system: System, seed: string, history: History, watch: Watch): Promise<Caught> {
  const { slots } = system;
  if (!slots) throw new Error('this system has no slots to move');
  slots.forgets = 'seat_claims';
  try {
    const plan = {
      ...planOf({ guard: GUARD, faults: [{ ...wholeMove, name: GUARD }] }, seed),
      mostEach: 1,
      mostMs: 120_000,
    };
    const { evidence } = await runRound(system, plan, new Tally(), { ...watch, note: () => {}, progress: () => {} });
    await history.add(`${GUARD_OFF}${GUARD}`, evidence);
    const violations = check(evidence);
    const isCaught = violations.some(({ invariant }) => invariant === CAUGHT_BY);
    watch.note(isCaught ? `guard off: ${GUARD}: caught by "${CAUGHT_BY}"` : `guard off: ${GUARD}: NOT CAUGHT`);
    return { ...FORGETFUL_MOVE, isCaught, violations };
  } finally {
    slots.forgets = undefined;
  }
}
