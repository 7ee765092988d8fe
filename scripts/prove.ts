/** npm run prove: sells while things break, and checks that nothing was lost, doubled or oversold; `--help` says everything. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './prove/checks.ts';
import type { Evidence } from './prove/evidence.ts';
import { History, readHistory } from './prove/history.ts';
import { HELP, type Options, readOptions } from './prove/options.ts';
import { countRound, isGood, type Outcome, type RoundResult, summary } from './prove/outcome.ts';
import { reportPage } from './prove/report.ts';
import { type RoundPlan, runRound, type Watch } from './prove/round.ts';
import { longRounds, shortRound } from './prove/rounds.ts';
import { runControls, undetected } from './prove/run-controls.ts';
import { openServers } from './prove/servers.ts';
import { openSystem, type System } from './prove/system.ts';
import { Tally } from './prove/tally.ts';
import { TestBuild } from './prove/test-build.ts';
import { writeReport } from './report/report-file.ts';
import { onSignals } from './start/signals.ts';
import { Fault } from './servers/fault.ts';

const ROOT = join(import.meta.dirname, '..');
const ending = new AbortController();

class Stopped extends Error {}

onSignals(
  () => {
    console.error('\nstopping …');
    ending.abort(new Stopped('stopped'));
  },
  () => process.exit(1),
);

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exit(2);
}
if (!options) {
  console.log(HELP);
  process.exit();
}
try {
  const good = options.history === undefined ? await prove(options) : await checkAgain(options.history);
  process.exitCode = good ? 0 : 1;
} catch (error) {
  console.error(error instanceof Fault || error instanceof Stopped ? error.message : error);
  process.exitCode = 1;
}
process.exit();

async function prove(given: Options): Promise<boolean> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'seatmesh-prove-'));
    undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const buildDir = join(ROOT, '.build', `prove-${process.pid}`);
    undo.push(() => rm(buildDir, { recursive: true, force: true }));
    console.log(`seed ${given.seed}`);
    const build = new TestBuild(ROOT, buildDir);
    await build.build();
    const servers = await openServers(dataDir, ending.signal);
    undo.push(() => servers.close());
    await mkdir(given.out, { recursive: true });
    const name = join(given.out, `prove-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
    const log = createWriteStream(`${name}.log`);
    undo.push(() => new Promise((resolve) => log.end(resolve)));
    const system = await openSystem(servers, build.command, (line) => void log.write(`${JSON.stringify(line)}\n`));
    undo.push(() => system.close());
    const history = await History.create(`${name}.history.jsonl`);
    undo.push(() => history.close());
    const outcome = await runAll(given, system, build, history);
    const { html } = await writeReport('prove', new Date(), reportPage(outcome, history.file), outcome, `${name}.html`);
    for (const line of summary(outcome)) console.log(line);
    console.log(`\nreport ${html}, history ${history.file}`);
    return isGood(outcome);
  } finally {
    for (const step of undo.toReversed()) await step().catch((error: unknown) => console.error(error));
  }
}

/** All rounds, then all controls. A run that is ended tells what it has found so far. */
async function runAll(given: Options, system: System, build: TestBuild, history: History): Promise<Outcome> {
  const { seed, minutes, targets, callers } = given;
  const began = performance.now();
  const tally = new Tally();
  const outcome: Outcome = {
    seed,
    beganAt: new Date().toISOString(),
    seconds: 0,
    rounds: [],
    faults: [],
    controls: [],
    undetected: undefined,
    endedEarly: false,
  };
  const plans = minutes === undefined ? [shortRound(seed, targets, callers)] : longRounds(seed, targets, callers);
  let last: Evidence | undefined;
  try {
    for (const plan of given.sales ? plans : []) {
      if (minutes !== undefined && performance.now() - began > minutes * 60_000) break;
      const { evidence, result } = await oneRound(plan, system, tally, history);
      outcome.rounds.push(result);
      last = evidence;
    }
    if (given.controls) {
      if (last) outcome.undetected = undetected(last);
      outcome.controls = await runControls(system, build, seed, history, watching('guards off'));
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    outcome.endedEarly = true;
  }
  outcome.seconds = Math.round((performance.now() - began) / 1000);
  outcome.faults = tally.rows();
  return outcome;
}

async function oneRound(
  plan: RoundPlan,
  system: System,
  tally: Tally,
  history: History,
): Promise<{ evidence: Evidence; result: RoundResult }> {
  const began = performance.now();
  const before = tally.total;
  const evidence = await runRound(system, plan, tally, watching(plan.name));
  await history.add(plan.seed, evidence);
  const result: RoundResult = {
    name: plan.name,
    seed: plan.seed,
    seconds: Math.round((performance.now() - began) / 1000),
    ...countRound(evidence),
    faults: tally.total - before,
    violations: check(evidence),
  };
  console.log(
    `${plan.name}: ${result.acknowledged} orders, ${result.faults} faults, ${result.violations.length} violations in ${result.seconds} s`,
  );
  for (const { invariant, what } of result.violations.slice(0, 10)) console.log(`  ${invariant}: ${what}`);
  return { evidence, result };
}

function watching(name: string): Watch {
  return {
    signal: ending.signal,
    note: (line) => console.log(`  ${line}`),
    progress: ({ calls, acknowledged, unknown }) =>
      console.log(`  ${name}: ${calls} calls, ${acknowledged} orders acknowledged, ${unknown} unknown`),
  };
}

/** Holds a history against the invariants once more. A round with a guard off is to break some. */
async function checkAgain(file: string): Promise<boolean> {
  let good = true;
  for await (const { round, evidence } of readHistory(file)) {
    const violations = check(evidence);
    const isControl = round.startsWith('guard off');
    good &&= isControl ? violations.length > 0 : violations.length === 0;
    console.log(`${round}: ${countRound(evidence).acknowledged} orders, ${violations.length} violations`);
    for (const { invariant, what } of violations.slice(0, 10)) console.log(`  ${invariant}: ${what}`);
  }
  return good;
}
