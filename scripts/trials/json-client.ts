/**
 * HTTP for people who are played: one connection pool for all of them, JSON both ways, and no answer is an answer, too: nothing is
 * ever thrown. How long somebody waits, and by which clock, is up to who uses it.
 */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as requestOverTls } from 'node:https';

/** What is asked. */
export interface JsonRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  token?: string;
  /** Idempotency-Key. */
  key?: string;
  body?: unknown;
}

/** Why there was no answer. `unsent`: there was no connection, so nothing can have happened. */
export type Failure = 'cut' | 'unsent';

/** What came back. */
export interface JsonAnswer {
  /** 0 without an answer. */
  status: number;
  failure: Failure | undefined;
  // Bodies have many shapes; those who asked read them.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  retryAfterS: number | undefined;
}

export interface JsonClientOptions {
  url: URL;
  /** So many connections at most; a request may have to wait for one. */
  sockets: number;
  /** A connection that nothing comes on for so long is given up. */
  idleMs: number;
  /** Which free connection is used next: the one that rested longest, or shortest. */
  scheduling: 'fifo' | 'lifo';
}

/** Longer answers than any of this API are no answers. */
const MOST_BYTES = 8 * 1024 * 1024;
const NOTHING: JsonAnswer = { status: 0, failure: undefined, body: undefined, retryAfterS: undefined };

/** A connection pool. */
export class JsonClient {
  readonly #options: JsonClientOptions;
  readonly #agent: Agent | TlsAgent;
  readonly #request: typeof request;

  constructor(options: JsonClientOptions) {
    this.#options = options;
    const { sockets, scheduling } = options;
    const pool = { keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets, scheduling };
    const isTls = options.url.protocol === 'https:';
    this.#agent = isTls ? new TlsAgent(pool) : new Agent(pool);
    this.#request = isTls ? requestOverTls : request;
  }

  /** Sends a request. @param onAnswer is called once with what came back */
  send(ask: JsonRequest, onAnswer: (answer: JsonAnswer) => void): ClientRequest {
    const { url, idleMs } = this.#options;
    let isOver = false;
    const end = (answer: Partial<JsonAnswer>): void => {
      if (isOver) return;
      isOver = true;
      onAnswer({ ...NOTHING, ...answer });
    };
    const text = ask.body === undefined ? undefined : JSON.stringify(ask.body);
    const { hostname, port } = url;
    const { method, path } = ask;
    const outgoing = this.#request(
      { agent: this.#agent, hostname, port, method, path, headers: headersOf(ask, text) },
      (incoming) => readAnswer(incoming, end),
    );
    outgoing.setTimeout(idleMs, () => outgoing.destroy(new Error('nothing came')));
    outgoing.on('error', (error) => end({ failure: isRefusedConnection(error) ? 'unsent' : 'cut' }));
    outgoing.end(text);
    return outgoing;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function headersOf({ token, key }: JsonRequest, text: string | undefined): Record<string, string | number> {
  return {
    accept: 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
}

function readAnswer(incoming: IncomingMessage, end: (answer: Partial<JsonAnswer>) => void): void {
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
  // A connection that breaks within an answer may end it with 'close' alone.
  for (const event of ['error', 'close']) incoming.on(event, () => end({ failure: 'cut' }));
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
