/** Sends a request on to a process of a Service and its answer back, streaming both ways. */
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { NoProcess, type Pool } from './pool.ts';
import { HOST, type Replica } from './replica.ts';

/** An answer of the platform itself, in Envoy's words: `flag` is its response flag, `details` its response code details. */
export interface Refusal {
  status: number;
  flag: string;
  details: string;
  body: string;
  headers?: Record<string, string>;
}

/** What is sent on: headers are flat name-value pairs without `Host`-independent leftovers, as `passedHeaders` makes them. */
export interface Relayed {
  path: string;
  headers: string[];
  /** A bound on the whole exchange's beginning, besides the Service's own; undefined for none. */
  timeoutMs?: number | undefined;
  /** The body when it was read already; otherwise the request is piped. */
  body?: Buffer | undefined;
  refuse: (refusal: Refusal) => void;
  /** Changes the answer's headers before they are sent. */
  shape?: ((headers: string[]) => string[]) | undefined;
}

/** Names that belong to one connection, not to the message (RFC 9110, 7.6.1); Expect is answered by this server. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'expect',
]);

/** The headers of a message that may be passed on, as flat pairs: without those of the connection, those it names, and `dropped`. */
export function passedHeaders(message: IncomingMessage, dropped?: ReadonlySet<string>): string[] {
  const raw = message.rawHeaders;
  const named = message.headers.connection;
  const more =
    named === undefined || named === 'close' || named === 'keep-alive'
      ? undefined
      : named.toLowerCase().split(/\s*,\s*/);
  const passed: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const key = name.toLowerCase();
    if (HOP_BY_HOP.has(key) || dropped?.has(key) || more?.includes(key)) continue;
    passed.push(name, raw[i + 1] as string);
  }
  return passed;
}

/** Relays one exchange. Whatever goes wrong before an answer began becomes a refusal; after that the connection is cut. */
export function relay(req: IncomingMessage, res: ServerResponse, pool: Pool, what: Relayed): void {
  let replica: Replica | Promise<Replica>;
  try {
    replica = pool.acquire();
  } catch (error) {
    refuseFor(error, what);
    return;
  }
  if (!(replica instanceof Promise)) {
    new Exchange(req, res, pool, replica, what).send();
    return;
  }
  replica.then(
    (ready) => {
      if (res.destroyed) pool.release(ready);
      else new Exchange(req, res, pool, ready, what).send();
    },
    (error: unknown) => refuseFor(error, what),
  );
}

function refuseFor(error: unknown, what: Relayed): void {
  if (!(error instanceof NoProcess)) throw error;
  const headers = { 'retry-after': String(error.retryAfterS) };
  what.refuse({ status: 503, flag: 'UH', details: 'no_healthy_upstream', body: error.message, headers });
}

class Exchange {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #pool: Pool;
  readonly #replica: Replica;
  readonly #what: Relayed;
  #upstream: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retried = false;
  #over = false;

  constructor(req: IncomingMessage, res: ServerResponse, pool: Pool, replica: Replica, what: Relayed) {
    this.#req = req;
    this.#res = res;
    this.#pool = pool;
    this.#replica = replica;
    this.#what = what;
    // A client that leaves takes its request with it.
    res.once('close', () => {
      if (!res.writableFinished) this.#upstream?.destroy();
      this.#end();
    });
    this.#timer = setTimeout(() => this.#timedOut(), Math.min(pool.spec.firstByteMs, what.timeoutMs || Infinity));
  }

  send(): void {
    const { agent, port } = this.#replica;
    const { path, headers, body } = this.#what;
    const req = this.#req;
    const upstream = request({ agent, host: HOST, port, method: req.method, path, headers, setHost: false });
    this.#upstream = upstream;
    upstream.once('response', (answer) => this.#answered(answer));
    upstream.once('error', (error: NodeJS.ErrnoException) => this.#failed(error, upstream));
    if (body) upstream.end(body);
    else if (hasBody(req)) req.pipe(upstream);
    else upstream.end();
  }

  #answered(answer: IncomingMessage): void {
    clearTimeout(this.#timer);
    const res = this.#res;
    if (res.headersSent || res.destroyed) {
      answer.destroy();
      return;
    }
    const headers = passedHeaders(answer);
    res.sendDate = false;
    res.writeHead(answer.statusCode ?? 502, this.#what.shape?.(headers) ?? headers);
    // A stream of events must be seen to begin; where the length is known, the body follows at once.
    if (answer.headers['content-length'] === undefined) res.flushHeaders();
    answer.once('error', () => res.destroy());
    answer.pipe(res);
  }

  #failed(error: NodeJS.ErrnoException, upstream: ClientRequest): void {
    if (this.#res.headersSent || this.#res.destroyed) {
      this.#res.destroy();
      return;
    }
    // The process closed an idle connection as it was taken: nothing was handled, so nothing is done twice.
    if (
      upstream.reusedSocket &&
      error.code === 'ECONNRESET' &&
      !this.#retried &&
      !hasBody(this.#req) &&
      isSafe(this.#req.method)
    ) {
      this.#retried = true;
      this.send();
      return;
    }
    this.#end();
    const refused = error.code === 'ECONNREFUSED';
    this.#what.refuse(
      refused
        ? {
            status: 503,
            flag: 'UF',
            details: 'upstream_reset_before_response_started{connection_failure}',
            body: 'upstream connect error',
            headers: { 'retry-after': '1' },
          }
        : {
            status: 502,
            flag: 'UC',
            details: 'upstream_reset_before_response_started{connection_termination}',
            body: 'the process ended before it answered',
          },
    );
  }

  #timedOut(): void {
    if (this.#res.headersSent) return;
    this.#what.refuse({ status: 504, flag: 'UT', details: 'response_timeout', body: 'upstream request timeout' });
    this.#upstream?.destroy();
    this.#end();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#pool.release(this.#replica);
  }
}

const isSafe = (method: string | undefined): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

const hasBody = (req: IncomingMessage): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
