/**
 * A bounded memory of two generations: what was used since the last change of generations stays at the next one. So the half of
 * the bound that was used last is always there, and a look that finds something recent changes nothing.
 */
export class Memo<Value> {
  readonly #generation: number;
  #recent = new Map<string, Value>();
  #older = new Map<string, Value>();

  /** @param limit at most so many are remembered */
  constructor(limit: number) {
    this.#generation = Math.ceil(limit / 2);
  }

  get(key: string): Value | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    this.#recent.set(key, value);
    this.#older.delete(key);
    if (this.#recent.size < this.#generation) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  delete(key: string): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }
}

/**
 * What is made when it is first asked for, and kept: such as expressions over Unicode's properties, whose sets take up to some milliseconds to
 * build, which no start is to pay for.
 */
export function onFirstUse<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
