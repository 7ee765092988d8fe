/** Places for streams: so many in a process, and of these so many of one network, or whoever holds many keeps others from watching. */
import { beyond } from '../../shared/identity/beyond.ts';
import { networkOf } from '../../shared/identity/network.ts';
import { concurrencyText, quotasOfRequest } from '../../shared/identity/quotas.ts';
import { Problem } from '../../shared/problem.ts';

export class Places {
  readonly #most: number;
  readonly #mostOfNetwork: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(most: number, mostOfNetwork: number) {
    this.#most = most;
    this.#mostOfNetwork = mostOfNetwork;
  }

  /**
   * Takes a place for an address; it is free again once what is returned is disposed of.
   * @throws Problem `too_many_requests` when the network has as many as it may have, `unavailable` when there is none left
   */
  take(address: string): Disposable {
    const network = networkOf(address);
    const taken = this.#taken.get(network) ?? 0;
    const policy = concurrencyText(this.#mostOfNetwork);
    if (taken >= this.#mostOfNetwork)
      throw beyond('streams', 'too many streams are open from this network; close one, or come back later', 30, policy);
    if (this.#all >= this.#most) throw refused('there are too many streams', 5 + Math.random() * 10);
    this.#taken.set(network, taken + 1);
    this.#all++;
    quotasOfRequest()?.note({ name: 'streams', policy, remaining: this.#mostOfNetwork - taken - 1 });
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (isTaken) this.#leave(network);
        isTaken = false;
      },
    };
  }

  /** How many are taken. */
  get taken(): number {
    return this.#all;
  }

  #leave(network: string): void {
    this.#all--;
    const left = (this.#taken.get(network) ?? 1) - 1;
    if (left > 0) this.#taken.set(network, left);
    else this.#taken.delete(network);
  }
}

/** The problem of a stream that this process has no room for. */
export function refused(why: string, retryAfterSeconds: number): Problem {
  return new Problem(
    'unavailable',
    `${why}; try again shortly`,
    {},
    { retryAfterSeconds: Math.ceil(retryAfterSeconds) },
  );
}
