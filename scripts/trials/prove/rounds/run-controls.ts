/** Runs the negative controls: with a guard off, the checker must find the harm, or it proves nothing. */
import { USUAL_HABITS } from '../people/proof-buyer.ts';
import { check, INVARIANTS, type Invariant, type Violation } from '../checks/invariants.ts';
import { type Control, CONTROLS } from './controls.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { FALSIFICATIONS } from '../checks/falsify.ts';
import type { History } from '../evidence/history.ts';
import { type RoundPlan, runRound, type Watch } from './round.ts';
import { isKept } from '../attack/attack-setup.ts';
import { endPools, type System } from '../attack/attacked-system.ts';
import { Tally } from '../faults/tally.ts';
import type { TestBuild } from '../attack/test-build.ts';
import { until } from '../../../testing/until.ts';

/** How a control ended. */
export interface Caught {
  guard: string;
  how: string;
  /** What was to be found, and what was. */
  caughtBy: Invariant;
  isCaught: boolean;
  violations: Violation[];
}

/** Few seats, so that every seat is fought for. */
const SMALL = {
  rows: 4,
  perRow: 6,
  general: 12,
  seatedCents: 5_000,
  generalCents: 2_000,
  limited: true,
  sellsOut: false,
};

/** What the rounds of controls are called in a history. */
export const GUARD_OFF = 'guard off: ';

/** Enough for a harm to be done that a guard would have prevented. */
const LEAST_CALLS = 700;

/** A busy machine takes its time to start them all. */
const SWAP_MS = 90_000;

/** Runs all controls, one after the other. @param onCaught is told of each as it ends */
export async function runControls(
  system: System,
  build: TestBuild,
  seed: string,
  history: History,
  watch: Watch,
  onCaught: (caught: Caught) => Promise<void>,
): Promise<void> {
  for (const control of CONTROLS) {
    const violations = await runControl(system, build, control, seed, history, watch);
    const isCaught = violations.some(({ invariant }) => invariant === control.caughtBy);
    const { guard, how, caughtBy } = control;
    await onCaught({ guard, how, caughtBy, isCaught, violations });
    watch.note(isCaught ? `guard off: ${guard}: caught by "${caughtBy}"` : `guard off: ${guard}: NOT CAUGHT`);
  }
  await swap(system, await build.alter([], []));
}

async function runControl(
  system: System,
  build: TestBuild,
  control: Control,
  seed: string,
  history: History,
  watch: Watch,
): Promise<Violation[]> {
  await swap(system, await build.alter(control.functions, control.patches));
  await alter(system, control.alter ?? [], []);
  const plan = planOf(control, seed);
  let evidence: Evidence | undefined;
  try {
    ({ evidence } = await runRound(system, plan, new Tally(), { ...watch, note: () => {}, progress: () => {} }));
    await history.add(`${GUARD_OFF}${control.guard}`, evidence);
    return check(evidence);
  } finally {
    await alter(system, control.restore ?? [], evidence?.events.map(({ id }) => id) ?? ['none']);
    await forgetLetters(system);
  }
}

/** The round of a control. */
export function planOf(
  { guard, faults, habits, quiet }: Pick<Control, 'guard' | 'faults' | 'habits' | 'quiet'>,
  seed: string,
): RoundPlan {
  return {
    name: guard,
    seed: `${seed} ${guard}`,
    faults,
    pauseMs: 100,
    recoverMs: 0,
    mostEach: Infinity,
    leastMs: 1_500,
    mostMs: 15_000,
    leastCalls: LEAST_CALLS,
    habits: habits ?? USUAL_HABITS,
    mostOrders: 3_000,
    callers: 24,
    quiet: quiet ?? { acts: 0, setsBack: false },
    hasOthers: false,
    onSale: 4,
    events: Array.from({ length: 12 }, (_, index) => ({ ...SMALL, sellsOut: index < 4 })),
    restMs: 5_000,
  };
}

/** Ends the processes of functions, so that new ones come up from what was built. */
async function swap(system: System, functions: readonly string[]): Promise<void> {
  const services = Object.keys(system.platform.replicas()).filter((service) =>
    functions.includes(service.replace(/-[eu]\d+$/, '')),
  );
  const old = system.points.of(services);
  for (const { pid } of old) process.kill(pid, 'SIGKILL');
  await Promise.all(old.map(({ ended }) => ended));
  // Those that come when somebody asks for them are not waited for.
  const kept = services.filter(isKept);
  const due = old.filter(({ service }) => isKept(service)).length;
  await until('processes of the new build', async () => system.points.of(kept).length >= due, SWAP_MS);
}

async function alter(system: System, statements: readonly string[], events: readonly string[]): Promise<void> {
  const databases = system.databases();
  try {
    for (const sql of statements)
      for (const shard of ['e0', 'e1']) await databases.get(shard)?.query(sql, sql.includes('?') ? [[...events]] : []);
  } finally {
    await endPools(databases);
  }
}

/** What a guard's absence has done to the consumers is no matter of the next control. */
async function forgetLetters(system: System): Promise<void> {
  const databases = system.databases();
  await Promise.all([...databases.values()].map((pool) => pool.query('DELETE FROM dead_letters')));
  await endPools(databases);
}

/** Known-bad histories made of a good one: which of them the checker does not find. */
export function undetected(evidence: Evidence): Invariant[] {
  return (Object.keys(INVARIANTS) as Invariant[]).filter(
    (invariant) => INVARIANTS[invariant](FALSIFICATIONS[invariant](evidence)).length === 0,
  );
}
