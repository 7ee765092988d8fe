/**
 * Work that comes together goes together: what arrives while transactions are under way joins the next one, and a lone piece
 * finds a free lane and waits for nobody.
 */

import { inNoTrace } from '../telemetry/telemetry.ts';

/** How much there is room for. */
export interface LanesSize {
  /** Transactions at a time. */
  lanes: number;
  /** Pieces of work in a transaction. */
  batch: number;
  /** Pieces waiting; beyond that they are turned down. */
  waiting: number;
}

/** Beside a lane that serves no more than this, the next one goes at once. */
const FEW = 2;

/** The lanes of a database. */
export class Lanes<Work> {
  readonly #size: LanesSize;
  readonly #serve: (batch: Work[]) => Promise<void>;
  readonly #nameOf: (work: Work) => string;
  readonly #queue: Work[] = [];
  #isOpening = false;
  /** How many pieces each busy lane is serving. */
  readonly #busy = new Set<{ serving: number }>();

  /**
   * @param serve does the work of a batch. It must not throw
   * @param nameOf of two of one name the second waits for the next batch: it is to find what the first has done
   */
  constructor(size: LanesSize, serve: (batch: Work[]) => Promise<void>, nameOf: (work: Work) => string) {
    this.#size = size;
    this.#serve = serve;
    this.#nameOf = nameOf;
  }

  /** @returns false when there is no room for it */
  add(work: Work): boolean {
    if (this.#queue.length >= this.#size.waiting) return false;
    this.#queue.push(work);
    this.#open();
    return true;
  }

  /** What one reply has brought for many comes here one promise after the other: when all have come, they go. */
  #open(): void {
    if (this.#isOpening || this.#busy.size >= this.#size.lanes) return;
    this.#isOpening = true;
    inNoTrace(() =>
      process.nextTick(() => {
        this.#isOpening = false;
        while (this.#busy.size < this.#size.lanes && this.#isWorthALane()) void this.#lane();
      }),
    );
  }

  async #lane(): Promise<void> {
    const lane = { serving: 0 };
    this.#busy.add(lane);
    try {
      while (this.#isWorthALane()) {
        const batch = this.#take();
        lane.serving = batch.length;
        await this.#serve(batch);
        lane.serving = 0;
      }
    } finally {
      this.#busy.delete(lane);
    }
  }

  /**
   * While another lane is busy with a batch, work waits for more rather than go in small pieces: most of what a batch costs, it
   * costs once. Beside lone pieces, and with a full batch waiting, the next lane goes at once.
   */
  #isWorthALane(): boolean {
    if (this.#queue.length === 0) return false;
    return this.#queue.length >= this.#size.batch || [...this.#busy].every(({ serving }) => serving <= FEW);
  }

  #take(): Work[] {
    const names = new Set<string>();
    const taken: Work[] = [];
    const left: Work[] = [];
    for (const work of this.#queue.splice(0, this.#size.batch)) {
      const name = this.#nameOf(work);
      (names.has(name) ? left : taken).push(work);
      names.add(name);
    }
    this.#queue.unshift(...left);
    return taken;
  }
}
