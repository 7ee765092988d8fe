/**
 * The way to an event's stream of availability: opened, read, opened again after a while that differs from one browser to the next. What a
 * stream says is for all tabs (`shared-link.ts`).
 */
import type { SeatMessage } from '../hall/seat-states.ts';
import { EventReader, type ServerEvent } from './server-events.ts';

/** How the seats on the page stand to those of the server. */
export type Liveness = 'connecting' | 'live' | 'stale' | 'over';

/** What a link tells. */
export interface LinkListener {
  /** @param text as it came: cheaper to hand on than what it says */
  message: (message: SeatMessage, text: string) => void;
  liveness: (liveness: Liveness) => void;
}

export interface LinkOptions {
  /** Of the event: `…/v1/events/evt_…`. */
  url: string;
  /** What is known already: only what came after is sent. Undefined: everything. */
  since: () => number | undefined;
  listener: LinkListener;
  fetch?: typeof fetch;
  random?: () => number;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** The server says something at least every 15 s. */
const SILENCE_MS = 45_000;

/** Up to which time to wait before the next attempt: twice the last, and of that anything, so that a crowd does not come back at once. */
export function retryAfter(attempt: number, random: number, asked = 0): number {
  const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10));
  return asked + most * (0.25 + 0.75 * random);
}

export class LiveSeatsLink {
  readonly #options: LinkOptions;
  readonly #ended = new AbortController();
  #attempt = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    void this.#run();
  }

  close(): void {
    this.#ended.abort();
  }

  async #run(): Promise<void> {
    const { listener, random = Math.random } = this.#options;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      let waitMs: number | undefined;
      try {
        waitMs = await this.#follow(signal);
      } catch {
        // The network, or a stream that was cut: as if it had been refused.
      }
      if (signal.aborted) return;
      if (waitMs === Infinity) {
        listener.liveness('over');
        return;
      }
      if (waitMs === undefined) listener.liveness('connecting');
      await pause(waitMs ?? retryAfter(this.#attempt, random()), signal);
      this.#attempt++;
    }
  }

  /** One stream, to its end. @returns how long to wait before the next; Infinity: there will be nothing more */
  async #follow(signal: AbortSignal): Promise<number | undefined> {
    const { url, since, fetch: ask = fetch, random = Math.random } = this.#options;
    const known = since();
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await ask(`${url}/availability/stream${known === undefined ? '' : `?since=${known}`}`, {
        headers: { accept: 'text/event-stream' },
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.any([signal, silence.signal]),
      });
      if (response.status === 204 || response.status === 404 || response.status === 409) return Infinity;
      if (response.status !== 200 || !response.body) {
        this.#options.listener.liveness('connecting');
        await response.body?.cancel();
        const asked = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
        return retryAfter(this.#attempt, random(), Math.min(asked, LAST_RETRY_MS));
      }
      const reader = new EventReader();
      // By hand: through a stream of texts each piece would take several turns more.
      const pieces = response.body.getReader();
      const decoder = new TextDecoder();
      let retryMs: number | undefined;
      for (;;) {
        const { done, value } = await pieces.read();
        if (done) return retryMs;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        for (const event of reader.take(decoder.decode(value, { stream: true }))) {
          const isLast = this.#take(event);
          retryMs = event.retryMs ?? retryMs;
          if (isLast) return Infinity;
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns whether nothing comes after it, ever */
  #take({ name, data }: ServerEvent): boolean {
    const { listener } = this.#options;
    if (name === 'snapshot' || name === 'change') {
      listener.message(JSON.parse(data) as SeatMessage, data);
      listener.liveness('live');
      this.#attempt = 0;
    } else if (name === 'stale') listener.liveness('stale');
    else if (name === 'closing') return (JSON.parse(data) as { reason: string }).reason === 'cancelled';
    return false;
  }
}

/** Waits, at most until it is called off. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const end = (): void => resolve();
  signal.addEventListener('abort', end, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
}
