/** CPU of an order by part, from profiles under load: of the book process, and of the one-machine run's own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { signedInBuyers } from '../scene/buyers.ts';
import { openTestBed } from '../scene/test-bed.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { OpenPart } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import { attribute, perOrder, profilingOptions, readProfile, SAMPLED_EVERY_US } from '../profile/attribute.ts';
import { partsOfBundle } from '../profile/parts.ts';
import { modulesOf } from '../profile/modules.ts';
import { type Program, startProgram } from '../scene/measured-program.ts';
import { profileOfGateway } from './gateway-profile.ts';
import { runSale, type Seller } from '../sale-run.ts';
import { bundled, ROOT, type BenchRun } from '../scene/bench-run.ts';
import { ARENA, THEATRE } from '../scene/bench-events.ts';
import { startOwn, urlOf } from '../scene/start-programs.ts';
import { setUp } from '../scene/undo.ts';

const SHARD = 'e0';
/** So that the start and the first sight of tokens weigh little. */
const LONGER = 3;
const HUNDRED = 100;
const BUNDLE = join(ROOT, '.build/book/function.js');

/** Each round profiles a process of its own, from its start to its end, while callers order seats of one event. */
export function openProfile(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const testBed = undo.add(await openTestBed(run, { shards: [SHARD] }), (open) => open.close());
    const sink = undo.add(await startOwn(run, 'sink', {}, CORES.callers), (program) => program.stop());
    const buyersOf = signedInBuyers(run, (await testBed.service('book-e0')).env);
    const partOf = partsOfBundle(
      (url) => url.endsWith('book/function.js'),
      modulesOf(await readFile(BUNDLE, 'latin1')),
    );
    const sellOn = async (program: Program, callers: number, events: number) => {
      const seller: Seller = {
        program,
        testBed,
        shard: SHARD,
        slot: 1,
        orders: 'orders',
        claims: 'seat_claims',
        more: [],
        publishes: true,
      };
      const sale = {
        callers,
        hall: events === 1 ? ARENA : THEATRE,
        events,
        ms: options.seconds * LONGER * 1_000,
        buyers: await buyersOf(),
      };
      return runSale(run, seller, sale);
    };
    const round = async (callers: number, events: number, env: Record<string, string> = {}) => {
      const folder = await mkdtemp(join(run.folder, 'profile-'));
      const book = await testBed.service('book-e0', { sink: urlOf(sink), command: bundled, env });
      const program = await startProgram({ ...book, args: [...profilingOptions(folder), ...book.args] });
      let figures: LoadFigures;
      try {
        figures = await sellOn(program, callers, events);
      } finally {
        await program.stop(); // which writes the profile
      }
      const micros = attribute(await readProfile(folder), partOf);
      await rm(folder, { recursive: true });
      return { ...perOrder(micros, figures['nodeUs'] ?? 0), ...figures };
    };
    const variants = [
      { name: 'book, 64 callers, one event, profiled', round: () => round(64, 1) },
      {
        name: 'book that tells, 64 callers, one event, profiled',
        round: () => round(64, 1, { OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(sink) }),
      },
      { name: 'book, 64 callers, a hundred events, profiled', round: () => round(64, HUNDRED) },
      { name: 'book, 1 caller, one event, profiled', round: () => round(1, 1) },
      {
        name: 'the one-machine run’s own process, 64 callers, one event, profiled',
        round: () => profileOfGateway(run, options),
      },
    ];
    return {
      variants: options.quick ? variants.slice(0, 1) : variants,
      notes: [
        `Self time by the module it was spent in, sampled every ${SAMPLED_EVERY_US} µs over the whole life of the process, scaled to the CPU per order that /proc shows. The parts add up to nodeUs (of the one-machine run’s own process to gatewayUs); sampling itself makes that larger than without.`,
      ],
      close: () => undo.all(),
    };
  });
}
