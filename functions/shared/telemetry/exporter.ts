/**
 * Takes spans and figures to a collector, by OTLP over HTTP. Nothing waits for it: what does not get through in time is dropped, and counted.
 * Figures are cumulative, so the next push makes a lost one good.
 */
import { Agent, type ClientRequest, request, type RequestOptions } from 'node:http';

/** Where a collector is, and what is kept for it. */
export interface ExporterSettings {
  /** Its URL, without `/v1/…`. */
  endpoint: string;
  /** Spans that may wait; beyond that they are dropped. */
  mostSpans?: number;
  timeoutMs?: number;
}

/** What is handed on: the path says which. */
export type Signal = 'traces' | 'metrics';

const MOST_SPANS = 2_048;
/** With so many it goes at once. */
const BATCH = 512;
const TIMEOUT_MS = 3_000;
const MOST_READ_BYTES = 65_536;

type Send = (url: URL, options: RequestOptions) => ClientRequest;

export class Exporter {
  readonly #endpoint: string;
  readonly #mostSpans: number;
  readonly #timeoutMs: number;
  readonly #bodyOf: (spans: readonly string[]) => string;
  readonly #dropped: (signal: Signal, count: number) => void;
  #spans: string[] = [];
  #sending: Promise<void> | undefined;
  #way: Promise<{ send: Send; agent: Agent }> | undefined;

  /**
   * @param bodyOf what is sent for spans, each of which is JSON text
   * @param dropped is told of what was not handed on
   */
  constructor(
    { endpoint, mostSpans = MOST_SPANS, timeoutMs = TIMEOUT_MS }: ExporterSettings,
    bodyOf: (spans: readonly string[]) => string,
    dropped: (signal: Signal, count: number) => void,
  ) {
    this.#endpoint = endpoint.replace(/\/$/, '');
    this.#mostSpans = mostSpans;
    this.#timeoutMs = timeoutMs;
    this.#bodyOf = bodyOf;
    this.#dropped = dropped;
  }

  /** Takes a span that is over. */
  take(span: string): void {
    if (this.#spans.length >= this.#mostSpans) return this.#dropped('traces', 1);
    this.#spans.push(span);
    if (this.#spans.length >= BATCH) void this.sendSpans();
  }

  /** Hands on the spans that wait, a batch at a time. */
  sendSpans(): Promise<void> {
    return (this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined)));
  }

  async #sendAll(): Promise<void> {
    while (this.#spans.length > 0) {
      const batch = this.#spans.splice(0, BATCH);
      if (!(await this.#post('traces', this.#bodyOf(batch)))) {
        // A collector that is away gets no more of what waits: each would take as long again.
        this.#dropped('traces', batch.length + this.#spans.length);
        this.#spans = [];
      }
    }
  }

  async sendMetrics(body: string): Promise<void> {
    if (!(await this.#post('metrics', body))) this.#dropped('metrics', 1);
  }

  /** @returns whether it was taken */
  async #post(signal: Signal, body: string): Promise<boolean> {
    try {
      const status = await this.#answerTo(new URL(`${this.#endpoint}/v1/${signal}`), body);
      return status >= 200 && status < 300;
    } catch {
      return false;
    }
  }

  async #answerTo(url: URL, body: string): Promise<number> {
    const { send, agent } = await (this.#way ??= wayTo(url));
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asking = send(url, { method: 'POST', headers, agent, signal });
    asking.on('error', reject);
    asking.on('response', (response) => {
      let read = 0;
      response.on('data', (piece: Buffer) => {
        read += piece.length;
        if (read > MOST_READ_BYTES) response.destroy(new Error('the collector answers without end'));
      });
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    asking.end(body);
    return promise;
  }
}

/** TLS is loaded where it is asked for: functions have no other use for Node's client of it. */
async function wayTo({ protocol }: URL): Promise<{ send: Send; agent: Agent }> {
  const kept = { keepAlive: true, maxSockets: 2 };
  if (protocol !== 'https:') return { send: request, agent: new Agent(kept) };
  const https = await import('node:https');
  return { send: https.request, agent: new https.Agent(kept) };
}
