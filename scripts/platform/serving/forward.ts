/** Sends a request on to a process of a Service and its answer back, streaming both ways. */
import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { discard } from '../http/whole-body.ts';
import { framingHeaders, hasBody } from '../http/framing.ts';
import { answerHeaders } from '../http/forwarded-headers.ts';
import type { ProcessPool } from './process-pool.ts';
import { HOST, type Replica } from './replica.ts';
import { rawHeadersOf, type WholeRequest } from './upstream.ts';
import { NoProcess } from './waiting-line.ts';

/** An answer of the platform itself, in Envoy's words: `flag` is its response flag, `details` its response code details. */
export interface ForwardRefusal {
  status: number;
  flag: string;
  details: string;
  body: string;
  headers?: Record<string, string>;
}

/** What is sent on. */
export interface Forwarded {
  path: string;
  /** Flat name-value pairs, Host among them, and none that frames the body: what frames it is decided here. */
  headers: string[];
  /** A bound on the whole exchange, besides the Service's own; 0 or undefined for none. */
  timeoutMs?: number | undefined;
  /** The body when it was read already; otherwise the request is piped, in chunks. */
  body?: Buffer | undefined;
  refuse: (refusal: ForwardRefusal) => void;
  /** Changes the answer's headers before they are sent. */
  shape?: ((headers: string[]) => string[]) | undefined;
  /** Asked when the answer is a stream of events, which may stay for long; false: not another one. */
  openStream?: () => boolean;
}

/** Forwards one exchange. Whatever goes wrong before an answer began becomes a refusal; after that the connection is cut. */
export function forward(req: IncomingMessage, res: ServerResponse, pool: ProcessPool, what: Forwarded): void {
  try {
    const replica = pool.acquire();
    if (replica instanceof Promise) void forwardLater(replica, req, res, pool, what);
    else new Exchange(req, res, pool, replica, what).send();
  } catch (error) {
    what.refuse(refusalFor(error));
  }
}

async function forwardLater(
  replica: Promise<Replica>,
  req: IncomingMessage,
  res: ServerResponse,
  pool: ProcessPool,
  what: Forwarded,
): Promise<void> {
  try {
    const ready = await replica;
    // The client may be gone by now.
    if (res.destroyed) pool.release(ready);
    else new Exchange(req, res, pool, ready, what).send();
  } catch (error) {
    what.refuse(refusalFor(error));
  }
}

function refusalFor(error: unknown): ForwardRefusal {
  const body = (error as Error).message;
  if (!(error instanceof NoProcess)) return { status: 500, flag: '-', details: 'internal_error', body };
  const headers = { 'retry-after': String(error.retryAfterS) };
  return { status: 503, flag: 'UH', details: 'no_healthy_upstream', body, headers };
}

const NOT_CONNECTED: ForwardRefusal = {
  status: 503,
  flag: 'UF',
  details: 'upstream_reset_before_response_started{connection_failure}',
  body: 'upstream connect error',
  headers: { 'retry-after': '1' },
};
const CUT_OFF: ForwardRefusal = {
  status: 502,
  flag: 'UC',
  details: 'upstream_reset_before_response_started{connection_termination}',
  body: 'the process ended before it answered',
};
const TOO_MANY_STREAMS: ForwardRefusal = {
  status: 429,
  flag: 'RL',
  details: 'streams_of_one_address',
  body: 'too many streams',
};
/** A header or path that Node takes from a client and does not send itself. */
const UNSENDABLE = { status: 400, flag: 'DPE', details: 'http1.codec_error' };
const TIMED_OUT: ForwardRefusal = {
  status: 504,
  flag: 'UT',
  details: 'response_timeout',
  body: 'upstream request timeout',
};

/** Nobody is there any more who would read the answer. */
const NOT_WANTED = new Error('not wanted any more');
/** What undici says of a request that it does not send. */
const NEVER_SENT = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);

class Exchange {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #pool: ProcessPool;
  readonly #replica: Replica;
  readonly #what: Forwarded;
  readonly #from = performance.now();
  #timer: NodeJS.Timeout;
  #upstream: { destroy(): void } | undefined;
  /** Of the answer, where it says so. */
  #length: number | undefined;
  #isStream = false;
  #over = false;

  constructor(req: IncomingMessage, res: ServerResponse, pool: ProcessPool, replica: Replica, what: Forwarded) {
    this.#req = req;
    this.#res = res;
    this.#pool = pool;
    this.#replica = replica;
    this.#what = what;
    this.#timer = setTimeout(() => this.#timedOut(), Math.min(pool.spec.firstByteMs, what.timeoutMs || Infinity));
    res.on('error', () => undefined);
    // The end of it, however it came; a client that leaves takes its request with it.
    res.once('close', () => {
      this.#end();
      if (!res.writableFinished) this.#upstream?.destroy();
      else if (!req.complete) this.#readOn();
    });
  }

  send(): void {
    const { path, body } = this.#what;
    const req = this.#req;
    const headers = [...this.#what.headers, ...framingHeaders(req, body)];
    // An expectation is something that undici does not send.
    if ((body === undefined && hasBody(req)) || req.headers.expect !== undefined) this.#pipe(path, headers, body);
    else this.#sendWhole({ path, headers, method: req.method ?? 'GET', body: body ?? null });
  }

  #pipe(path: string, headers: string[], body: Buffer | undefined): void {
    const req = this.#req;
    const { upstream, port } = this.#replica;
    try {
      const { agent } = upstream;
      const sent = request({ agent, host: HOST, port, method: req.method, path, headers, setHost: false });
      this.#upstream = sent;
      sent.once('response', (answer) => this.#answered(answer));
      sent.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
      if (body || !hasBody(req)) sent.end(body);
      else {
        // Node keeps the head back until something follows; what can be answered without the body must not wait for it. Its own
        // flushHeaders would send bytes above 127 as UTF-8.
        if (req.readableLength === 0) sent.write('', 'latin1');
        req.pipe(sent);
      }
    } catch (error) {
      this.#refuse({ ...UNSENDABLE, body: (error as Error).message });
    }
  }

  #sendWhole(whole: WholeRequest): void {
    const res = this.#res;
    this.#replica.upstream.dispatch(whole, {
      onRequestStart: (controller) => {
        this.#upstream = { destroy: () => controller.abort(NOT_WANTED) };
        if (this.#over) controller.abort(NOT_WANTED);
      },
      onResponseStart: (controller, status, headers) => {
        if (status >= 200 && !this.#over) this.#begin(status, headers, rawHeadersOf(controller));
      },
      onResponseData: (controller, chunk) => this.#pass(controller, chunk),
      onResponseEnd: () => {
        if (!res.writableEnded) res.end();
      },
      onResponseError: (_controller, error) => this.#failed(error),
    });
  }

  /** An answer that is there as a whole goes out in one write with its head: as a text of bytes, or Node would make two of it. */
  #pass(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const res = this.#res;
    if (this.#over) return;
    if (chunk.length === this.#length) res.end(chunk.toString('latin1'), 'latin1');
    else if (!res.write(chunk)) {
      controller.pause();
      res.once('drain', () => controller.resume());
    }
  }

  // Answered before the body's end: a client that is still sending is read on, or it would see a reset instead.
  #readOn(): void {
    this.#req.unpipe();
    this.#upstream?.destroy();
    discard(this.#req);
    this.#req.resume();
  }

  // The Service's and the route's time-outs are for the answer's end, too.
  #timedOut(): void {
    const leftMs =
      Math.min(this.#pool.spec.timeoutMs, this.#what.timeoutMs || Infinity) - (performance.now() - this.#from);
    if (!this.#res.headersSent) this.#refuse(TIMED_OUT);
    else if (leftMs > 0) this.#timer = setTimeout(() => this.#timedOut(), leftMs);
    else this.#res.destroy();
  }

  #answered(answer: IncomingMessage): void {
    const res = this.#res;
    if (this.#over) {
      answer.destroy();
      return;
    }
    answer.on('error', () => res.destroy());
    if (this.#begin(answer.statusCode ?? 502, answer.headers, answer.rawHeaders)) answer.pipe(res);
  }

  /** @returns false when the answer is not passed on */
  #begin(status: number, headers: IncomingHttpHeaders, raw: readonly string[]): boolean {
    const res = this.#res;
    if (headers['content-type']?.startsWith('text/event-stream')) {
      if (this.#what.openStream?.() === false) {
        this.#refuse(TOO_MANY_STREAMS);
        return false;
      }
      this.#isStream = true;
      this.#replica.streams += 1;
    }
    const passed = answerHeaders(raw, headers.connection);
    res.sendDate = false;
    res.writeHead(status, this.#what.shape?.(passed) ?? passed);
    // A stream of events must be seen to begin; where the length is known, the body follows at once.
    const length = headers['content-length'];
    if (length === undefined) res.flushHeaders();
    else this.#length = Number(length);
    return true;
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (this.#over) return;
    if (NEVER_SENT.has(error.code ?? '')) {
      this.#refuse({ ...UNSENDABLE, body: error.message });
      return;
    }
    if (this.#res.headersSent) {
      this.#res.destroy();
      return;
    }
    this.#refuse(error.code === 'ECONNREFUSED' ? NOT_CONNECTED : CUT_OFF);
  }

  #refuse(refusal: ForwardRefusal): void {
    if (this.#over || this.#res.headersSent) return;
    this.#end();
    this.#upstream?.destroy();
    this.#what.refuse(refusal);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    if (this.#isStream) this.#replica.streams -= 1;
    this.#pool.release(this.#replica);
  }
}
