/** What reading the rules of a file may cost: no file takes for ever, and no entry takes what another needs. */
import { SkipReason } from '../source-event.ts';

/** Days that may be looked at for all rules of a file, whatever it says: some seconds of work. */
const MOST_OF_FILE = 10_000_000;
/** Those of each entry, however many others have used up: fifty years of days. */
const SURE_OF_ENTRY = 20_000;

/** What may be looked at for the rules of an entry. */
export class Effort {
  readonly #file: { left: number };
  #sure = SURE_OF_ENTRY;

  constructor(file = { left: MOST_OF_FILE }) {
    this.#file = file;
  }

  /** The effort of another entry of the same file. */
  ofEntry(): Effort {
    return new Effort(this.#file);
  }

  /** @throws SkipReason when it is used up */
  spend(days: number): void {
    this.#sure -= days;
    if (this.#sure >= 0) return;
    this.#file.left += this.#sure;
    this.#sure = 0;
    if (this.#file.left < 0) throw new SkipReason('the rules of the file go on for too long');
  }
}
