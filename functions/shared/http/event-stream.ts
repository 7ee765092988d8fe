/**
 * Server-Sent Events (WHATWG HTML, section 9.2): an answer that stays open, and to which events are added. What the client
 * has not taken yet is kept in memory, so whoever sends looks at `pendingBytes` first.
 */
import type { ServerResponse } from 'node:http';
import type { Transform, Writable } from 'node:stream';

/** The id of a last word to which nothing will be added, ever. */
export const CANCELLED_ID = 'cancelled';

/** One event of a stream. */
export interface StreamEvent {
  event: string;
  /** What the client sends as Last-Event-ID when it comes back. */
  id?: number | typeof CANCELLED_ID;
  data: unknown;
  /** How long the client is to wait before it comes back. */
  retryMs?: number;
}

/** An event as it is sent. JSON has no line breaks, so one line of data is enough. */
export function eventText({ event, id, data, retryMs }: StreamEvent): string {
  const json = typeof data === 'string' ? data : JSON.stringify(data);
  return `${retryMs === undefined ? '' : `retry: ${Math.round(retryMs)}\n`}event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`;
}

/** What clients do not see, and proxies take for a sign of life. */
export const HEARTBEAT = ':\n\n';

/** The headers of such an answer: nobody is to keep it, or to hold it back until it is whole. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * The body of an answer that stays open. Whoever sends the answer disposes of it once, begun or not: what was kept for it, a place
 * among others, is given back then.
 */
export interface StreamBody extends Disposable {
  /** The answer is on its way. The client may have left: then the stream is not open any more. */
  begin(open: EventStream): void;
}

/** An open stream. */
export class EventStream {
  readonly #response: ServerResponse;
  /** What is written to: the response, or what compresses on the way to it. */
  readonly #out: Writable;
  /** Resolves when it is over, whoever ended it. */
  readonly closed: Promise<void>;

  constructor(response: ServerResponse, encoder?: Transform) {
    this.#response = response;
    this.#out = encoder ? encoded(encoder, response) : response;
    this.closed = new Promise((resolve) => {
      if (response.destroyed) resolve();
      else response.once('close', resolve);
    });
    // A client that leaves is no fault; `close` follows.
    response.on('error', () => {});
  }

  get isOpen(): boolean {
    const [response, out] = [this.#response, this.#out];
    return !response.writableEnded && !response.destroyed && !out.writableEnded && !out.destroyed;
  }

  /** What was sent and the system has not taken. */
  get pendingBytes(): number {
    return this.#response.writableLength;
  }

  /** Resolves when the system has taken what was sent, or all is over. */
  async drained(): Promise<void> {
    if (!this.isOpen || !this.#out.writableNeedDrain) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#out.once('drain', resolve);
    await Promise.race([promise, this.closed]);
    this.#out.off('drain', resolve);
  }

  send(text: string): void {
    if (this.isOpen) this.#out.write(text);
  }

  /** Says a last word and ends. */
  end(text: string): void {
    if (this.isOpen) this.#out.end(text);
  }

  /** Ends without a word, and forgets what is pending. */
  cut(): void {
    this.#response.destroy();
  }
}

/** What a response is written to through an encoder: it ends with it, and a client that leaves ends both. */
function encoded(encoder: Transform, response: ServerResponse): Transform {
  encoder.pipe(response);
  encoder.on('error', () => response.destroy());
  response.once('close', () => encoder.destroy());
  return encoder;
}
