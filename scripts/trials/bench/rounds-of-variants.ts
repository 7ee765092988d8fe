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

/** What rounds came to. */
export interface RoundsFound {
  measured: Measured;
  /** Why a variant has fewer rounds than others, or none: by its name. */
  failures: Record<string, string>;
}

/**
 * Runs one round that does not count, in which code gets compiled and caches get warm, and then the rounds. A variant that fails is left out from there
 * on, and the others go on.
 * @throws the signal's reason; what was thrown where there is no variant that has not failed
 */
export async function runRounds(variants: readonly Variant[], options: RoundsOptions): Promise<RoundsFound> {
  const { rounds, random, signal, onStep } = options;
  const measured: Measured = {};
  const failures: Record<string, string> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const variant of random.shuffled(variants)) {
      const { name } = variant;
      if (failures[name] !== undefined) continue;
      signal.throwIfAborted();
      onStep?.(round, name);
      try {
        const figures = await variant.round();
        if (round === 0) continue;
        measuredSomething(name, figures);
        (measured[name] ??= []).push(figures);
      } catch (error) {
        signal.throwIfAborted();
        failures[name] = `in round ${round} of ${rounds}: ${error instanceof Error ? error.message : String(error)}`;
        if (Object.keys(failures).length === variants.length) throw error;
      }
    }
  }
  return { measured: inOrder(measured, variants), failures };
}

/** As the variants stand, not as chance had them first. */
const inOrder = (measured: Measured, variants: readonly Variant[]): Measured =>
  Object.fromEntries(variants.flatMap(({ name }) => (measured[name] ? [[name, measured[name]]] : [])));
