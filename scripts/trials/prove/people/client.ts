/** Clients of the system: HTTP requests through the gateway, with what is known of each when it ends. */
import { Agent, request } from 'node:http';

/** An answer; status 0 when there was none. */
export interface Reply {
  status: number;
  // Bodies are read by whoever asked for them.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  from: number;
  to: number;
}

/** What is sent. */
export interface Ask {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  token?: string;
  key?: string;
  body?: unknown;
}

/** Clients wait no longer than this; then they do not know. */
const PATIENCE_MS = 8_000;

/** A way to the gateway that many callers share. */
export class Client {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 512 });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Never throws: no answer is an answer, too. */
  ask({ method, path, token, key, body }: Ask): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const from = now();
    const end = (status: number, text: string): void => resolve({ status, body: parsed(text), from, to: now() });
    const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const outgoing = request(
      {
        agent: this.#agent,
        host: this.#url.hostname,
        port: this.#url.port,
        method,
        path,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': sent.length }),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => end(answer.statusCode ?? 0, text));
        answer.on('error', () => end(0, ''));
        // A connection that breaks within an answer ends it with neither of the two.
        answer.on('close', () => end(0, ''));
      },
    );
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error('out of patience')));
    outgoing.on('error', () => end(0, ''));
    outgoing.end(sent);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Ms since this process began, to a tenth: the clock of a history. */
export function now(): number {
  return Math.round(performance.now() * 10) / 10;
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
