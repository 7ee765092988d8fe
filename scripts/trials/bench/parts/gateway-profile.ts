/** CPU of an order in the one-machine run's own process, by part: its edge, the broker's ingress, dispatchers, and what they stand on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadFigures } from '../load/load-figures.ts';
import type { Options } from '../options.ts';
import { attribute, perOrder, profilingOptions, readProfile } from '../profile/attribute.ts';
import { partOfGateway } from '../profile/parts.ts';
import { ARENA } from '../scene/bench-events.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { startWholeSystem } from '../scene/whole-system.ts';
import { sellWhole } from '../whole-sale.ts';

const PEOPLE = 5_000;
const WARM_MS = 3_000;
/** So that there are samples of what takes little. */
const LONGER = 3;
const SALE = { hall: ARENA, events: 1, way: 'named', callers: 64 } as const;

/** Whole orders at a system of its own, warm; what it did before they began is left out of the profile. */
export async function profileOfGateway(run: BenchRun, options: Options): Promise<LoadFigures> {
  const folder = await mkdtemp(join(run.folder, 'gateway-'));
  const system = await startWholeSystem(run, join(folder, 'data'), PEOPLE, profilingOptions(folder));
  let figures: LoadFigures;
  let since: number;
  try {
    await sellWhole(run, system, { ...SALE, ms: WARM_MS });
    since = Number(process.hrtime.bigint() / 1_000n);
    figures = await sellWhole(run, system, { ...SALE, ms: options.seconds * LONGER * 1_000 });
  } finally {
    await system.stop(); // which writes the profile
  }
  const micros = attribute(await readProfile(folder), partOfGateway, since);
  await rm(folder, { recursive: true, force: true });
  return { ...perOrder(micros, figures['gatewayUs'] ?? 0), ...figures };
}
