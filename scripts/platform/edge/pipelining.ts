/**
 * The requests of one connection, one after the other, as Envoy takes them: one that comes before the last was answered waits,
 * and after one that leaves it in doubt where the next begins none is taken any more.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Caller } from './connections.ts';

/** More requests than that, sent ahead on one connection, are not taken. */
const MOST_AHEAD = 16;

/** The requests of one connection. */
export class Pipeline {
  readonly caller: Caller;
  readonly #begin: (req: IncomingMessage, res: ServerResponse, pipeline: Pipeline) => void;
  readonly #ahead: [IncomingMessage, ServerResponse][] = [];
  #current: ServerResponse | undefined;
  #over = false;

  constructor(caller: Caller, begin: (req: IncomingMessage, res: ServerResponse, pipeline: Pipeline) => void) {
    this.caller = caller;
    this.#begin = begin;
  }

  /** Begins a request, or lets it wait for those before it. */
  take(req: IncomingMessage, res: ServerResponse): void {
    if (this.#over) return;
    const current = this.#current;
    if (current === undefined || current.writableFinished) {
      this.#current = res;
      this.#begin(req, res, this);
      return;
    }
    if (this.#ahead.length === 0) current.once('close', () => this.#next());
    if (this.#ahead.length < MOST_AHEAD) this.#ahead.push([req, res]);
    else this.last(this.#ahead.at(-1)?.[1] ?? current);
  }

  /** Takes no more requests than those taken: the connection closes with this answer. */
  last(res: ServerResponse): void {
    this.#over = true;
    res.shouldKeepAlive = false;
  }

  /** A request has begun to arrive, and nothing was said to it yet. */
  get isArriving(): boolean {
    const current = this.#current;
    return current !== undefined && !current.writableFinished && !current.req.complete && !current.headersSent;
  }

  /**
   * What comes next cannot be read, or does not come in time. True when an answer is still due to what was read before it: then the
   * connection closes with that one, and nothing else may be written to it.
   */
  unreadable(socket: Socket): boolean {
    const current = this.#current;
    this.#over = true;
    this.#ahead.length = 0;
    if (current === undefined || current.writableFinished || this.isArriving) return false;
    if (current.headersSent) current.once('close', () => socket.destroy());
    else current.shouldKeepAlive = false;
    return true;
  }

  #next(): void {
    const [req, res] = this.#ahead.shift() ?? [];
    if (!req || !res || req.socket.destroyed) return;
    this.#current = res;
    if (this.#ahead.length > 0) res.once('close', () => this.#next());
    this.#begin(req, res, this);
  }
}
