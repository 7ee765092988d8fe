/** One run from beginning to end: servers, system and test build, all rounds, all controls, the report, the verdict. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './checks/invariants.ts';
import { type Evidence, struckIn } from './evidence/evidence.ts';
import { checkAgain } from './result/check-again.ts';
import { History } from './evidence/history.ts';
import { Journal } from './result/journal.ts';
import type { Options } from './options.ts';
import { countRound, type ProofOutcome, type RoundResult, summary, totalsOf } from './result/outcome.ts';
import { reportPage } from './result/proof-report.ts';
import { type RoundPlan, runRound, type Watch } from './rounds/round.ts';
import { longRounds, shortRound } from './rounds/rounds.ts';
import { forgetfulMove } from './rounds/forgetful-move.ts';
import { runControls, undetected } from './rounds/run-controls.ts';
import { MAP_OF_MOVES } from './faults/slot-faults.ts';
import { openServers } from './attack/attacked-servers.ts';
import { openSystem, type System } from './attack/attacked-system.ts';
import { Stopwatch } from './rounds/stopwatch.ts';
import { Tally } from './faults/tally.ts';
import { INSTRUMENTS_ON_A_CLUSTER, TestBuild } from './attack/test-build.ts';
import { faultTotals } from './result/totals.ts';
import { EXIT, type ProofVerdict, verdictOf } from './result/verdict.ts';
import { writeReport } from '../report/report-file.ts';
import { Fault } from '../../cli/fault.ts';
import { plural } from '../../../functions/shared/plural.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Proves, or checks a history again, and says what it comes to. @returns the exit code */
export async function prove(options: Options, signal: AbortSignal): Promise<number> {
  try {
    const again = options.history;
    const verdict = again === undefined ? await runProof(options, signal) : await checkAgain(again, console.log);
    (verdict.code === EXIT.proven ? console.log : console.error)(verdict.line);
    return verdict.code;
  } catch (error) {
    console.error('proved nothing:', error instanceof Fault ? error.message : error);
    return signal.aborted ? EXIT.stopped : EXIT.failed;
  }
}

async function runProof(given: Options, signal: AbortSignal): Promise<ProofVerdict> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'seatmesh-prove-'));
    undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const buildDir = join(ROOT, '.build', `prove-${process.pid}`);
    undo.push(() => rm(buildDir, { recursive: true, force: true }));
    console.log(`seed ${given.seed}`);
    const build = new TestBuild(ROOT, buildDir, given.redis === 'cluster' ? INSTRUMENTS_ON_A_CLUSTER : undefined);
    const building = build.build();
    building.catch(() => {}); // looked at below
    const servers = await openServers(dataDir, signal, given.redis);
    undo.push(() => servers.close());
    await building;
    await mkdir(given.out, { recursive: true });
    const name = join(given.out, `prove-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
    const log = createWriteStream(`${name}.log`);
    undo.push(() => new Promise((resolve) => log.end(resolve)));
    const system = await openSystem(
      servers,
      build.command,
      (line) => void log.write(`${JSON.stringify(line)}\n`),
      given.reshard ? MAP_OF_MOVES : undefined,
    );
    undo.push(() => system.close());
    const history = await History.create(`${name}.history.jsonl`);
    undo.push(() => history.close());
    const journal = await Journal.create(`${name}.rounds.jsonl`);
    const outcome = await runAll(given, { system, build, history, journal, signal });
    const { html } = await writeReport('prove', new Date(), reportPage(outcome, history.file), outcome, `${name}.html`);
    for (const line of summary(outcome)) console.log(line);
    console.log(`\nreport ${html}, history ${history.file}, rounds ${journal.file}`);
    return verdictOf(outcome);
  } finally {
    for (const step of undo.toReversed()) await step().catch((error: unknown) => console.error(error));
  }
}

/** What a run works with, and what it writes. */
interface Run {
  system: System;
  build: TestBuild;
  history: History;
  journal: Journal;
  signal: AbortSignal;
}

/** All rounds, then all controls. A run that is ended, or that fails, reports what it has found so far. */
async function runAll(given: Options, run: Run): Promise<ProofOutcome> {
  const { seed, targets, redis } = given;
  const began = performance.now();
  const checked = new Tally();
  const outcome: ProofOutcome = {
    seed,
    asked: { sales: given.sales, controls: given.controls, reshard: given.reshard },
    beganAt: new Date().toISOString(),
    seconds: 0,
    rounds: [],
    faults: [],
    faultTotals: [],
    controls: [],
    undetected: undefined,
    endedEarly: false,
  };
  try {
    const last = given.sales ? await runRounds(given, run, checked, outcome) : undefined;
    if (given.reshard && last) {
      outcome.undetected = undetected(last);
      const { fencesMs = [] } = run.system.slots ?? {};
      console.log(
        `slots moved ${fencesMs.length} times, without writers for ${Math.round(Math.max(0, ...fencesMs))} ms at most`,
      );
      const control = await forgetfulMove(run.system, seed, run.history, watching('a move that forgets', run.signal));
      outcome.controls.push(control);
      await run.journal.add({ control });
    }
    if (given.controls) {
      if (last) outcome.undetected = undetected(last);
      await runControls(
        run.system,
        run.build,
        seed,
        run.history,
        watching('guards off', run.signal),
        async (control) => {
          outcome.controls.push(control);
          await run.journal.add({ control });
        },
      );
    }
  } catch (error) {
    outcome.endedEarly = true;
    if (error !== run.signal.reason) {
      console.error(error);
      outcome.failure = error instanceof Error ? error.message : String(error);
    }
  }
  outcome.seconds = Math.round((performance.now() - began) / 1000);
  outcome.faults = checked.rows();
  outcome.faultTotals = given.sales ? faultTotals(checked, targets, redis) : [];
  return outcome;
}

/**
 * @param checked gets the faults of rounds that were checked: what strikes in a round that is ended proves nothing
 * @returns the evidence of the last round
 */
async function runRounds(
  given: Options,
  run: Run,
  checked: Tally,
  outcome: ProofOutcome,
): Promise<Evidence | undefined> {
  const { seed, minutes, targets, callers, redis } = given;
  const tally = new Tally();
  const endsAt = performance.now() + (minutes ?? Infinity) * 60_000;
  const plans =
    minutes === undefined
      ? [shortRound(seed, targets, callers, redis)]
      : longRounds(seed, targets, callers, tally, redis);
  let last: Evidence | undefined;
  for (const plan of plans) {
    if (performance.now() > endsAt) break;
    const { evidence, round, stagesMs } = await oneRound(plan, run, tally);
    outcome.rounds.push(round);
    for (const { kind, where } of struckIn(evidence)) checked.add(kind, where);
    outcome.faultTotals = faultTotals(checked, targets, redis);
    await run.journal.add({ round, stagesMs, total: totalsOf(outcome) });
    last = evidence;
  }
  return last;
}

async function oneRound(
  plan: RoundPlan,
  { system, history, signal }: Run,
  tally: Tally,
): Promise<{ evidence: Evidence; round: RoundResult; stagesMs: Record<string, number> }> {
  const began = performance.now();
  const { evidence, stagesMs, shortcomings } = await runRound(system, plan, tally, watching(plan.name, signal));
  const watch = new Stopwatch();
  await history.add(plan.seed, evidence);
  const violations = check(evidence);
  watch.lap('checks');
  const round: RoundResult = {
    name: plan.name,
    seed: plan.seed,
    seconds: Math.round((performance.now() - began) / 1000),
    ...countRound(evidence),
    violations,
    shortcomings,
  };
  const stages = Object.entries({ ...stagesMs, ...watch.ms });
  const took = stages.map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)}`).join(', ');
  console.log(
    `${round.name}: ${plural(round.acknowledged, 'order')}, ${plural(round.faults, 'fault')}, ${plural(violations.length, 'violation')} in ${round.seconds} s (${took})`,
  );
  for (const { invariant, what } of violations.slice(0, 10)) console.log(`  ${invariant}: ${what}`);
  return { evidence, round, stagesMs: Object.fromEntries(stages) };
}

function watching(name: string, signal: AbortSignal): Watch {
  return {
    signal,
    note: (line) => console.log(`  ${line}`),
    progress: ({ answered, acknowledged, unknown }) =>
      console.log(
        `  ${name}: ${plural(answered, 'call')}, ${plural(acknowledged, 'order')} acknowledged, ${unknown} unknown`,
      ),
  };
}
