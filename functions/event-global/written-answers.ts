/**
 * Answers that many ask for at the same moment. While one is being found, whoever asks the same waits for it, and for a second
 * it is given to whoever asks the same. What an event changes is seen at once where it was heard, and a second later by other
 * processes; callers may keep an answer for five.
 */
import { Content } from '../shared/http/content.ts';
import { tagOf } from '../shared/http/etag.ts';
import { Memo } from '../shared/memo.ts';
import { SingleFlight } from '../shared/single-flight.ts';

const FRESH_MS = 1_000;
const REMEMBERED = 200;

/** An answer, written once. */
export interface WrittenAnswer<T> {
  content: Content<T>;
  etag: string;
}

interface Fresh<T> {
  /** By the monotonic clock. */
  until: number;
  answer: WrittenAnswer<T>;
}

/** The answers of a process. */
export class Answers<T> {
  readonly #now: () => number;
  readonly #flights = new SingleFlight<WrittenAnswer<T>>();
  readonly #remembered: number;
  readonly #write: ((value: T) => string) | undefined;
  #fresh: Memo<Fresh<T>>;

  /** @param write what is sent, if it is not JSON; @param remembered so many answers at most */
  constructor(now: () => number = () => performance.now(), write?: (value: T) => string, remembered = REMEMBERED) {
    this.#now = now;
    this.#write = write;
    this.#remembered = remembered;
    this.#fresh = new Memo(remembered);
  }

  /**
   * @param find asks the database; what it throws goes to those who wait, and is remembered for nobody
   * @param admit is asked before; what it throws goes to this caller alone
   */
  of(question: string, find: () => Promise<T>, admit: () => void = () => {}): Promise<WrittenAnswer<T>> {
    const fresh = this.#fresh.get(question);
    if (fresh && this.#now() < fresh.until) return Promise.resolve(fresh.answer);
    return this.#flights.join(
      question,
      () => {
        admit();
        return written(find(), this.#write);
      },
      (answer) => this.#fresh.set(question, { until: this.#now() + FRESH_MS, answer }),
    );
  }

  /** Something has changed: whoever asks from now on gets what is found from now on. */
  forget(): void {
    this.#fresh = new Memo(this.#remembered);
    this.#flights.forgetAll();
  }
}

async function written<T>(found: Promise<T>, write?: (value: T) => string): Promise<WrittenAnswer<T>> {
  const body = await found;
  const content = new Content(() => body, write);
  return { content, etag: tagOf(content.plain) };
}
