/**
 * HTTP for an open model: a request is due at a moment, whatever the system does. It may have to wait for one of the bounded
 * sockets, and its latency counts from when it was due: a slow system cannot hide behind requests that it kept from being
 * sent (coordinated omission).
 */
import { type JsonRequest, JsonClient } from '../json-client.ts';
import type { SaleClock } from './clock.ts';

export type { JsonRequest } from '../json-client.ts';

/** Why there was no answer. `unsent`: it never got a socket, so nothing can have happened. */
export type Silence = 'timeout' | 'cut' | 'unsent';

/** How it went; times are ms from T0. */
export interface SaleReply {
  dueMs: number;
  /** When it got its socket; that of `endedMs` when it never did. */
  sentMs: number;
  endedMs: number;
  /** 0 without an answer. */
  status: number;
  silence: Silence | undefined;
  // Bodies have many shapes; those who asked read them.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  retryAfterS: number | undefined;
}

/** A connection that nothing comes on for so long is given up; gateways answer sooner. */
const LONGEST_MS = 60_000;

export interface ClientOptions {
  url: URL;
  clock: SaleClock;
  sockets: number;
  timeoutMs: number;
}

/** One connection pool for the whole crowd. */
export class SaleClient {
  readonly #options: ClientOptions;
  readonly #http: JsonClient;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { url, sockets } = options;
    this.#http = new JsonClient({ url, sockets, idleMs: LONGEST_MS, scheduling: 'fifo' });
  }

  get url(): URL {
    return this.#options.url;
  }

  /** Never rejects: no answer is an answer, too. */
  ask(ask: JsonRequest, dueMs: number): Promise<SaleReply> {
    const { clock, timeoutMs } = this.#options;
    const { promise, resolve } = Promise.withResolvers<SaleReply>();
    let sentMs: number | undefined;
    const end = (answer: Pick<SaleReply, 'status' | 'silence' | 'body' | 'retryAfterS'>): void => {
      clearTimeout(timer);
      const endedMs = clock.now();
      resolve({ ...answer, dueMs, sentMs: sentMs ?? endedMs, endedMs });
    };
    const outgoing = this.#http.send(ask, ({ failure, ...answer }) => end({ ...answer, silence: failure }));
    // From when it was due, as a person's patience is. What was sent stays on its way, and its connection is used again:
    // sockets closed and opened by thousands would measure the queue of a kernel.
    const timer = setTimeout(
      () => {
        const silence = sentMs === undefined ? 'unsent' : 'timeout';
        end({ status: 0, silence, body: undefined, retryAfterS: undefined });
        if (sentMs === undefined) outgoing.destroy();
      },
      Math.max(1, dueMs + timeoutMs - clock.now()),
    );
    outgoing.on('socket', () => (sentMs = clock.now()));
    return promise;
  }

  /**
   * Opens all connections, by as many requests at once: who waits on a page has his open already. (A gateway of Node accepts one
   * connection a turn of its loop, so hundreds that are new at T0 would wait for seconds behind those that are not.)
   */
  async connect(path: string): Promise<void> {
    const { clock, sockets } = this.#options;
    await Promise.all(Array.from({ length: sockets }, () => this.ask({ method: 'GET', path }, clock.now())));
  }

  close(): void {
    this.#http.close();
  }
}
