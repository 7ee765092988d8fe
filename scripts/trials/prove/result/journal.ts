/** What a run finds, written down as it goes, a JSON line for each round and control: whatever ends it, that is kept. */
import { appendFile, writeFile } from 'node:fs/promises';
import type { RoundResult } from './outcome.ts';
import type { Caught } from '../rounds/run-controls.ts';
import type { Totals } from './totals.ts';

/** One line: what was found, and what the run comes to with it. */
export type JournalEntry =
  | { round: RoundResult; stagesMs: Record<string, number>; total: Totals }
  | { control: Caught };

const SHOWN = 50;

export class Journal {
  readonly file: string;

  private constructor(file: string) {
    this.file = file;
  }

  static async create(file: string): Promise<Journal> {
    await writeFile(file, '');
    return new Journal(file);
  }

  async add(entry: JournalEntry): Promise<void> {
    await appendFile(this.file, `${JSON.stringify(entry, short)}\n`);
  }
}

/** A guard that is off may break thousands of things: the history has them all. */
function short(key: string, value: unknown): unknown {
  return key === 'violations' && Array.isArray(value) ? value.slice(0, SHOWN) : value;
}
