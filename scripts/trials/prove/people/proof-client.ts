/** Clients of the system under proof: what is known of each request when it ends, by the clock of a history. */
import { type JsonRequest, JsonClient } from '../../json-client.ts';

export type { JsonRequest } from '../../json-client.ts';

/** An answer; status 0 when there was none. */
export interface ProofReply {
  status: number;
  // Bodies are read by whoever asked for them.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  from: number;
  to: number;
}

/** Clients wait no longer than this; then they do not know. */
const PATIENCE_MS = 8_000;
const SOCKETS = 512;

/** A way to the gateway that many callers share. */
export class ProofClient {
  readonly #http: JsonClient;

  constructor(url: string) {
    this.#http = new JsonClient({
      url: new URL(url),
      sockets: SOCKETS,
      idleMs: PATIENCE_MS,
      // Those that rested longest are left to the end of their keep-alive.
      scheduling: 'lifo',
    });
  }

  /** Never throws: no answer is an answer, too. */
  ask(ask: JsonRequest): Promise<ProofReply> {
    const { promise, resolve } = Promise.withResolvers<ProofReply>();
    const from = now();
    this.#http.send(ask, ({ status, body }) => resolve({ status, body, from, to: now() }));
    return promise;
  }

  close(): void {
    this.#http.close();
  }
}

/** Ms since this process began, to a tenth: the clock of a history. */
export function now(): number {
  return Math.round(performance.now() * 10) / 10;
}
