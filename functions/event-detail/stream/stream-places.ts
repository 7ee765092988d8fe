/** No network may have all streams of a process: whoever holds many open keeps others from watching. */
import type { EventStream } from '../../shared/http/event-stream.ts';
import { networkOf } from '../../shared/identity/network.ts';
import { Problem } from '../../shared/problem.ts';

/** An answer that may be a stream; one that is none has no `stream`. */
interface Opened {
  stream?: ((stream: EventStream) => void) | undefined;
}

export class StreamPlaces {
  readonly #most: number;
  readonly #taken = new Map<string, number>();

  /** @param most streams of one network */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Opens a stream for an address, and counts it to its network until it is closed.
   * @throws Problem `too_many_requests` when the network has as many as it may have, and what `open` throws
   */
  async open<Answer extends Opened>(address: string, open: () => Promise<Answer>): Promise<Answer> {
    const network = networkOf(address);
    const taken = this.#taken.get(network) ?? 0;
    if (taken >= this.#most)
      throw new Problem(
        'too_many_requests',
        'too many streams are open from this network; close one, or come back later',
        {},
        { retryAfterSeconds: 30 },
      );
    this.#taken.set(network, taken + 1);
    try {
      const answer = await open();
      const { stream: begin } = answer;
      if (!begin) {
        this.#leave(network);
        return answer;
      }
      const stream = (opened: EventStream): void => {
        void opened.closed.then(() => this.#leave(network));
        begin(opened);
      };
      return { ...answer, stream };
    } catch (error) {
      this.#leave(network);
      throw error;
    }
  }

  #leave(network: string): void {
    const left = (this.#taken.get(network) ?? 1) - 1;
    if (left > 0) this.#taken.set(network, left);
    else this.#taken.delete(network);
  }
}
