/** What was started, to be stopped in turn, the last first. */

/** Remembers how to stop things. */
export class Undo {
  readonly #steps: (() => Promise<unknown>)[] = [];

  /** Adds a way back, for something that has been started. */
  add<T>(started: T, step: (it: T) => Promise<unknown>): T {
    this.#steps.push(() => step(started));
    return started;
  }

  /** Goes all the way back, whatever fails on it. @throws AggregateError of what failed */
  async all(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).toReversed()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }
}

/** Sets something up; when that fails half-way, what was started is stopped. */
export async function setUp<T>(work: (undo: Undo) => Promise<T>): Promise<T> {
  const undo = new Undo();
  try {
    return await work(undo);
  } catch (error) {
    await undo.all().catch(() => {});
    throw error;
  }
}
