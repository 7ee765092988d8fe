/** Rounds: every variant once in each, in an order of chance, so that what drifts on a machine hits all alike. */
import type { LoadFigures } from './load/load-figures.ts';
import type { Measured, Variant } from './part.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** How to run rounds. */
export interface RoundsOptions {
  rounds: number;
  random: SeededRandom;
  signal: AbortSignal;
  /** Called before each measurement. */
  onStep?: (round: number, variant: string) => void;
}

/** @throws Error when a figure is none, or all are zero: then nothing was measured */
function measuredSomething(variant: string, figures: LoadFigures): void {
  const values = Object.values(figures);
  const odd = Object.keys(figures).find((name) => !Number.isFinite(figures[name]));
  if (odd !== undefined) throw new Error(`${variant} measured nothing: ${odd} is ${figures[odd]}`);
  if (!values.some((value) => value !== 0)) throw new Error(`${variant} measured nothing`);
}

/**
 * Runs one round that does not count, in which code gets compiled and caches get warm, and then the rounds.
 * @throws what a variant throws, or the signal's reason; Error when a variant measured nothing
 */
export async function runRounds(variants: readonly Variant[], options: RoundsOptions): Promise<Measured> {
  const { rounds, random, signal, onStep } = options;
  const measured: Measured = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const variant of random.shuffled(variants)) {
      signal.throwIfAborted();
      onStep?.(round, variant.name);
      const figures = await variant.round();
      if (round === 0) continue;
      measuredSomething(variant.name, figures);
      measured[variant.name]?.push(figures);
    }
  }
  return measured;
}
