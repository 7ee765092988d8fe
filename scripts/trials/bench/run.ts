/** One run: the parts one after the other, each in rounds; then the table and the report. */
import { writeReport } from '../report/report-file.ts';
import { benchPage } from './results/bench-page.ts';
import { busyness, environmentFacts } from './scene/machine-facts.ts';
import type { OpenPart, OpenPartOn, PartResult } from './part.ts';
import type { Options } from './options.ts';
import type { PartName } from './part-names.ts';
import { openAvailability } from './parts/availability-part.ts';
import { openCold } from './parts/cold-part.ts';
import { openGrowth } from './parts/growth-part.ts';
import { openHosts } from './parts/hosts-part.ts';
import { openOrders } from './parts/orders-part.ts';
import { openProfile } from './parts/profile-part.ts';
import { openRelay } from './parts/relay-part.ts';
import { openShards } from './parts/shards-part.ts';
import { openWhole } from './parts/whole-part.ts';
import { runRounds } from './rounds-of-variants.ts';
import { SeededRandom } from '../seeded-random.ts';
import { openBenchRun, type BenchRun } from './scene/bench-run.ts';
import { figureTable, targetTable } from './results/figure-tables.ts';
import { TARGETS } from './results/target-lines.ts';
import { judge } from './results/bench-targets.ts';

const OPENERS: Record<PartName, OpenPartOn> = {
  orders: openOrders,
  whole: openWhole,
  hosts: openHosts,
  cold: openCold,
  relay: openRelay,
  growth: openGrowth,
  shards: openShards,
  availability: openAvailability,
  profile: openProfile,
};

/** @returns whether every part was measured */
export async function runBench(options: Options, signal: AbortSignal): Promise<boolean> {
  const startedAt = new Date();
  const run = await openBenchRun({ random: new SeededRandom(String(options.seed)), signal, say: console.error });
  const results: PartResult[] = [];
  const busy = busyness();
  let facts: [string, string][];
  try {
    facts = await environmentFacts(run, options);
    for (const name of options.parts) results.push(await runPart(name, run, options));
  } finally {
    await run.close();
  }
  const lines = judge(new Map(results.map(({ name, measured }) => [name, measured])), TARGETS);
  for (const result of results) console.log(figureTable(result));
  console.log(targetTable(lines));
  if (busy !== undefined) console.log(`\n${busy}`);
  const page = benchPage(results, lines, { facts, busy });
  const files = await writeReport(
    'bench',
    startedAt,
    page,
    { startedAt, busy, facts, options, lines, results },
    options.out,
  );
  console.log(`\n${files.html}\n${files.json}`);
  return results.every(({ failure }) => failure === undefined);
}

async function runPart(name: PartName, run: BenchRun, options: Options): Promise<PartResult> {
  const began = performance.now();
  let part: OpenPart | undefined;
  let notes: readonly string[] = [];
  try {
    part = await OPENERS[name](run, options);
    notes = part.notes;
    const measured = await runRounds(part.variants, {
      rounds: options.rounds,
      random: run.random,
      signal: run.signal,
      onStep: (round, variant) =>
        process.stderr.write(`\r\x1b[K${name}, round ${round} of ${options.rounds}: ${variant}`),
    });
    process.stderr.write(`\r\x1b[K${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
    return { name, notes, measured };
  } catch (error) {
    run.signal.throwIfAborted();
    process.stderr.write('\r\x1b[K');
    const failure = error instanceof Error ? error.message : String(error);
    console.error(`${name} failed: ${failure}`);
    return { name, notes, measured: {}, failure };
  } finally {
    await part?.close().catch((error: unknown) => console.error(`${name} was not closed cleanly: ${String(error)}`));
  }
}
