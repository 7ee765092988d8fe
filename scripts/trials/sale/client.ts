/**
 * HTTP for an open model: a request is due at a moment, whatever the system does. It may have to wait for one of the bounded
 * sockets, and its latency counts from when it was due: a slow system cannot hide behind requests that it kept from being
 * sent (coordinated omission).
 */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as requestOverTls } from 'node:https';
import type { SaleClock } from './clock.ts';

/** What is asked. */
export interface Ask {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  token?: string;
  /** Idempotency-Key. */
  key?: string;
  body?: unknown;
}

/** Why there was no answer. `unsent`: it never got a socket, so nothing can have happened. */
export type Silence = 'timeout' | 'cut' | 'unsent';

/** How it went; times are ms from T0. */
export interface Reply {
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

/** Longer answers than any of this API are no answers. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A connection that nothing comes on for so long is given up; gateways answer sooner. */
const LONGEST_MS = 60_000;

export interface ClientOptions {
  url: URL;
  clock: SaleClock;
  sockets: number;
  timeoutMs: number;
}

/** One connection pool for the whole crowd. */
export class Client {
  readonly #options: ClientOptions;
  readonly #agent: Agent | TlsAgent;
  readonly #request: typeof request;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { sockets } = options;
    const pool = { keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets, scheduling: 'fifo' as const };
    const isTls = options.url.protocol === 'https:';
    this.#agent = isTls ? new TlsAgent(pool) : new Agent(pool);
    this.#request = isTls ? requestOverTls : request;
  }

  get url(): URL {
    return this.#options.url;
  }

  /** Never rejects: no answer is an answer, too. */
  ask(ask: Ask, dueMs: number): Promise<Reply> {
    const { clock, timeoutMs } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Reply>();
    let sentMs: number | undefined;
    let isOver = false;
    const end = (answer: Partial<Reply>): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      const endedMs = clock.now();
      const nothing = { status: 0, silence: undefined, body: undefined, retryAfterS: undefined };
      resolve({ ...nothing, ...answer, dueMs, sentMs: sentMs ?? endedMs, endedMs });
    };
    const outgoing = this.#send(ask, (incoming) => readAnswer(incoming, end));
    // From when it was due, as a person's patience is. What was sent stays on its way, and its connection is used again:
    // sockets closed and opened by thousands would measure the queue of a kernel.
    const timer = setTimeout(
      () => {
        end({ silence: sentMs === undefined ? 'unsent' : 'timeout' });
        if (sentMs === undefined) outgoing.destroy();
      },
      Math.max(1, dueMs + timeoutMs - clock.now()),
    );
    outgoing.on('socket', () => (sentMs = clock.now()));
    outgoing.setTimeout(LONGEST_MS, () => outgoing.destroy());
    outgoing.on('error', (error) => end({ silence: isRefusedConnection(error) ? 'unsent' : 'cut' }));
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

  #send({ method, path, token, key, body }: Ask, onAnswer: (incoming: IncomingMessage) => void): ClientRequest {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string | number> = { accept: 'application/json' };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (key !== undefined) headers['idempotency-key'] = key;
    if (text !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(text);
    }
    const { hostname, port } = this.#options.url;
    const outgoing = this.#request({ agent: this.#agent, hostname, port, method, path, headers }, onAnswer);
    outgoing.end(text);
    return outgoing;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function readAnswer(incoming: IncomingMessage, end: (answer: Partial<Reply>) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if ((bytes += chunk.length) > MOST_BYTES) incoming.destroy();
  });
  incoming.on('end', () => {
    const retryAfter = Number(incoming.headers['retry-after']);
    end({
      status: incoming.statusCode ?? 0,
      body: parsed(Buffer.concat(chunks)),
      retryAfterS: Number.isFinite(retryAfter) ? retryAfter : undefined,
    });
  });
  incoming.on('error', () => end({ silence: 'cut' }));
  incoming.on('close', () => end({ silence: 'cut' }));
}

function parsed(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? undefined : JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function isRefusedConnection(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNREFUSED';
}
