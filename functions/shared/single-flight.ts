import { setImmediate as endOfTurn } from 'node:timers/promises';

/**
 * What many ask for at the same moment is found once for all of them. A failure goes to those who waited for it and is remembered for
 * nobody; what concerns one caller alone (its limits, its leaving) is decided before or after, and touches nobody else.
 */
export class SingleFlight<Value> {
  readonly #flights = new Map<string, Flight<Value>>();

  /**
   * Gets what is being found, or finds it. What comes may have been found a moment before the caller asked.
   * @param find what it throws at once, and not by its promise, goes to this caller alone
   * @param keep gets what was found, to remember it, unless it was forgotten while it was being found
   */
  join(key: string, find: () => Promise<Value>, keep?: (value: Value) => void): Promise<Value> {
    return this.#flights.get(key)?.found ?? this.#begin(key, find, keep);
  }

  /**
   * As `join`, and never what was begun before the caller asked: those who ask while something is being found get the next, together.
   * So whoever has just changed something sees it.
   */
  fresh(key: string, find: () => Promise<Value>): Promise<Value> {
    const flight = this.#flights.get(key);
    return flight ? this.#after(flight, key, find) : this.#begin(key, find);
  }

  /**
   * As `fresh`, for many who ask one after the other: it is begun at the end of this turn of the event loop, for all who ask in it. Where it
   * fails the first of them is told; the others get the next.
   */
  together(key: string, find: () => Promise<Value>): Promise<Value> {
    const flight = this.#flights.get(key);
    if (!flight) {
      const gathering = { isOpen: true };
      const findThen = async (): Promise<Value> => {
        await endOfTurn();
        gathering.isOpen = false;
        return find();
      };
      return this.#begin(key, findThen, undefined, gathering);
    }
    if (!flight.gathering?.isOpen) return this.#after(flight, key, find);
    return flight.found.catch(() => (flight.next ??= this.join(key, find)));
  }

  /** Whoever asks from now on gets what is found from now on; what is being found is not kept. */
  forget(key: string): void {
    this.#flights.delete(key);
  }

  /** As `forget`, of everything. */
  forgetAll(): void {
    this.#flights.clear();
  }

  /** What is begun when this one has come, or failed. */
  #after(flight: Flight<Value>, key: string, find: () => Promise<Value>): Promise<Value> {
    return (flight.next ??= flight.found
      .then(nothing)
      .catch(nothing)
      .then(() => this.join(key, find)));
  }

  #begin(
    key: string,
    find: () => Promise<Value>,
    keep?: (value: Value) => void,
    gathering?: Flight<Value>['gathering'],
  ): Promise<Value> {
    const fly = async (finding: Promise<Value>): Promise<Value> => {
      const isWanted = () => this.#flights.get(key) === flight;
      try {
        const value = await finding;
        if (isWanted()) keep?.(value);
        return value;
      } finally {
        if (isWanted()) this.#flights.delete(key);
      }
    };
    const flight: Flight<Value> = { found: fly(find()), next: undefined, gathering };
    this.#flights.set(key, flight);
    return flight.found;
  }
}

function nothing(): void {}

interface Flight<Value> {
  found: Promise<Value>;
  /** For those who came while it was being found. */
  next: Promise<Value> | undefined;
  /** Where it is begun at the end of a turn: whether that is still to come. */
  gathering: { isOpen: boolean } | undefined;
}
