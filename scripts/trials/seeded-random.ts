/** Chance that can be repeated: streams of numbers that a name decides. */
import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A stream of chance: the same name, the same numbers. xoroshiro128+ (Blackman and Vigna; 128 bits of state), begun from the
 * name's SHA-256, so that streams of similar names have nothing in common.
 */
export class SeededRandom {
  readonly #generator: RandomGenerator;

  constructor(name: string) {
    const seed = createHash('sha256').update(name).digest();
    this.#generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => seed.readInt32LE(at)));
  }

  /** A number in [0, 1), of 32 bits. */
  next(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** A number from `from` to below `to`. */
  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Exponential, by its mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Log-normal, by its median and the standard deviation of its logarithm (Box and Muller). */
  logNormal(median: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return median * Math.exp(deviation * radius * Math.cos(2 * Math.PI * this.next()));
  }

  /** @throws Error when there is nothing to choose from */
  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.whole(0, choices.length - 1)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }

  /** One of the names, each as often as its weight says. @throws Error when all weights are 0 */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    const name = names.find((one) => (left -= weights[one]) < 0);
    if (name === undefined) throw new Error('nothing to choose from');
    return name;
  }

  /** The same entries in another order, each order as likely (Fisher and Yates). */
  shuffled<T>(entries: readonly T[]): T[] {
    const mixed = [...entries];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.whole(0, last);
      [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
    }
    return mixed;
  }
}
