/** What an import leaves out or changes, counted, with where it was. Pure. */

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

/** A place in words: its name, else the how-manieth it is. */
export const placeNamed = (kind: string, name: unknown, index: number): string =>
  (typeof name === 'string' || typeof name === 'number') && String(name).trim() !== ''
    ? `${kind} ${String(name).slice(0, 80)}`
    : `${kind} number ${index + 1}`;
