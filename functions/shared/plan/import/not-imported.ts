/** What an import leaves out or changes, counted, with where it was. Pure. */
import { type FaultPlace, placesInWords } from './import-fault.ts';

/** Who has more of a kind to look at has a plan that is like that. */
const MOST_NAMED = 10;

export class NotImported {
  readonly #kinds = new Map<string, { times: number; where: string[] }>();

  /** @param what in words @param where of which section, row or seat, in words */
  add(what: string, where?: string, times = 1): void {
    const kind = this.#kinds.get(what) ?? { times: 0, where: [] };
    this.#kinds.set(what, kind);
    kind.times += times;
    if (where !== undefined && kind.where.length < MOST_NAMED) kind.where.push(where);
  }

  /** A line a kind. */
  inWords(): string[] {
    return [...this.#kinds].map(([what, { times, where }]) => {
      const count = times > 1 ? `${what} (${times} times)` : what;
      if (where.length === 0) return count;
      return `${count}: ${where.join('; ')}${times > where.length ? ' …' : ''}`;
    });
  }
}

/** A part of a hall by its name, else by the how-manieth it is. */
export const partNamed = (kind: FaultPlace['kind'], name: unknown, index: number): FaultPlace =>
  (typeof name === 'string' || typeof name === 'number') && String(name).trim() !== ''
    ? { kind, name: String(name).slice(0, 80), number: index + 1 }
    : { kind, number: index + 1 };

/** The same in words. */
export const placeNamed = (kind: FaultPlace['kind'], name: unknown, index: number): string =>
  placesInWords([partNamed(kind, name, index)]);
