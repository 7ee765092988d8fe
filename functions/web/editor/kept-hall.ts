/**
 * What is not saved yet, kept in this browser: found again after a reload, a crash, an answer that was lost. Each page keeps its own, so that two that are
 * open on one hall take nothing from each other; what a page that is gone has left, the next one finds.
 */
import { newKey } from '../picker/hall/new-key.ts';
import type { HallDocument } from './model/hall-document.ts';

export interface KeptHall {
  /** By what it is kept. */
  name: string;
  /** What it was made of: whatever was saved then. */
  base: HallDocument;
  document: HallDocument;
  at: Date;
}

const PREFIX = 'seatmesh.hall.';
/** Of one hall; who leaves more behind has not wanted the oldest. */
const MOST_KEPT = 6;
/** A page that is just being left, as at a reload, still has its lock for a moment. */
const LEAVING_MS = 1_500;

export class HallKeeper {
  readonly #hall: string;
  readonly #own: string;
  #leave = (): void => {};

  constructor(hall: string) {
    this.#hall = PREFIX + hall;
    this.#own = `${this.#hall}.${newKey()}`;
    // Who holds the lock is there: what it keeps is nobody else's.
    void locks()
      ?.request(this.#own, () => new Promise<void>((resolve) => (this.#leave = resolve)))
      .catch(() => {});
  }

  /** @returns whether there was room */
  keep({ base, document }: Pick<KeptHall, 'base' | 'document'>): boolean {
    try {
      localStorage.setItem(this.#own, JSON.stringify({ base, document, at: new Date().toISOString() }));
      return true;
    } catch {
      return false;
    }
  }

  forget(name = this.#own): void {
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing was kept then.
    }
  }

  /** What pages that are gone have left of it, the latest first. */
  async left(): Promise<KeptHall[]> {
    const names = await Promise.all(this.#names().map(async (name) => ((await isGone(name)) ? [name] : [])));
    const all = names.flat().flatMap((name) => keptUnder(name) ?? []);
    all.sort((one, other) => other.at.getTime() - one.at.getTime());
    for (const { name } of all.slice(MOST_KEPT)) this.forget(name);
    return all.slice(0, MOST_KEPT);
  }

  destroy(): void {
    this.#leave();
  }

  #names(): string[] {
    try {
      return Object.keys(localStorage).filter(
        (name) => name !== this.#own && (name === this.#hall || name.startsWith(`${this.#hall}.`)),
      );
    } catch {
      return [];
    }
  }
}

/** Where a page may not have them, whatever is kept counts as left. */
const locks = (): LockManager | undefined => (navigator as Partial<Navigator>).locks;

async function isGone(name: string): Promise<boolean> {
  try {
    await locks()?.request(name, { signal: AbortSignal.timeout(LEAVING_MS) }, () => {});
    return true;
  } catch {
    return false;
  }
}

function keptUnder(name: string): KeptHall | undefined {
  try {
    const { base, document, at } = JSON.parse(localStorage.getItem(name) ?? '{}') as KeptHall;
    if (!Array.isArray(base.chart.sections) || !Array.isArray(document.chart.sections)) return undefined;
    return { name, base, document, at: new Date(at) };
  } catch {
    return undefined;
  }
}
