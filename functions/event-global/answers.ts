/**
 * Answers that many ask for at the same moment. While one is being found, whoever asks the same waits for it, and for a second
 * it is given to whoever asks the same. What an event changes is seen at once where it was heard, and a second later by other
 * processes; callers may keep an answer for five.
 */
import { Content } from '../shared/http/content.ts';
import { tagOf } from '../shared/http/etag.ts';
import { Memo } from '../shared/memo.ts';

const FRESH_MS = 1_000;
const REMEMBERED = 200;

/** An answer, written once. */
export interface Found<T> {
  content: Content<T>;
  etag: string;
}

interface Known<T> {
  /** By the monotonic clock; Infinity while it is being found. */
  freshUntil: number;
  found: Promise<Found<T>>;
}

/** The answers of a process. */
export class Answers<T> {
  readonly #now: () => number;
  #known = new Memo<Known<T>>(REMEMBERED);

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * @param find asks the database; what it throws goes to those who wait, and remembered for nobody
   * @param admit is asked before; what it throws goes to this caller alone
   */
  of(question: string, find: () => Promise<T>, admit: () => void = () => {}): Promise<Found<T>> {
    const known = this.#known.get(question);
    if (known && this.#now() < known.freshUntil) return known.found;
    admit();
    const memory = this.#known;
    const entry: Known<T> = { freshUntil: Infinity, found: found(find) };
    memory.set(question, entry);
    entry.found.then(
      () => (entry.freshUntil = this.#now() + FRESH_MS),
      () => memory.delete(question),
    );
    return entry.found;
  }

  /** Something has changed: whoever asks from now on gets what is found from now on. */
  forget(): void {
    this.#known = new Memo(REMEMBERED);
  }
}

async function found<T>(find: () => Promise<T>): Promise<Found<T>> {
  const body = await find();
  const content = new Content(() => body);
  return { content, etag: tagOf(content.plain) };
}
