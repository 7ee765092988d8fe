/** One run: the parts one after the other, each in rounds; then the table and the report. */
import { writeReport } from '../report/report-file.ts';
import { benchPage } from './results/bench-page.ts';
import { busyness, environmentFacts, factsFromOutside } from './scene/machine-facts.ts';
import type { OpenPart, OpenPartOn, PartResult } from './part.ts';
import type { Options } from './options.ts';
import type { PartName } from './part-names.ts';
import { openAvailability } from './parts/availability-part.ts';
import { openCold } from './parts/cold-part.ts';
import { openGrowth } from './parts/growth-part.ts';
import { openHosts } from './parts/hosts-part.ts';
import { openMoves } from './parts/moves-part.ts';
import { openOrders } from './parts/orders-part.ts';
import { openPage } from './parts/page-part.ts';
import { openProfile } from './parts/profile-part.ts';
import { openRelayPart } from './parts/relay-part.ts';
import { openShardsPart } from './parts/shards-part.ts';
import { openWarm } from './parts/warm-part.ts';
import { openWholeAt } from './parts/whole-at-part.ts';
import { openWhole } from './parts/whole-part.ts';
import { runRounds } from './rounds-of-variants.ts';
import { SeededRandom } from '../seeded-random.ts';
import { openBenchRun, type BenchRun } from './scene/bench-run.ts';
import { isCpu, PLAIN_NAME, withoutGaps } from './results/comparison.ts';
import { figureTable, targetTable } from './results/figure-tables.ts';
import { TARGETS } from './results/target-lines.ts';
import { judge } from './results/bench-targets.ts';

const OPENERS: Record<PartName, OpenPartOn> = {
  orders: openOrders,
  whole: openWhole,
  hosts: openHosts,
  cold: openCold,
  warm: openWarm,
  relay: openRelayPart,
  growth: openGrowth,
  shards: openShardsPart,
  moves: openMoves,
  availability: openAvailability,
  page: openPage,
  profile: openProfile,
};

/** What was found, and where. */
interface Found {
  results: PartResult[];
  facts: [string, string][];
  busy: string | undefined;
}

/** @returns whether every part was measured */
export async function runBench(options: Options, signal: AbortSignal): Promise<boolean> {
  const startedAt = new Date();
  const random = new SeededRandom(String(options.seed));
  const found = options.url
    ? await measureAt(options.url, options, random, signal)
    : await measureHere(options, random, signal);
  await report(found, startedAt, options);
  return found.results.every(
    ({ failure, failures }) => failure === undefined && Object.keys(failures ?? {}).length === 0,
  );
}

async function measureHere(options: Options, random: SeededRandom, signal: AbortSignal): Promise<Found> {
  const run = await openBenchRun({ random, signal, say: console.error });
  const busy = busyness();
  try {
    const facts = await environmentFacts(run, options);
    const results: PartResult[] = [];
    for (const name of options.parts)
      results.push(await runPart(name, () => OPENERS[name](run, options), { random, signal }, options));
    return { results, facts, busy };
  } finally {
    await run.close();
  }
}

async function measureAt(url: URL, options: Options, random: SeededRandom, signal: AbortSignal): Promise<Found> {
  const busy = busyness();
  const facts = factsFromOutside(url, options);
  const open = () => openWholeAt(url, options, { random, signal, say: console.error });
  return { results: [await runPart('whole', open, { random, signal }, options)], facts, busy };
}

async function report({ results, facts, busy }: Found, startedAt: Date, options: Options): Promise<void> {
  const lines = judge(new Map(results.map(({ name, measured }) => [name, measured])), TARGETS);
  const page = benchPage(results, lines, { facts, busy });
  const files = await writeReport(
    'bench',
    startedAt,
    page,
    { startedAt, busy, facts, options, lines, results },
    options.out,
  );
  for (const result of results) console.log(figureTable(result));
  console.log(targetTable(lines));
  if (busy !== undefined) console.log(`\n${busy}`);
  console.log(`\n${files.html}\n${files.json}`);
}

const isPartOfProgram = (name: string): boolean => !PLAIN_NAME.test(name);

async function runPart(
  name: PartName,
  open: () => Promise<OpenPart>,
  { random, signal }: Pick<BenchRun, 'random' | 'signal'>,
  options: Options,
): Promise<PartResult> {
  const began = performance.now();
  let part: OpenPart | undefined;
  let notes: readonly string[] = [];
  try {
    part = await open();
    notes = part.notes;
    const { measured, failures } = await runRounds(part.variants, {
      rounds: options.rounds,
      random,
      signal,
      onStep: (round, variant) =>
        process.stderr.write(`\r\x1b[K${name}, round ${round} of ${options.rounds}: ${variant}`),
    });
    process.stderr.write(`\r\x1b[K${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
    for (const [variant, why] of Object.entries(failures)) console.error(`${name}, ${variant}, failed ${why}`);
    return { name, notes, measured: withoutGaps(measured, name === 'profile' ? isPartOfProgram : isCpu), failures };
  } catch (error) {
    signal.throwIfAborted();
    process.stderr.write('\r\x1b[K');
    const failure = error instanceof Error ? error.message : String(error);
    console.error(`${name} failed: ${failure}`);
    return { name, notes, measured: {}, failure };
  } finally {
    await part?.close().catch((error: unknown) => console.error(`${name} was not closed cleanly: ${String(error)}`));
  }
}
